import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import type { App } from './app.ts'
import { h } from './dom.ts'
import { languageOf, textOf } from './keyring-text.ts'

interface Choice {
  readonly id: string
  /** In the languages of the keyring, or in that of the page. */
  readonly label: readonly string[] | string
  readonly about?: readonly string[]
  readonly note?: string
  /** One of several by this name, instead of any number. */
  readonly oneOf?: string
}

/** A box to tick, as large as a finger. */
export function choice(
  { state: { language } }: App,
  keyring: Keyring,
  { id, label, about = [], note = '', oneOf }: Choice,
  checked: boolean,
  change: (on: boolean) => void,
): HTMLElement {
  const explained = about.length > 0 ? textOf(keyring, about, language) : note
  const described = explained === '' ? undefined : `${id}-about`
  const kind = oneOf === undefined ? { type: 'checkbox' } : { type: 'radio', name: oneOf }
  const box = h('input', { ...kind, id, autocomplete: 'off', 'aria-describedby': described })
  box.checked = checked
  box.addEventListener('change', () => change(box.checked))
  const ours = typeof label === 'string'
  const lang = ours ? undefined : languageOf(keyring, language)
  return h(
    'div',
    { class: 'choice' },
    box,
    h('label', { for: id, lang, dir: 'auto' }, ours ? label : textOf(keyring, label, language)),
    described !== undefined && h('p', { class: note === '' ? 'hint' : 'named', id: described }, explained),
  )
}

export const toggled = (ids: readonly string[], id: string, on: boolean): string[] =>
  on ? [...ids, id] : ids.filter((each) => each !== id)
