import type { Section } from './index.ts'

/** The dialog that shows all keys. */
export interface HelpWords {
  readonly title: string
  readonly about: string
  readonly everywhere: string
  readonly on: string
  readonly onAbout: string
  readonly names: Readonly<Record<string, string>>
}

const en: HelpWords = {
  title: 'Keys',
  about: 'The keys are found by their place, so they work with a Russian and a Kazakh layout, too.',
  everywhere: 'Everywhere',
  on: 'Single letters do something',
  onAbout: 'Turn this off if you dictate, or press keys by accident.',
  names: {
    Enter: 'Enter',
    Escape: 'Esc',
    ArrowDown: '↓',
    ArrowUp: '↑',
    Home: 'Home',
    End: 'End',
    ' ': 'Space',
    PageDown: 'Page Down',
    PageUp: 'Page Up',
  },
}

const ru: HelpWords = {
  title: 'Клавиши',
  about: 'Клавиши узнаются по месту, поэтому работают и в русской, и в казахской раскладке.',
  everywhere: 'Везде',
  on: 'Отдельные буквы что-то делают',
  onAbout: 'Выключите, если диктуете или случайно нажимаете клавиши.',
  names: {
    Enter: 'Enter',
    Escape: 'Esc',
    ArrowDown: '↓',
    ArrowUp: '↑',
    Home: 'Home',
    End: 'End',
    ' ': 'Пробел',
    PageDown: 'Page Down',
    PageUp: 'Page Up',
  },
}

const kk: HelpWords = {
  title: 'Пернелер',
  about: 'Пернелер орны бойынша танылады, сондықтан орыс және қазақ пернетақтасында да жұмыс істейді.',
  everywhere: 'Барлық жерде',
  on: 'Жеке әріптер әрекет орындайды',
  onAbout: 'Мәтінді айтып жаздырсаңыз немесе пернелерді байқамай бассаңыз, өшіріп қойыңыз.',
  names: {
    Enter: 'Enter',
    Escape: 'Esc',
    ArrowDown: '↓',
    ArrowUp: '↑',
    Home: 'Home',
    End: 'End',
    ' ': 'Бос орын',
    PageDown: 'Page Down',
    PageUp: 'Page Up',
  },
}

export const helpWords: Section<HelpWords> = { en, ru, kk }
