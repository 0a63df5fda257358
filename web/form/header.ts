import { button, fill, h, set } from './dom.ts'
import { type Language, languageNames, languages, type Words } from './words/index.ts'

export interface Header {
  readonly root: HTMLElement
  readonly speak: (words: Words, language: Language) => void
}

/** Languages at the start, the way out at the end: always there, always in reach. */
export function makeHeader(choose: (language: Language) => void, leave: () => void): Header {
  const buttons = languages.map((language) => {
    const [short, whole] = languageNames[language]
    return {
      language,
      element: button(short, () => choose(language), { lang: language, 'aria-label': whole }),
    }
  })
  const group = h('div', { class: 'languages', role: 'group' }, ...buttons.map(({ element }) => element))
  const out = button('', leave, { class: 'leave' })
  const speak = (words: Words, current: Language) => {
    set(group, { 'aria-label': words.language })
    fill(out, words.leave)
    for (const { language, element } of buttons) set(element, { 'aria-pressed': `${language === current}` })
  }
  return { root: h('header', {}, h('div', { class: 'bar' }, group, out)), speak }
}
