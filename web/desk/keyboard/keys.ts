import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { areKeysOn, recallKeys } from './off.ts'

/** One key, and what it does. */
export interface Binding {
  /** Such as `j`, `J`, `Enter`, `/`, `?`, `Alt+l`, or `g i` for one after the other: by its place, for every layout. */
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
/** With the shift key: a Kazakh layout has letters or other signs there. */
const DIGITS: Readonly<Record<string, string>> = { Digit1: '!', Digit8: '*' }

export function nameOf({ key, code, altKey, shiftKey }: KeyboardEvent): string {
  const letter = /^Key[A-Z]$/.test(code) ? code.slice(3) : null
  const digit = shiftKey ? DIGITS[code] : undefined
  const plain =
    letter === null
      ? (digit ?? (key === '?' ? '?' : (CODES[code] ?? key)))
      : shiftKey
        ? letter
        : letter.toLowerCase()
  const asked = plain === '/' && shiftKey ? '?' : plain
  return altKey ? `Alt+${asked}` : asked
}

const TYPED_INTO =
  'input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable]'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(TYPED_INTO) !== null

/** What Enter and the space bar press must stay pressed by them. */
const isPressing = (name: string, target: EventTarget | null): boolean =>
  (name === 'Enter' || name === ' ') &&
  target instanceof HTMLElement &&
  target.closest('button, summary, a, label, input') !== null

/** What scrolls or chooses stays with the case or the choice that has the focus. */
const SCROLLS = /^(Arrow|Page|Home$|End$| $)/
const isScrolling = (name: string, target: EventTarget | null): boolean =>
  SCROLLS.test(name) && target instanceof HTMLElement && target.closest('.case, input[type=radio]') !== null

/** An open dialog keeps what is behind it from hearing keys. */
const isBehindDialog = (): boolean => document.querySelector('dialog[open]') !== null

const isLetter = (name: string): boolean => name.length === 1 || name.includes(' ')

/** A key that is held down goes on through the list, and does nothing else again and again. */
const isHeld = ({ repeat }: KeyboardEvent, name: string): boolean => repeat && /^[^jk ]$/i.test(name)

/** How long the second of two keys may take. */
const SECOND_KEY_MS = 1500
let before = { name: '', at: 0 }

export function listenToKeys(): () => void {
  recallKeys()
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return
    if (['Shift', 'Alt', 'AltGraph', 'CapsLock'].includes(event.key)) return
    hear(event, nameOf(event))
  }
  addEventListener('keydown', listener)
  return () => removeEventListener('keydown', listener)
}

function hear(event: KeyboardEvent, name: string): void {
  if (isHeld(event, name)) return
  const typing = isTyping(event.target) || isBehindDialog()
  const isHeard = ({ key, always }: Binding) =>
    always === true || (!typing && (areKeysOn.peek() || !isLetter(key)))
  const all = bindings.peek().flatMap(({ list }) => list.filter(isHeard))
  const isSecond = Date.now() - before.at < SECOND_KEY_MS
  const found =
    all.findLast(({ key }) => isSecond && key === `${before.name} ${name}`) ??
    all.findLast(({ key }) => key === name)
  before = { name: typing ? '' : name, at: Date.now() }
  if (found === undefined || isPressing(name, event.target) || isScrolling(name, event.target)) return
  event.preventDefault()
  before = { name: '', at: 0 }
  found.run()
}
