import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { h } from './dom.ts'
import type { Language } from './words/index.ts'

/** A text of the keyring in the language of the page, or in the keyring's own first one. */
export function textOf({ languages }: Keyring, texts: readonly string[], language: Language): string {
  const at = languages.indexOf(language)
  return texts[at < 0 ? 0 : at] ?? ''
}

/** The language in which such a text stands there, where it is not that of the page. */
export const languageOf = ({ languages }: Keyring, language: Language): string | undefined =>
  languages.includes(language) ? undefined : languages[0]

export const spoken = (keyring: Keyring, texts: readonly string[], language: Language): HTMLElement =>
  h('span', { lang: languageOf(keyring, language), dir: 'auto' }, textOf(keyring, texts, language))
