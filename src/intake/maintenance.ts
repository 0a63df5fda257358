import { dayOf } from '../protocol/time.ts'
import type { Store } from '../store/store.ts'
import type { Expire } from './expiry.ts'
import type { Clock } from './keyrings.ts'
import type { Visits } from './visits.ts'
import type { WeekBook } from './weeks.ts'

export interface MaintenanceOptions {
  readonly store: Pick<Store, 'compact'>
  readonly clock: Clock
  readonly weeks: WeekBook
  readonly visits: Visits
  readonly expire: Expire
  /** Told of what went wrong; it is tried again at the next look. */
  readonly onFault: (error: unknown) => void
}

/** Looks whether the day has changed, and does what is due once a day. Never throws. */
export type Look = () => void

/** What a server does without being asked (docs/protocol.md, 10.5 to 10.7). */
export function openMaintenance(options: MaintenanceOptions): Look {
  const { store, clock, weeks, visits, expire, onFault } = options
  let done = -1

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
      visits.flush()
    } catch (error) {
      onFault(error)
    }
  }
}
