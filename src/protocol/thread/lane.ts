import { type Bytes, concat, label, toHex, u32 } from '../bytes.ts'
import { LOCATOR } from '../drop.ts'
import type { Digests } from '../primitives/primitives.ts'
import { type Author, authorBytes } from './author.ts'

/** The bytes of the name of a thread key. */
const KEY_NAME = 16

/** Where one author writes under one key of a thread (docs/protocol.md, 11.3). */
export interface Lane {
  readonly author: Author
  /** The name of the thread key, 32 hexadecimal digits: it tells the keys of one thread apart. */
  readonly key: string
  /** The lane's own secret, 32 bytes: locators and cell keys come from it. */
  readonly secret: Bytes
}

/** The name of a thread key; it says nothing of the key. */
export const keyName = (p: Digests, threadKey: Bytes): string =>
  toHex(p.blake2b(32, threadKey, label('thread/name')).subarray(0, KEY_NAME))

/** @param threadKey 32 bytes */
export const laneOf = (p: Digests, threadKey: Bytes, author: Author): Lane => ({
  author,
  key: keyName(p, threadKey),
  secret: p.blake2b(32, threadKey, concat(label('lane'), authorBytes(author))),
})

/** The thread in which case keys are sealed to the recipients, from the conversation's first key (docs/protocol.md, 11.1). */
export const keysThreadKey = (p: Digests, conversation: Bytes): Bytes =>
  p.blake2b(32, conversation, label('thread/keys'))

/**
 * In which shard a conversation's drops of a week lie (docs/protocol.md, 11.3): always by its first key, so that a visit
 * needs one shard whatever became of the keys.
 */
export function shardIndex(p: Digests, conversation: Bytes, week: number, bits: number): number {
  const [high = 0, low = 0] = p.blake2b(32, conversation, concat(label('shard'), u32(week)))
  return ((high << 8) | low) >>> (16 - bits)
}

/** How many of a locator's bits name the shard, and which it is; none for the team's drops. */
export interface ShardBits {
  readonly bits: number
  readonly shard: number
}

export const NO_SHARD: ShardBits = { bits: 0, shard: 0 }

const at = (name: string, week: number, place: number): Bytes => concat(label(name), u32(week), u32(place))

/** Where a cell lies: `u32 week ‖ 28 bytes`, the first bits of which name the shard (docs/protocol.md, 11.3). */
export function locatorOf(
  p: Digests,
  { secret }: Lane,
  week: number,
  place: number,
  { bits, shard }: ShardBits,
): Bytes {
  const rest = p.blake2b(32, secret, at('locator', week, place)).slice(0, LOCATOR - 4)
  const own = (((rest[0] as number) << 8) | (rest[1] as number)) & (0xffff >>> bits)
  const first = (shard << (16 - bits)) | own
  rest[0] = first >>> 8
  rest[1] = first & 0xff
  return concat(u32(week), rest)
}

/**
 * What a reader recognises a locator by: all of it but the two bytes in which the shard is named, so that nobody needs to
 * know into how many shards a week was divided when it was written.
 */
export const trace = (locator: Bytes): string => toHex(locator.subarray(0, 4)) + toHex(locator.subarray(6))

/** Seals the cell at a place, 32 bytes. */
export const cellKey = (p: Digests, { secret }: Lane, week: number, place: number): Bytes =>
  p.blake2b(32, secret, at('cell', week, place))
