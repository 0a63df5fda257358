import { CandorError } from '../protocol/errors.ts'

/** A day, in seconds: a clock that is further off would seal to a key that may be gone, or sign for another time. */
const MOST_SKEW = 86_400

/**
 * How far the server's clock is ahead, when the two agree well enough.
 * @param skew seconds; null while the server has not said
 * @throws `clock_wrong`
 */
export function checkedSkew(skew: number | null): number {
  if (skew === null) return 0
  if (Math.abs(skew) <= MOST_SKEW) return skew
  const days = Math.round(Math.abs(skew) / MOST_SKEW)
  throw new CandorError(
    'clock_wrong',
    `the date of this device and the server’s differ by ${days} ${days === 1 ? 'day' : 'days'}`,
    'set the date of this device and try again; nothing was sent',
  )
}
