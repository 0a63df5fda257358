import { type Weeks, weeksAround } from '../protocol/drop.ts'
import { CandorError } from '../protocol/errors.ts'
import { dayOf, epochOfDay } from '../protocol/time.ts'
import type { Store } from '../store/store.ts'
import type { Clock, Keyrings } from './keyrings.ts'

/** Into how many shards the drops of each week are parted (docs/protocol.md, 10.5). */
export interface WeekBook {
  /** The weeks that readers are told of. Fixes the bits of those around now that have none yet. */
  list(): Weeks
  /** Throws `not_found` for a week that is not listed. */
  bitsOf(week: number): number
  /** Throws `clock_wrong` for a week that is more than one away from now. */
  checkNear(week: number): void
  /** Throws `keyring_missing` while no keyring has fixed bits: a drop of a week without them might never be listed. */
  checkFixed(): void
  /** Weeks have expired. */
  lookAgain(): void
}

const MOST_WEEKS = 8192

export interface WeekOptions {
  readonly store: Pick<Store, 'fixWeek' | 'weeks'>
  readonly clock: Clock
  readonly keyrings: Keyrings
}

export function openWeeks({ store, clock, keyrings }: WeekOptions): WeekBook {
  let known: Weeks | null = null
  const now = () => epochOfDay(dayOf(clock()))

  /** Whether all weeks around now have their bits for good: while no keyring is served, nobody has decided on them. */
  const fix = (weeks: readonly number[]): boolean => {
    const served = keyrings.served()
    if (served === null) return false
    const fixed = new Set(store.weeks().map(({ week }) => week))
    for (const week of weeks) if (!fixed.has(week)) store.fixWeek(week, served.keyring.policy.shardBits)
    return true
  }

  const list = (): Weeks => {
    const current = now()
    if (known?.current === current) return known
    const isFixed = fix(weeksAround(current))
    const weeks = listed(current, store.weeks())
    known = isFixed ? weeks : null
    return weeks
  }

  return {
    list,
    bitsOf: (week) => list().weeks.find((each) => each.week === week)?.bits ?? missing(),
    checkNear: (week) => {
      if (Math.abs(week - now()) > 1) throw strayed()
    },
    checkFixed: () => {
      list()
      if (known === null) throw unserved()
    },
    lookAgain: () => {
      known = null
    },
  }
}

function listed(current: number, rows: ReturnType<Store['weeks']>): Weeks {
  const around = weeksAround(current)
  const bits = new Map(rows.map((row) => [row.week, row.bits]))
  const earlier = rows.filter(({ week, isHeld }) => isHeld && week < (around[0] as number))
  const weeks = [...earlier.map(({ week }) => week), ...around].slice(-MOST_WEEKS)
  return { current, weeks: weeks.map((week) => ({ week, bits: bits.get(week) ?? 0 })) }
}

function missing(): never {
  throw new CandorError('not_found', 'this server keeps no drops of this week')
}

const unserved = () =>
  new CandorError('keyring_missing', 'this server does not take drops yet: it has no keyring')

const strayed = () =>
  new CandorError(
    'clock_wrong',
    'the date of this device and the server’s are weeks apart: correct the date, and try again',
    'set the date of this device and send it again',
  )
