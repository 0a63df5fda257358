import type { Digests } from '../primitives/primitives.ts'
import type { Author } from './author.ts'
import { keyName } from './lane.ts'
import type { Message } from './message.ts'
import type { Cut } from './read.ts'
import { isOfItsWeek, type Received, type SharedKey } from './shared-key.ts'

/** The keys of one thread, from its first to the one that is written under now (docs/protocol.md, 11.8). */
export interface KeyChain {
  /** Every key that counts: all of them are read. */
  readonly keys: readonly SharedKey[]
  /** Where keys ended. */
  readonly cuts: readonly Cut[]
  /** What is written now is written under this. */
  readonly current: SharedKey
}

/** A thread has at most so many keys: each one is read again with all that was written under it. */
const MOST_KEYS = 16

/** What became of the sealed keys that stand in messages, by the hash of the message. */
export type Opened = ReadonlyMap<string, Received>

/**
 * Follows a thread from its first key along its rekeys.
 * @param messages everything that could be read so far, in order; under later keys there may be more rekeys
 */
export function followKeys(
  p: Digests,
  first: SharedKey,
  messages: readonly Message[],
  opened: Opened,
): KeyChain {
  const keys = [first]
  const cuts: Cut[] = []
  let current = first
  for (let next = stepFrom(p, current, messages, opened); next !== null && keys.length < MOST_KEYS; ) {
    const ended = keyName(p, current.key)
    keys.push(...next.others.slice(0, MOST_KEYS - 1 - keys.length))
    const names = keys.map(({ key }) => keyName(p, key))
    cuts.push({ ...next.cut, key: ended, earlier: names.filter((name) => name !== ended) })
    keys.push(next.key)
    current = next.key
    next = stepFrom(p, current, messages, opened)
  }
  return { keys, cuts, current }
}

interface Step {
  readonly key: SharedKey
  readonly cut: Pick<Cut, 'stays' | 'heads' | 'week'>
  /** Keys that others made at the same moment: they are read, and nobody goes on under them. */
  readonly others: readonly SharedKey[]
}

/** Of the valid rekeys under a key one decides; messages are in the same order for everyone. */
function stepFrom(p: Digests, from: SharedKey, messages: readonly Message[], opened: Opened): Step | null {
  const name = keyName(p, from.key)
  const rekeys = messages.flatMap((message): Rekeyed[] => {
    const received = message.key === name ? receivedIn(message, from, opened) : null
    return received === null ? [] : [{ message, received }]
  })
  const first = deciding(rekeys)
  if (first === undefined) return null
  const stays: Author[] = ['source', ...first.received.readers]
  const { heads, week } = first.message
  const others = rekeys.filter((each) => each !== first)
  return { key: first.received, cut: { stays, heads, week }, others: others.map(({ received }) => received) }
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

/** Only among those who hold the key, and by one who stays: nobody lets themselves or others in. */
function receivedIn(
  { event, author, hash, week }: Message,
  from: SharedKey,
  opened: Opened,
): SharedKey | null {
  if (event?.type !== 'rekey' || !event.stays.includes(author)) return null
  if (!event.stays.every((id) => from.readers.includes(id)) || !isOfItsWeek(event.sealed, week)) return null
  const received = opened.get(hash)
  return received === undefined || typeof received === 'string' ? null : received
}
