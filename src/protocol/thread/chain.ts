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
  for (let next: Step | null = stepFrom(p, current, messages, opened); next !== null; ) {
    const ended = keyName(p, current.key)
    keys.push(...next.others)
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

/**
 * The first valid rekey of the earliest week under a key decides; messages are in the same order for everyone. Weeks come
 * first because servers take no drop for weeks that are over: whoever was removed can write any number, not any week.
 */
function stepFrom(p: Digests, from: SharedKey, messages: readonly Message[], opened: Opened): Step | null {
  const name = keyName(p, from.key)
  const rekeys = messages.flatMap((message) => {
    const received = message.key === name ? receivedIn(message, from, opened) : null
    return received === null ? [] : [{ message, received }]
  })
  const [first, ...rest] = rekeys.toSorted((a, b) => a.message.week - b.message.week)
  if (first === undefined) return null
  const stays: Author[] = ['source', ...first.received.readers]
  const { heads, week } = first.message
  const cut = { stays, heads, week }
  return { key: first.received, cut, others: rest.map(({ received }) => received) }
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
