import { setTimeout } from 'node:timers/promises'

const DAY_MS = 86_400_000
/** Longer than most tests take, and shorter than a hook may. */
const ENOUGH_MS = 40_000

/** Where clocks are real, what begins on a day shall end on it: just before midnight (UTC) this waits for the next one. */
export async function awayFromMidnight(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS)
  if (left < ENOUGH_MS) await setTimeout(left + 10)
}
