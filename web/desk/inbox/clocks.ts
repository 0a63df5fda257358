import type { InboxRow, NextClock } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'

/** What runs out in so many days, or sooner, runs out soon. */
export const SOON_DAYS = 7

/** The day that counts: what the law says, or until when the team lets it run. */
export const dueOf = ({ due, until }: NextClock): number =>
  until === null ? due : Math.max(due, parseDay(until))

/** Days until the nearest clock runs out: 0 today, less than 0 when it is late, null where none runs. */
export const daysLeft = ({ clock }: Pick<InboxRow, 'clock'>, today: number): number | null =>
  clock === null ? null : dueOf(clock) - today
