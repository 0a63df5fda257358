import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { h } from './dom.ts'
import type { Language } from './words/index.ts'
import { listText } from './words/text.ts'

/** A text of the keyring in the language of the page, or in the keyring's own first one. */
export function textOf(
  { languages }: Pick<Keyring, 'languages'>,
  texts: readonly string[],
  language: Language,
): string {
  const at = languages.indexOf(language)
  return texts[at < 0 ? 0 : at] ?? ''
}

/** The language in which such a text stands there, where it is not that of the page. */
export const languageOf = (
  { languages }: Pick<Keyring, 'languages'>,
  language: Language,
): string | undefined => (languages.includes(language) ? undefined : languages[0])

export const spoken = (
  keyring: Pick<Keyring, 'languages'>,
  texts: readonly string[],
  language: Language,
): HTMLElement =>
  h('span', { lang: languageOf(keyring, language), dir: 'auto' }, textOf(keyring, texts, language))

/** Desks or people in one sentence. */
export const namesOf = (
  keyring: Pick<Keyring, 'languages'>,
  named: readonly { readonly label: readonly string[] }[],
  language: Language,
): string =>
  listText(
    language,
    named.map(({ label }) => textOf(keyring, label, language)),
  )
