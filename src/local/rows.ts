import type { CaseSummary } from '../desk/case/case.ts'
import type { Progress } from '../desk/case/progress.ts'
import { isByItself, type Waiting } from '../desk/casework/queue.ts'
import { standing } from '../desk/casework/standing.ts'
import type { InboxRow } from './wire.ts'

/** A case as the list knows it, and what else its line is made of. */
export interface RowOf {
  readonly number: number
  readonly summary: CaseSummary
  /** What waits to leave, oldest first. */
  readonly waiting: readonly Waiting[]
  /** What the source said has been looked at, though that is not filed yet. */
  readonly isLookedAt: boolean
  /** The reader's id. */
  readonly me: string
  /** Days since 1970-01-01 UTC. */
  readonly today: number
  /** The number of a case in this vault, by `E#`. */
  readonly numberOf: (envelope: string) => number | null
}

/** Of a void tip, and of one about which nothing was ever written. */
const NOTHING_KNOWN = {
  status: 'new',
  assignee: null,
  labels: [],
  severity: null,
  mergedInto: null,
  conflicts: [] as readonly string[],
  unread: false,
  clock: null,
} as const

/** A line of the inbox, with what waits counted in. */
export function rowOf({ number, summary, waiting, isLookedAt, me, today, numberOf }: RowOf): InboxRow {
  const { progress, name, envelope, day, desks, language, preview } = summary
  const then = progress === null ? null : standing(progress, waiting, me, today)
  const { status, severity, assignee, labels, clock, mergedInto, conflicts, unread } = then ?? NOTHING_KNOWN
  const isAcknowledged = then !== null && then.clocks.acknowledge.met !== null
  return {
    ...{ number, name, envelope, day, desks, language, preview, status, severity, assignee, labels, clock },
    isVoid: summary.status === 'void',
    isGiven: summary.given === true,
    isNew: summary.status === 'sound' && !isAcknowledged && !waits(waiting, 'acknowledge'),
    isUnread: unread && !isLookedAt,
    last: then?.last ?? day,
    repeats: mergedInto === null ? null : numberOf(mergedInto),
    isConflict: conflicts.includes(me),
    waiting: waiting.filter(isOfPerson).length,
  }
}

const waits = (waiting: readonly Waiting[], type: string): boolean =>
  waiting.some(({ event }) => event.type === type)

/** What a person did: the rest is what the software does by itself. The tip that goes with a grant counts with the grant. */
export const isOfPerson = (each: Waiting): boolean =>
  !isByItself({ outgoing: each }) && each.thread !== 'parcel'
