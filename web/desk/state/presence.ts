import { phase, stayOpen } from './session.ts'

const AT_MOST_EVERY_MS = 30_000
let told = 0

/** So long after a key press or a movement somebody counts as sitting there. */
const PRESENT_MS = 60_000
let seen = 0
const waiting = new Set<() => void>()

/** Does it at once where somebody is there, and else as soon as somebody is. @returns what gives it up */
export function whenPresent(act: () => void): () => void {
  if (Date.now() - seen < PRESENT_MS) {
    act()
    return () => undefined
  }
  waiting.add(act)
  return () => waiting.delete(act)
}

function see(): void {
  seen = Date.now()
  const acts = [...waiting]
  waiting.clear()
  for (const act of acts) act()
}

/** Tells the program that somebody is there, so that it does not lock; half a minute apart at least. */
export function watchPresence(): () => void {
  const tell = () => {
    see()
    if (phase.peek() !== 'open' || Date.now() - told < AT_MOST_EVERY_MS) return
    told = Date.now()
    void stayOpen()
  }
  // Whoever has just unlocked the desk sits there.
  see()
  const events = ['keydown', 'pointermove', 'pointerdown', 'wheel'] as const
  for (const event of events) addEventListener(event, tell, { passive: true })
  return () => {
    for (const event of events) removeEventListener(event, tell)
  }
}
