import type { CaseSummary } from '../desk/case/case.ts'
import type { Progress } from '../desk/case/progress.ts'
import { isByItself, type Waiting } from '../desk/casework/queue.ts'
import { standing } from '../desk/casework/standing.ts'
import type { Clocks } from '../protocol/thread/clocks.ts'
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
const NOTHING_KNOWN: Known = {
  status: 'new',
  assignee: null,
  labels: [],
  severity: null,
  mergedInto: null,
  conflicts: [],
  unread: false,
  clock: null,
  clocks: null,
  last: null,
}

type Known = Pick<
  Progress,
  'status' | 'assignee' | 'labels' | 'severity' | 'mergedInto' | 'conflicts' | 'unread' | 'clock'
> & { readonly clocks: Clocks | null; readonly last: number | null }

/** A line of the inbox, with what waits counted in. */
export function rowOf({ number, summary, waiting, isLookedAt, me, today, numberOf }: RowOf): InboxRow {
  const then: Known =
    summary.progress === null ? NOTHING_KNOWN : standing(summary.progress, waiting, me, today)
  // Field by field: a start makes every line there is, and copies of parts would cost more than all the rest.
  return {
    number,
    name: summary.name,
    envelope: summary.envelope,
    day: summary.day,
    isVoid: summary.status === 'void',
    desks: summary.desks,
    language: summary.language,
    preview: summary.preview,
    isGiven: summary.given === true,
    status: then.status,
    severity: then.severity,
    assignee: then.assignee,
    labels: then.labels,
    clock: then.clock,
    isNew: summary.status === 'sound' && !isAcknowledged(then.clocks) && !waits(waiting, 'acknowledge'),
    isUnread: then.unread && !isLookedAt,
    last: then.last ?? summary.day,
    repeats: then.mergedInto === null ? null : numberOf(then.mergedInto),
    isConflict: then.conflicts.includes(me),
    waiting: waiting.filter(isOfPerson).length,
  }
}

const isAcknowledged = (clocks: Clocks | null): boolean => clocks !== null && clocks.acknowledge.met !== null

const waits = (waiting: readonly Waiting[], type: string): boolean =>
  waiting.some(({ event }) => event.type === type)

/** What a person did: the rest is what the software does by itself. The tip that goes with a grant counts with the grant. */
export const isOfPerson = (each: Waiting): boolean =>
  !isByItself({ outgoing: each }) && each.thread !== 'parcel'
