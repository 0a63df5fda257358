import { type Bytes, fromBase64, readU32, toBase64 } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { Random } from '../../protocol/primitives/primitives.ts'
import type { KeyEvent, ReplyEvent, TeamEvent } from '../../protocol/thread/events.ts'
import type { RekeyedThread } from '../../protocol/thread/shared-key.ts'
import { newMessageId } from '../../protocol/thread/write.ts'
import type { Circle } from '../../protocol/tip.ts'
import type { HeldDrop } from '../case/held.ts'
import type { Cabinet } from '../vault/cabinet.ts'

/** What this desk writes, and where. */
export type Outgoing =
  | { readonly thread: 'conversation'; readonly event: ReplyEvent }
  | { readonly thread: 'team'; readonly event: TeamEvent }

/** The seed of a tip for somebody to whom it was not sealed (docs/protocol.md, 10.8): no message, and in no thread. */
interface ParcelTo {
  readonly type: 'parcel'
  readonly to: string
}

/** What is sealed stands in the queue without it: it is made when its time has come. */
export type Queueable =
  | Outgoing
  | { readonly thread: 'keys'; readonly event: KeyEvent }
  | { readonly thread: 'parcel'; readonly event: ParcelTo }

/** Something that was decided here and is not handed in yet. */
export type Waiting = Queueable & {
  /** The message's name, by which it can be taken back. */
  readonly id: string
  /** Unix seconds. */
  readonly notBefore: number
  /** It has its place, and some of it may have arrived. */
  readonly placed: boolean
}

/** A row of the queue. */
export interface Queued {
  readonly number: number
  readonly outgoing: Queueable
  /** The message's name, the same wherever it is put down. */
  readonly id: string
  /** The id of what it was put in for, and goes with; null where it stands for itself. */
  readonly partOf: string | null
  readonly notBefore: number
  /** The sealed drops in the order in which they are handed in; null until their time has come. */
  readonly placed: readonly HeldDrop[] | null
}

export type QueuedRow = Queued & { readonly place: number }

export const readQueue = (cabinet: Cabinet): QueuedRow[] =>
  cabinet.queue().map(({ place, content }) => ({ place, ...readQueued(content) }))

/** What waits, by the number of its case: one look at the queue for all cases. */
export function waitingByCase(cabinet: Cabinet): ReadonlyMap<number, readonly Waiting[]> {
  const found = new Map<number, Waiting[]>()
  for (const [number, rows] of byCase(readQueue(cabinet))) found.set(number, rows.map(waitingOf))
  return found
}

export function byCase<Row extends Queued>(queue: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const rows = new Map<number, Row[]>()
  for (const each of queue) {
    const own = rows.get(each.number)
    if (own === undefined) rows.set(each.number, [each])
    else own.push(each)
  }
  return rows
}

export const waitingOf = ({ outgoing, id, notBefore, placed }: Queued): Waiting => ({
  ...outgoing,
  id,
  notBefore,
  placed: placed !== null,
})

type Kept = Omit<Queued, 'placed' | 'partOf'> & {
  readonly partOf?: string
  readonly placed: readonly (Omit<HeldDrop, 'locator' | 'cell'> & { locator: string; cell: string })[] | null
}

export function encodeQueued({ number, outgoing, id, partOf, notBefore, placed }: Queued): Bytes {
  const drops = placed?.map((drop) => ({
    ...drop,
    locator: toBase64(drop.locator),
    cell: toBase64(drop.cell),
  }))
  const part = partOf === null ? {} : { partOf }
  const kept: Kept = { number, outgoing, id, ...part, notBefore, placed: drops ?? null }
  return encodeCanonical(kept)
}

// Rows are sealed under the vault's key, so that what comes out is what went in.
function readQueued(bytes: Bytes): Queued {
  const { placed, partOf = null, ...rest } = parseJson(bytes) as Kept
  const drops = placed?.map((drop) => ({
    ...drop,
    locator: fromBase64(drop.locator),
    cell: fromBase64(drop.cell),
  }))
  return { ...rest, partOf, placed: drops ?? null }
}

export interface Timing {
  /** Unix seconds. */
  readonly now: number
  readonly random: Random
  /** It leaves at a moment of the next so many seconds; 0 for at once. */
  readonly jitterSeconds: number
}

/** What nobody has asked for: it is due, and this desk writes it by itself. */
const BY_ITSELF: ReadonlySet<string> = new Set(['case-key', 'recap', 'next-key', 'rekey', 'follow'])

export const isByItself = ({ outgoing: { event } }: Pick<Queued, 'outgoing'>): boolean =>
  BY_ITSELF.has(event.type)

/** Whether a departure is among what waits for a case: whatever leaves behind it would be forgotten with the case. */
export const isLeaving = (waiting: readonly Queued[]): boolean =>
  waiting.some(({ outgoing: { event } }) => event.type === 'leave')

/**
 * The row of something new, behind all that waits for the same case and readers.
 * @param patience leaves so many seconds later than it otherwise would
 */
export function queuedBehind(
  queue: readonly Queued[],
  number: number,
  outgoing: Queueable,
  timing: Timing,
  patience = 0,
): Queued {
  const before = queue
    .filter((each) => each.number === number && isBehind(outgoing, each.outgoing))
    .map(({ notBefore }) => notBefore)
  const start = timing.now + patience + jitter(timing)
  const notBefore = before.reduce((last, time) => Math.max(last, time), start)
  return { number, outgoing, id: newMessageId(timing.random), partOf: null, notBefore, placed: null }
}

/** A rekey needs the next key, which colleagues are handed first; whoever leaves has nothing more to say. */
const isBehind = (later: Queueable, earlier: Queueable): boolean =>
  readersOf(later) === readersOf(earlier) ||
  later.event.type === 'leave' ||
  (later.event.type === 'rekey' && earlier.event.type === 'next-key')

/** Rows of a case in which a person writes now: what has to be changed before they do waits no longer than they do. */
export function hastened(queue: readonly QueuedRow[], timing: Timing): QueuedRow[] {
  const soon = timing.now + jitter(timing)
  return queue
    .filter((each) => isOfKeys(each) && each.notBefore > soon)
    .map((each) => ({ ...each, notBefore: soon }))
}

/** What ends a key, so that those who are gone read nothing more. */
export const isOfKeys = ({ outgoing: { event } }: Pick<Queued, 'outgoing'>): boolean =>
  event.type === 'next-key' || event.type === 'rekey'

/** What the team writes is read with its key: the two leave in their order. */
export const readersOf = ({ thread }: Queueable): string => (thread === 'conversation' ? 'source' : 'team')

const jitter = ({ random, jitterSeconds }: Timing): number =>
  Math.floor((readU32(random(4), 0) / 2 ** 32) * (jitterSeconds + 1))

/** A case key for a circle, to be made when its time has come. */
export const keyToMake = (circle: Circle): Queueable => ({
  thread: 'keys',
  event: { type: 'case-key', circle, sealed: '' },
})

/** The end of a thread's key, to be made when its time has come: for whom it is decided then. */
export const rekeyToMake = (thread: RekeyedThread): readonly [Queueable, Queueable] => [
  { thread: 'keys', event: { type: 'next-key', thread, stays: [], sealed: '' } },
  thread === 'conversation'
    ? { thread, event: { type: 'rekey', stays: [], next: '', sealed: '' } }
    : { thread, event: { type: 'rekey', stays: [], next: '' } },
]

/** What leads a source who was away to the key that is written under now, to be made when its time has come. */
export const followToMake: Queueable = {
  thread: 'conversation',
  event: { type: 'follow', stays: [], next: '', sealed: '' },
}
