import type { Bytes } from '../protocol/bytes.ts'
import type { Drop } from '../protocol/drop.ts'
import { identitiesOf, recipientsEver, type Trail } from '../protocol/keyring/trail.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { SourceKeys } from '../protocol/source-keys.ts'
import type { Author } from '../protocol/thread/author.ts'
import type { FoundDrop } from '../protocol/thread/cell.ts'
import { followKeys, type KeyChain, type Opened } from '../protocol/thread/chain.ts'
import type { Event } from '../protocol/thread/events.ts'
import { findDrops } from '../protocol/thread/find.ts'
import { homeOf, laneOf } from '../protocol/thread/lane.ts'
import type { Message, Thread } from '../protocol/thread/message.ts'
import { readThread, type ThreadView } from '../protocol/thread/read.ts'
import { isOfItsWeek, type Received, receiveOwnKey } from '../protocol/thread/shared-key.ts'

/** What was fetched for a codename. */
export interface Memory {
  readonly trail: Trail
  readonly keys: SourceKeys
  /** Every drop of the shards that were looked at, and what was written since. */
  readonly drops: readonly Drop[]
  /** The weeks that were looked at, in order. */
  readonly weeks: readonly number[]
  /** The server's week. */
  readonly current: { readonly week: number; readonly bits: number }
}

/** A conversation as its source reads it. */
export interface OwnThread {
  readonly thread: Thread
  readonly view: ThreadView
  readonly chain: KeyChain
  /** Which of the drops belong to it. */
  readonly drops: readonly FoundDrop[]
}

/** Reads the conversation about an envelope, through every change of its key (docs/protocol.md, 11.6 and 11.8). */
export function openThread(p: Primitives, memory: Memory, envelope: Bytes): OwnThread {
  const thread = threadOf(p, memory, envelope)
  const opened = new Map<string, Received>()
  for (;;) {
    const own = readWith(p, memory, thread, opened)
    const unopened = own.view.messages.filter(
      ({ hash, event }) => event?.type === 'rekey' && !opened.has(hash),
    )
    if (unopened.length === 0) return own
    for (const message of unopened) opened.set(message.hash, receive(p, memory, thread, message))
  }
}

/** A source keeps nothing, and so not whom it wrote to: everybody who ever was a recipient is looked for. */
function threadOf(p: Primitives, { trail, keys }: Memory, envelope: Bytes): Thread {
  const own = [p.verifyingKey(keys.signing)]
  const verifyingKeys = (author: Author) => (author === 'source' ? own : identitiesOf(trail, author))
  const orgId = trail.at(-1)?.orgId ?? new Uint8Array()
  return { orgId, envelope, kind: 'conversation', verifyingKeys }
}

function readWith(p: Primitives, memory: Memory, thread: Thread, opened: Opened): OwnThread {
  const { trail, keys, drops, weeks, current } = memory
  const readers = recipientsEver(trail)
  const home = homeOf(p, keys.thread)
  const first = { key: keys.thread, readers }
  const from = weeks[0] ?? current.week
  const looked = [...weeks, current.week + 1]
  const read = (chain: KeyChain): OwnThread => {
    const authors: Author[] = ['source', ...readers]
    const lanes = chain.keys.flatMap(({ key }) => authors.map((author) => laneOf(p, key, author, home)))
    const found = findDrops(p, drops, lanes, looked)
    return { thread, chain, drops: found, view: readThread(p, thread, found, { from, cuts: chain.cuts }) }
  }
  let own = read({ keys: [first], cuts: [], current: first })
  for (;;) {
    const chain = followKeys(p, first, own.view.messages, opened)
    if (chain.keys.length === own.chain.keys.length) return own
    own = read(chain)
  }
}

type Rekey = Extract<Event, { readonly type: 'rekey' }>

/** Opens the next key of the conversation, which is sealed to the source as well; no request depends on there being one. */
function receive(
  p: Primitives,
  { keys }: Memory,
  { orgId, envelope }: Thread,
  { key: from, event, week }: Message,
): Received {
  const { stays, sealed } = event as Rekey
  if (!isOfItsWeek(sealed, week)) return 'void'
  const purpose = { envelope, use: { kind: 'rekey', thread: 'conversation', from } } as const
  return receiveOwnKey(p, orgId, purpose, sealed, keys.sealing, stays)
}
