import { describe, expect, it } from 'vitest'
import { questionnaire } from '../../src/admin/template.ts'
import { isSameName, namedIn } from '../../src/desk/search/names.ts'
import { fold, numbersIn, stemOf, termsOf } from '../../src/desk/search/words.ts'
import { draftWith } from '../support/cases.ts'

describe('words as they are compared', () => {
  it.each([
    ['Қасымов', 'касымов'],
    ['ӘҒҚҢӨҰҮҺІ', 'агкноуухи'],
    ['Ещё ЁЛКА', 'еще елка'],
    ['и\u0306од', 'йод'],
    ['Ка\u200bсы\u00adмов\u202e', 'касымов'],
    ['ｉｖａｎ＠ｍａｉｌ', 'ivan@mail'],
    ['Kaсымoв', 'касымов'],
    ['бiлiм', 'билим'],
  ])('%j is compared as %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it.each(['kaspiден', 'whatsappе', 'telegramдагы', 'fordтын'])(
    'the Latin letters of %s stay Latin, whatever else the text says',
    (word) => {
      expect(termsOf(word)).toEqual([word])
      expect(termsOf(`${word} cлип Kaсымoв`)).toEqual([word, 'слип', 'касымов'])
    },
  )

  it('marks of every alphabet only stand between words', () => {
    expect(termsOf('«Астана»—2026,№45/2026-К…a_b\u0000c\u2028d')).toEqual(
      'астана 2026 45 2026 к a b c d'.split(' '),
    )
  })

  it('a Latin word stays Latin', () => {
    expect(termsOf('Apex Ltd, Астана')).toEqual(['apex', 'ltd', 'астана'])
  })
})

describe('other forms of a word', () => {
  it.each([
    ['директора', 'директор'],
    ['директорами', 'директор'],
    ['договорам', 'договор'],
    ['министерство', 'министерств'],
    ['прокуратуры', 'прокуратур'],
    ['государственного', 'государственн'],
    ['бюджетінен', 'бюджет'],
    ['басшыларының', 'басшы'],
    ['мектептерде', 'мектеп'],
    ['бөліміндегі', 'болим'],
    ['қызметкерлердің', 'кызметкер'],
    ['contracts', 'contract'],
    ['взятка', 'взятк'],
    ['дорога', 'дорог'],
    ['школа', null],
    ['вторник', null],
    ['2026123456', null],
  ])('%s begins with %s', (word, stem) => {
    const [term = ''] = termsOf(word)
    expect(stemOf(term)).toBe(stem)
  })

  it('five letters always stay, and a stem is the beginning of its word', () => {
    for (const word of ['ананымызданымыздан', 'иямиями', 'тантантан', 'beinging']) {
      const stem = stemOf(word)
      if (stem === null) throw new Error(`${word} has no stem`)
      expect(stem.length).toBeGreaterThanOrEqual(5)
      expect(word.startsWith(stem)).toBe(true)
    }
  })
})

describe('long numbers', () => {
  it('are known in one, without the country and without the town', () => {
    expect(numbersIn('звоните +7 (701) 123-45-67 вечером')).toEqual(['77011234567', '7011234567', '1234567'])
  })

  it('are known with a year behind them', () => {
    expect(numbersIn('8 701 123 45 67 2026 года')).toContain('7011234567')
  })

  it('short ones are words like others', () => {
    expect(numbersIn('45/2026, 12 000, 7-8')).toEqual([])
  })
})

const named = (answers: Record<string, string>) =>
  namedIn(draftWith(answers), { questionnaire }).map(({ kind, name }) => `${kind}: ${name}`)

describe('names in answers', () => {
  it('people, organisations and places are told by what was asked', () => {
    expect(
      named({
        what: 'Нурлан Ибраев украл деньги',
        who: 'Қасымов Арман',
        superior: 'Директор Иванова А.Б.',
        organisation: 'ТОО «Жол-Сервис»',
        place: 'г. Астана, Есильский район',
      }),
    ).toEqual([
      'person: Қасымов Арман',
      'person: Иванова А.Б.',
      'organisation: ТОО «Жол-Сервис»',
      'place: г. Астана',
      'place: Есильский район',
    ])
  })

  it('a position or a word for anybody names nobody', () => {
    expect(named({ who: 'Начальник отдела закупок', superior: 'Он, все знают' })).toEqual([])
    expect(named({ who: 'my boss', superior: 'Бастық' })).toEqual([])
  })

  it('several people are told apart', () => {
    expect(named({ who: 'Касымов Арман и Ибраев Н., бухгалтер' })).toEqual([
      'person: Касымов Арман',
      'person: Ибраев Н.',
    ])
  })

  it('one person stands there once, however they are spelled', () => {
    expect(named({ who: 'Қасымов Арман', superior: 'Арман Касымов' })).toHaveLength(1)
  })
})

const person = (name: string) => ({ kind: 'person', name }) as const
const organisation = (name: string) => ({ kind: 'organisation', name }) as const
const place = (name: string) => ({ kind: 'place', name }) as const

describe('the same name', () => {
  it.each([
    ['А. Қасымов', 'Касымов Арман'],
    ['Касымов А.Б.', 'Касымов Арман Болатович'],
    ['Арман Болатұлы Қасымов', 'касымов арман'],
    ['Касымов', 'ҚАСЫМОВ'],
    ['Касымов А.', 'А Касымов'],
  ])('%s is %s', (a, b) => {
    expect(isSameName(person(a), person(b))).toBe(true)
    expect(isSameName(person(b), person(a))).toBe(true)
  })

  it.each([
    ['Касымов', 'Касымов Арман'],
    ['Касымов Арман', 'Касымов Болат'],
    ['Касымов А.', 'Касымов Б.'],
    ['Касымов А.Б.', 'Касымов Арман Ержанович'],
    ['А. Б.', 'А. Б. Касымов'],
    ['Арман', 'Арман Қасымов'],
    ['Касымов Арман', 'Касымова Арман'],
  ])('%s is not %s', (a, b) => {
    expect(isSameName(person(a), person(b))).toBe(false)
    expect(isSameName(person(b), person(a))).toBe(false)
  })

  it('an organisation is the same whatever its form is called, and in any order', () => {
    expect(isSameName(organisation('ТОО «Жол-Сервис»'), organisation('Жол Сервис ЖШС'))).toBe(true)
    expect(isSameName(organisation('Жол Сервис'), organisation('Жол'))).toBe(false)
  })

  it('a place is the same with and without what it is', () => {
    expect(isSameName(place('г. Астана'), place('Астана қаласы'))).toBe(true)
    expect(isSameName(place('Астана'), person('Астана'))).toBe(false)
  })
})
