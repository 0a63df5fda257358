import { phase, stayOpen } from './session.ts'

const AT_MOST_EVERY_MS = 30_000
let told = 0

/** Tells the program that somebody is there, so that it does not lock; half a minute apart at least. */
export function watchPresence(): () => void {
  const tell = () => {
    if (phase.peek() !== 'open' || Date.now() - told < AT_MOST_EVERY_MS) return
    told = Date.now()
    void stayOpen()
  }
  const events = ['keydown', 'pointermove', 'pointerdown', 'wheel'] as const
  for (const event of events) addEventListener(event, tell, { passive: true })
  return () => {
    for (const event of events) removeEventListener(event, tell)
  }
}
