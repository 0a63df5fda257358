import type { Bytes } from '../protocol/bytes.ts'
import type { Drop } from '../protocol/drop.ts'
import { identitiesInForce, identitiesOf, recipientsEver, type Trail } from '../protocol/keyring/trail.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { SourceKeys } from '../protocol/source-keys.ts'
import type { Author } from '../protocol/thread/author.ts'
import type { FoundDrop } from '../protocol/thread/cell.ts'
import { followKeys, type KeyChain, type Resolve } from '../protocol/thread/chain.ts'
import { findDrops } from '../protocol/thread/find.ts'
import { homeOf, keyName, laneOf } from '../protocol/thread/lane.ts'
import type { Thread } from '../protocol/thread/message.ts'
import { readThread, type ThreadView } from '../protocol/thread/read.ts'
import type { SharedKey } from '../protocol/thread/shared-key.ts'
import { openAsSource } from '../protocol/thread/source-slot.ts'
import type { Turn } from '../protocol/thread/turn.ts'

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
  const { trail, keys } = memory
  const thread = threadOf(p, memory, envelope)
  const resolve = resolver(p, memory, thread)
  // A source does not know who was granted its case: it keeps nothing, and so not even whom it wrote to.
  const everyone = recipientsEver(trail)
  const first = { key: keys.thread, readers: everyone, seq: 0 }
  let own = readUnder(p, memory, thread, { keys: [first], cuts: [], current: first })
  for (;;) {
    const options = { granted: everyone, follows: true }
    const chain = followKeys(p, first, own.view.rekeys, resolve, options)
    if (namesOf(p, chain) === namesOf(p, own.chain)) return own
    own = readUnder(p, memory, thread, chain)
  }
}

const namesOf = (p: Primitives, { keys }: KeyChain): string => keys.map(({ key }) => keyName(p, key)).join()

function threadOf(p: Primitives, { trail, keys }: Memory, envelope: Bytes): Thread {
  const own = [p.verifyingKey(keys.signing)]
  const verifyingKeys = (author: Author, week: number) =>
    author === 'source' ? own : identitiesOf(trail, author, week)
  const orgId = trail.at(-1)?.orgId ?? new Uint8Array()
  return { orgId, envelope, kind: 'conversation', verifyingKeys }
}

/** Everybody who ever was a recipient is looked for. */
function readUnder(p: Primitives, memory: Memory, thread: Thread, chain: KeyChain): OwnThread {
  const { trail, keys, drops, weeks, current } = memory
  const home = homeOf(p, keys.thread)
  const authors: Author[] = ['source', ...recipientsEver(trail)]
  const lanes = chain.keys.flatMap(({ key }) => authors.map((author) => laneOf(p, key, author, home)))
  const found = findDrops(p, drops, lanes, [...weeks, current.week + 1])
  const from = weeks[0] ?? current.week
  return { thread, chain, drops: found, view: readThread(p, thread, found, { from, cuts: chain.cuts }) }
}

/** Opens each slot once; no request depends on there being one. */
function resolver(p: Primitives, { trail, keys }: Memory, { orgId, envelope }: Thread): Resolve {
  const tried = new Map<string, SharedKey | null>()
  const open = (turn: Turn): SharedKey | null => {
    const { key: from, event } = turn
    const { next, stays } = event
    if (!('sealed' in event) || !mayLead(trail, turn)) return null
    const key = openAsSource(p, { orgId, envelope, from }, next, event.sealed, keys.sealing)
    return key === null ? null : { key, readers: stays, seq: 0 }
  }
  return (turn) => {
    const before = tried.get(turn.hash)
    const received = before === undefined ? open(turn) : before
    tried.set(turn.hash, received)
    return received
  }
}

/**
 * Whoever was removed, or has an identity that was replaced, leads nobody, however soon after; nor is a key gone on under
 * for somebody who was no recipient then.
 */
const mayLead = (trail: Trail, { author, signedBy, week, event: { stays } }: Turn): boolean =>
  identitiesInForce(trail, author, week).includes(signedBy) &&
  stays.every((id) => identitiesOf(trail, id, week).length > 0)
