import { fromHex } from '../../protocol/bytes.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type BoxedKey, openBox } from '../../protocol/thread/grant-box.ts'
import type { SharedKey } from '../../protocol/thread/shared-key.ts'
import { type KeyCase, readersOf } from './receive.ts'
import { keyringUnder, type SealedMessage, sealedIn } from './sealed-keys.ts'
import type { CaseThreads } from './threads.ts'
import type { Opened } from './watch.ts'

/**
 * The keys that this desk was handed with a grant that counts (docs/protocol.md, 11.9), by the hash of the message in which
 * each is sealed to others. Who reads them stands in those messages.
 */
export function keysInBoxes(
  p: Primitives,
  trail: Trail,
  of: KeyCase,
  { keys, members }: CaseThreads,
  opened: Opened,
): ReadonlyMap<string, SharedKey> {
  const sealed = sealedIn(keys.view)
  const grants = sealed.filter(({ hash }) => members.grants.includes(hash))
  const found = new Map<string, SharedKey>()
  for (const { hash, key } of grants.flatMap((grant) => boxOf(p, of, grant, opened))) {
    const message = sealed.find((each) => each.hash === hash)
    if (message === undefined || opened.get(hash) !== 'not-mine' || found.has(hash)) continue
    const shared = sharedBy(trail, of, message, key)
    if (shared !== null) found.set(hash, shared)
  }
  return found
}

function boxOf(
  p: Primitives,
  { envelope }: KeyCase,
  { hash, event }: SealedMessage,
  opened: Opened,
): BoxedKey[] {
  const received = opened.get(hash)
  if (event.type !== 'grant' || received === undefined || typeof received === 'string') return []
  return openBox(p, received.key, fromHex(envelope), event.box) ?? []
}

function sharedBy(trail: Trail, of: KeyCase, message: SealedMessage, key: BoxedKey['key']): SharedKey | null {
  const { event, week } = message
  const under = keyringUnder(trail, of.keyring.seq, { sealed: event.sealed, week })
  if (event.type === 'grant' || under === null || under === 'void') return null
  const readers = readersOf(of, under.keyring, message)
  return readers === null ? null : { key, readers, seq: under.keyring.seq }
}
