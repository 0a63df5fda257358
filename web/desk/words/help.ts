import type { Section } from './index.ts'

/** The dialog that shows all keys. */
interface HelpWords {
  readonly title: string
  readonly about: string
  readonly on: string
  readonly onAbout: string
}

const en: HelpWords = {
  title: 'Keys',
  about: 'The keys are found by their place, so they work with a Russian and a Kazakh layout, too.',
  on: 'Single letters do something',
  onAbout: 'Turn this off if you dictate, or press keys by accident.',
}

const ru: HelpWords = {
  title: 'Клавиши',
  about: 'Клавиши узнаются по месту, поэтому работают и в русской, и в казахской раскладке.',
  on: 'Работают клавиши из одной буквы',
  onAbout: 'Выключите, если диктуете или случайно нажимаете клавиши.',
}

const kk: HelpWords = {
  title: 'Пернелер',
  about: 'Пернелер орны бойынша танылады, сондықтан орыс және қазақ пернетақтасында да жұмыс істейді.',
  on: 'Жеке әріптер әрекет орындайды',
  onAbout: 'Мәтінді айтып жаздырсаңыз немесе пернелерді байқамай бассаңыз, өшіріп қойыңыз.',
}

export const helpWords: Section<HelpWords> = { en, ru, kk }
