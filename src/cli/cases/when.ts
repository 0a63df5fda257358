import { type Clock, ranOut } from '../../protocol/thread/clocks.ts'
import type { ClockName } from '../../protocol/thread/events.ts'
import { dayOf } from '../../protocol/time.ts'
import type { Context } from '../program.ts'
import { secondsOf } from '../session.ts'
import type { Piece } from '../terminal.ts'

/** In days since 1970-01-01 UTC. */
export const today = (context: Context): number => dayOf(secondsOf(context))

export const CLOCK_NAMES: Readonly<Record<ClockName, string>> = {
  acknowledge: 'acknowledgement',
  feedback: 'feedback',
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`)

/** How much is left of a clock that runs. What is late is red, and says so as well. */
export function leftOf(due: number, now: number): Piece {
  if (due < now) return { text: `${days(now - due)} late`, style: 'red' }
  if (due === now) return { text: 'due today', style: 'yellow' }
  return `${days(due - now)} left`
}

/** Whether a clock ran out, even if somebody came after it. */
export const everRanOut = (clock: Clock, now: number): boolean =>
  ranOut(clock, now) || (clock.met !== null && clock.met > clock.due)

const twoDigits = (part: number) => `${part}`.padStart(2, '0')

/** The time of day here, with the date when it is another one. */
export function momentText(seconds: number, now: number): string {
  const [then, here] = [new Date(seconds * 1000), new Date(now * 1000)]
  const time = `${twoDigits(then.getHours())}:${twoDigits(then.getMinutes())}`
  if (then.toDateString() === here.toDateString()) return time
  return `${then.getFullYear()}-${twoDigits(then.getMonth() + 1)}-${twoDigits(then.getDate())} ${time}`
}

/** When something that waits may leave, as half a sentence. */
export const leaveText = (notBefore: number, now: number): string =>
  notBefore <= now ? 'leaves with the next sync' : `waits until ${momentText(notBefore, now)}`

export const leaveSentence = (notBefore: number, now: number): string =>
  notBefore <= now
    ? 'This leaves with the next candor sync.'
    : `This waits until ${momentText(notBefore, now)}, and leaves with the next candor sync after that.`

/** For programs. */
export const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()
