import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** One key, and what it does. */
export interface Binding {
  /** Such as `j`, `Enter`, `/`, `?`, `Escape`, `Alt+l`: the key by its place, so that it works in every layout. */
  readonly key: string
  /** In the language of the page. */
  readonly says: string
  readonly run: () => void
  /** Works while a person types, too. */
  readonly always?: boolean
}

/** What the keys do now, in the order in which it was added: the help shows exactly this. */
export const bindings = signal<readonly { readonly scope: string; readonly list: readonly Binding[] }[]>([])

/** Lets keys do something for as long as the component stands on the page. The newest counts. */
export function useKeys(scope: string, list: readonly Binding[], deps: unknown[]): void {
  useEffect(() => {
    const entry = { scope, list }
    bindings.value = [...bindings.peek(), entry]
    return () => {
      bindings.value = bindings.peek().filter((each) => each !== entry)
    }
  }, deps)
}

/** By their place on the keyboard: with a Russian or Kazakh layout `j` writes `о`. */
const CODES: Readonly<Record<string, string>> = { Slash: '/', Period: '.', Comma: ',' }

function nameOf({ key, code, altKey, shiftKey }: KeyboardEvent): string {
  const letter = /^Key[A-Z]$/.test(code) ? code.slice(3) : null
  const plain =
    letter === null ? (key === '?' ? '?' : (CODES[code] ?? key)) : shiftKey ? letter : letter.toLowerCase()
  const asked = plain === '/' && shiftKey ? '?' : plain
  return altKey ? `Alt+${asked}` : asked
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

/** An open dialog keeps what is behind it from hearing keys. */
const isBehindDialog = (): boolean => document.querySelector('dialog[open]') !== null

export function listenToKeys(): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return
    const name = nameOf(event)
    const typing = isTyping(event.target) || isBehindDialog()
    const all = bindings.peek().flatMap(({ list }) => list)
    const found = all.findLast((each) => each.key === name && (!typing || each.always === true))
    if (found === undefined) return
    event.preventDefault()
    found.run()
  }
  addEventListener('keydown', listener)
  return () => removeEventListener('keydown', listener)
}
