import type { Digests } from '../primitives/primitives.ts'
import type { Author } from './author.ts'
import { keyName } from './lane.ts'
import type { Message } from './message.ts'
import type { Cut } from './read.ts'
import type { SharedKey } from './shared-key.ts'
import { isTurn, type Turn } from './turn.ts'

/** The keys of one thread, from its first to the one that is written under now (docs/protocol.md, 11.8). */
export interface KeyChain {
  /** Every key that counts: all of them are read. */
  readonly keys: readonly SharedKey[]
  /** Where keys ended. */
  readonly cuts: readonly Cut[]
  /** What is written now is written under this. */
  readonly current: SharedKey
}

/**
 * The key to which a rekey leads, as far as its reader can tell; null when it leads nowhere.
 * @param from the key under which it lies
 */
export type Resolve = (message: Turn, from: SharedKey) => SharedKey | null

export interface FollowOptions {
  /** Who may stay though they do not hold the key that is replaced. */
  readonly granted: readonly string[]
  /** For a source: what repeats a rekey that is too old to be found counts like one, and removes nobody's messages. */
  readonly follows?: boolean
}

/** A thread has at most so many keys: each one is read again with all that was written under it. */
const MOST_KEYS = 16

/**
 * Follows a thread from its first key along its rekeys.
 * @param rekeys all that could be read so far, in order ({@link ThreadView.rekeys}); under later keys there may be more
 */
export function followKeys(
  p: Digests,
  first: SharedKey,
  rekeys: readonly Message[],
  resolve: Resolve,
  { granted, follows = false }: FollowOptions,
): KeyChain {
  const candidates = (from: SharedKey) => candidatesUnder(p, from, rekeys, resolve, granted)
  const rekeyed = walk(p, first, (from) => candidates(from).filter(({ message }) => isRekey(message)))
  if (!follows) return rekeyed
  const followed = walk(p, first, candidates)
  const keys = distinctKeys(p, [...followed.keys, ...rekeyed.keys]).slice(0, MOST_KEYS)
  const isNew = (cut: Cut) => !rekeyed.cuts.some(({ key, heads }) => key === cut.key && heads === cut.heads)
  return { keys, current: followed.current, cuts: [...rekeyed.cuts, ...followed.cuts.filter(isNew)] }
}

const isRekey = ({ event }: Message): boolean => event?.type === 'rekey'

function walk(p: Digests, first: SharedKey, candidates: (from: SharedKey) => readonly Rekeyed[]): KeyChain {
  const nameOf = ({ key }: SharedKey) => keyName(p, key)
  const path = new Set([nameOf(first)])
  let keys = [first]
  const cuts: Cut[] = []
  let current = first
  while (keys.length < MOST_KEYS) {
    // What has ended does not begin again: else a thread would go round for ever.
    const next = stepFrom(candidates(current).filter(({ received }) => !path.has(nameOf(received))))
    if (next === null) break
    const ended = nameOf(current)
    keys = distinctKeys(p, [...keys, ...next.others.slice(0, MOST_KEYS - 1 - keys.length)])
    const earlier = keys.map(nameOf).filter((name) => name !== ended && name !== nameOf(next.key))
    if (next.cut !== null) cuts.push({ ...next.cut, key: ended, earlier })
    keys = distinctKeys(p, [...keys, next.key])
    current = next.key
    path.add(nameOf(current))
  }
  return { keys, cuts, current }
}

const distinctKeys = (p: Digests, keys: readonly SharedKey[]): SharedKey[] => [
  ...new Map(keys.map((each) => [keyName(p, each.key), each])).values(),
]

interface Step {
  readonly key: SharedKey
  /** Null where nobody's messages are removed. */
  readonly cut: Pick<Cut, 'stays' | 'heads' | 'week'> | null
  /** Keys that others made at the same moment: they are read, and nobody goes on under them. */
  readonly others: readonly SharedKey[]
}

/** Of the valid rekeys under a key one decides; messages are in the same order for everyone. */
function stepFrom(rekeys: readonly Rekeyed[]): Step | null {
  const first = deciding(rekeys)
  if (first === undefined) return null
  const stays: Author[] = ['source', ...first.received.readers]
  const { heads, week } = first.message
  const others = rekeys.filter((each) => each !== first).map(({ received }) => received)
  return { key: first.received, others, cut: isRekey(first.message) ? { stays, heads, week } : null }
}

interface Rekeyed {
  readonly message: Message
  readonly received: SharedKey
}

/**
 * Whoever another rekey removes does not decide, whatever number and week they write: otherwise somebody removed could
 * take the thread over from the past. Then the fewest readers, the earliest week, and the order. Where all remove each
 * other the most readers: nobody gains by removing everyone.
 */
function deciding(rekeys: readonly Rekeyed[]): Rekeyed | undefined {
  const isRemoved = ({ message: { author } }: Rekeyed) =>
    rekeys.some(({ received }) => !received.readers.includes(author))
  const staying = rekeys.filter((each) => !isRemoved(each))
  const [left, sign] = staying.length > 0 ? [staying, 1] : [rekeys, -1]
  const size = ({ received }: Rekeyed) => sign * received.readers.length
  return left.toSorted((a, b) => size(a) - size(b) || a.message.week - b.message.week)[0]
}

const candidatesUnder = (
  p: Digests,
  from: SharedKey,
  rekeys: readonly Message[],
  resolve: Resolve,
  granted: readonly string[],
): Rekeyed[] => {
  const name = keyName(p, from.key)
  const allowed = new Set([...from.readers, ...granted])
  return rekeys.flatMap((message): Rekeyed[] => {
    if (message.key !== name || !isTurn(message) || !isByOneWhoStays(message, allowed)) return []
    const received = resolve(message, from)
    return received === null ? [] : [{ message, received }]
  })
}

/** Only among those who hold the key or were granted the case: nobody lets themselves or others in. */
const isByOneWhoStays = ({ author, event: { stays } }: Turn, allowed: ReadonlySet<string>): boolean =>
  stays.includes(author) && stays.every((id) => allowed.has(id))
