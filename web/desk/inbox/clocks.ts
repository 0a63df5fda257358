import type { InboxRow, NextClock } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'

/** What is due within the week can be planned; what is pressing stands out. In days. */
export const THIS_WEEK = 7
export const PRESSING = 2

/** The day that counts: what the law says, or until when the team lets it run. */
export const dueOf = ({ due, until }: NextClock): number =>
  until === null ? due : Math.max(due, parseDay(until))

/** Days until the nearest clock runs out: 0 today, less than 0 when it is late, null where none runs. */
export const daysLeft = ({ clock }: Pick<InboxRow, 'clock'>, today: number): number | null =>
  clock === null ? null : dueOf(clock) - today
