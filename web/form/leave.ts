import { type State, wipe } from './state.ts'

/** Between two presses of Esc, in milliseconds. */
const TWICE = 1500

export interface Leaving {
  readonly leave: () => void
  /** True once the page is being left on purpose: nothing asks back. */
  readonly left: () => boolean
}

/** Leaves at once: first nothing can be seen, then nothing is kept, then another page stands here. */
export function prepareLeaving(state: State): Leaving {
  let left = false
  const empty = () => {
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea'))
      field.value = ''
    document.body.replaceChildren()
    wipe(state)
  }
  const leave = () => {
    left = true
    empty()
    location.replace('about:blank')
  }
  // A browser may keep a page that was left, to come back to quickly.
  addEventListener('pagehide', () => {
    left = true
    empty()
  })
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
  return { leave, left: () => left }
}

/** Esc, and Esc again: once alone is too easily pressed by accident. */
export function leaveOnEscape(leave: () => void, warn: () => void): void {
  let last = Number.NEGATIVE_INFINITY
  addEventListener('keydown', ({ key, isComposing, repeat, timeStamp }) => {
    if (key !== 'Escape' || isComposing || repeat) return
    if (timeStamp - last < TWICE) leave()
    else warn()
    last = timeStamp
  })
}

/** Asks before a page with unsent text is closed. */
export function askBeforeClosing(mustAsk: () => boolean): void {
  addEventListener('beforeunload', (event) => {
    if (mustAsk()) event.preventDefault()
  })
}
