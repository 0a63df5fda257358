import { isCandorError } from '../protocol/errors.ts'
import { dayOf, epochOfDay, firstDayOfEpoch } from '../protocol/time.ts'
import type { Store } from '../store/store.ts'
import type { Clock, Keyrings } from './keyrings.ts'
import type { WeekBook } from './weeks.ts'

export interface MaintenanceOptions {
  readonly store: Pick<Store, 'expireDrops' | 'compact'>
  readonly clock: Clock
  readonly keyrings: Keyrings
  readonly weeks: WeekBook
  /** Told when drops are gone. */
  readonly onExpired: () => void
  /** Told of what went wrong; it is tried again at the next look. */
  readonly onFault: (error: unknown) => void
}

/** Looks whether the day has changed, and does what is due once a day. Never throws. */
export type Look = () => void

/** What a server does without being asked (docs/protocol.md, 10.5 and 10.6). */
export function openMaintenance(options: MaintenanceOptions): Look {
  const { store, clock, keyrings, weeks, onExpired, onFault } = options
  let done = -1

  const expire = (today: number): void => {
    const days = dropDays(keyrings)
    if (days !== null && store.expireDrops(firstKept(today, days)) > 0) onExpired()
  }

  const daily = (today: number): void => {
    if (today === done) return
    expire(today)
    store.compact(today)
    done = today
  }

  return () => {
    try {
      weeks.list()
      daily(dayOf(clock()))
    } catch (error) {
      onFault(error)
    }
  }
}

/** By the newest keyring that was accepted, whether or not it is served; null while there is none. */
function dropDays(keyrings: Keyrings): number | null {
  try {
    return keyrings.latest().keyring.policy.dropDays
  } catch (error) {
    if (isCandorError(error, 'keyring_missing')) return null
    throw error
  }
}

/** The first week whose last day was less than so many days ago. */
const firstKept = (today: number, days: number): number => Math.max(0, epochOfDay(today - days - LAST) + 1)

/** The last day of a week, counted from its first. */
const LAST = firstDayOfEpoch(1) - 1
