import type { Keyring, Question } from '../protocol/keyring/statement.ts'

/** The languages of the template, in the order of every text below. */
export const languages = ['en', 'ru', 'kk'] as const

type Texts = readonly [english: string, russian: string, kazakh: string]

const none: Texts = ['', '', '']

interface Wording {
  readonly label: Texts
  readonly hint?: Texts
  readonly example?: Texts
}

type Nature = Partial<Pick<Question, 'kind' | 'group' | 'role' | 'required'>>

const ask = (id: string, nature: Nature, { label, hint = none, example = none }: Wording): Question => ({
  id,
  kind: nature.kind ?? 'short',
  group: nature.group ?? '',
  role: nature.role ?? '',
  required: nature.required ?? false,
  label: [...label],
  hint: [...hint],
  example: [...example],
})

const person = { group: 'person' } as const

/** What a source is asked, for an organisation that has not written its own questions. */
export const questionnaire: Keyring['questionnaire'] = {
  version: 1,
  questions: [
    ask(
      'what',
      { kind: 'long', required: true },
      {
        label: ['What happened?', 'Что произошло?', 'Не болды?'],
        hint: [
          'Write it as you would tell it to someone you trust. Leave out what only you could know.',
          'Пишите так, как рассказали бы человеку, которому доверяете. Не упоминайте того, что можете знать только вы.',
          'Сенетін адамыңызға айтқандай жазыңыз. Тек өзіңіз ғана білетін нәрсені жазбаңыз.',
        ],
        example: [
          'Since spring the head of procurement has been giving contracts to his brother’s company.',
          'С весны начальник отдела закупок отдаёт договоры фирме своего брата.',
          'Көктемнен бері сатып алу бөлімінің басшысы шарттарды інісінің фирмасына беріп жүр.',
        ],
      },
    ),
    ask(
      'who',
      { ...person, role: 'subject' },
      {
        label: ['Who did it?', 'Кто это сделал?', 'Мұны кім жасады?'],
        hint: [
          'A name, or how people call them.',
          'Имя или как этого человека называют.',
          'Аты-жөні немесе жұрт оны қалай атайды.',
        ],
      },
    ),
    ask('position', person, {
      label: [
        'What is their position?',
        'Какую должность занимает этот человек?',
        'Ол қандай қызмет атқарады?',
      ],
    }),
    ask(
      'superior',
      { ...person, role: 'superior' },
      {
        label: ['Who is their superior?', 'Кто его или её начальник?', 'Оның басшысы кім?'],
        hint: [
          'A superior may have a reason to hide this. You can leave them out too.',
          'У начальника может быть причина это скрыть. Его тоже можно исключить.',
          'Басшысының мұны жасыруға себебі болуы мүмкін. Оны да тізімнен шығаруға болады.',
        ],
      },
    ),
    ask(
      'organisation',
      {},
      {
        label: ['In which organisation?', 'В какой организации?', 'Қай ұйымда?'],
      },
    ),
    ask(
      'place',
      {},
      {
        label: ['In which region or town?', 'В каком регионе или городе?', 'Қай өңірде немесе қалада?'],
      },
    ),
    ask(
      'when',
      {},
      {
        label: [
          'Since when, and how often?',
          'С какого времени и как часто?',
          'Қашаннан бері және қаншалықты жиі?',
        ],
      },
    ),
    ask(
      'amount',
      {},
      {
        label: [
          'How much money or property?',
          'О какой сумме или имуществе речь?',
          'Қанша ақша немесе мүлік туралы сөз болып отыр?',
        ],
        hint: ['A guess is fine.', 'Можно примерно.', 'Шамамен жазсаңыз да болады.'],
      },
    ),
    ask(
      'how-known',
      { kind: 'long' },
      {
        label: ['How do you know this?', 'Откуда вы это знаете?', 'Мұны қайдан білесіз?'],
        hint: [
          'Seen, heard from someone, read in a document.',
          'Видели сами, слышали от кого-то, прочли в документе.',
          'Өзіңіз көрдіңіз бе, біреуден естідіңіз бе, құжаттан оқыдыңыз ба.',
        ],
      },
    ),
    ask(
      'who-knows',
      {},
      {
        label: ['Who else knows about it?', 'Кто ещё об этом знает?', 'Бұл туралы тағы кім біледі?'],
      },
    ),
    ask(
      'reported',
      { kind: 'long' },
      {
        label: [
          'Has it been reported before, and what came of it?',
          'Сообщали ли об этом раньше и чем это кончилось?',
          'Бұл туралы бұрын хабарланды ма және немен аяқталды?',
        ],
      },
    ),
    ask(
      'afraid',
      { kind: 'long' },
      {
        label: ['What are you afraid of?', 'Чего вы опасаетесь?', 'Неден қауіптенесіз?'],
        hint: [
          'It helps the investigators not to put you in danger.',
          'Это поможет следователям не подвергнуть вас опасности.',
          'Бұл тергеушілерге сізді қауіпке ұшыратпауға көмектеседі.',
        ],
      },
    ),
  ],
}

export const defaultPolicy: Keyring['policy'] = {
  acknowledgeDays: 7,
  feedbackDays: 92,
  envelopeDays: 365,
  dropDays: 365,
  blobDays: 90,
  shardBits: 0,
}
