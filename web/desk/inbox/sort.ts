import type { Filter, InboxRow } from '../../../src/local/wire.ts'
import { SEVERITIES } from '../../../src/protocol/thread/events.ts'
import { dueOf } from './clocks.ts'

/** The more harm is at stake, the higher; the lowest where nobody has judged it. */
export const harmOf = ({ severity }: InboxRow): number =>
  severity === null ? -1 : SEVERITIES.indexOf(severity)
const due = ({ clock }: InboxRow): number => (clock === null ? Number.MAX_SAFE_INTEGER : dueOf(clock))

type Order = (a: InboxRow, b: InboxRow) => number

const newest: Order = (a, b) => b.day - a.day || b.number - a.number

const orders: Readonly<Record<Filter['sort'], Order>> = {
  due: (a, b) => due(a) - due(b) || harmOf(b) - harmOf(a) || newest(a, b),
  arrival: newest,
  last: (a, b) => b.last - a.last || newest(a, b),
  severity: (a, b) => harmOf(b) - harmOf(a) || due(a) - due(b) || newest(a, b),
}

/** What is most pressing first; with nothing to tell two apart, the newest. */
export const orderBy = (sort: Filter['sort']): Order => orders[sort]
