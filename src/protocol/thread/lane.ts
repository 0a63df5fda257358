import { type Bytes, concat, label, readU16, toHex, u16, u32 } from '../bytes.ts'
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
  /** The thread's shard where there are 65,536 of them; null for the team's drops, which lie in none. */
  readonly home: number | null
}

/** The name of a thread key; it says nothing of the key. */
export const keyName = (p: Digests, threadKey: Bytes): string =>
  toHex(p.blake2b(32, threadKey, label('thread/name')).subarray(0, KEY_NAME))

/**
 * @param threadKey 32 bytes
 * @param home of a conversation its {@link homeOf}
 */
export const laneOf = (p: Digests, threadKey: Bytes, author: Author, home: number | null = null): Lane => ({
  author,
  key: keyName(p, threadKey),
  secret: p.blake2b(32, threadKey, concat(label('lane'), authorBytes(author))),
  home,
})

/** The thread in which case keys are sealed to the recipients, from the conversation's first key (docs/protocol.md, 11.1). */
export const keysThreadKey = (p: Digests, conversation: Bytes): Bytes =>
  p.blake2b(32, conversation, label('thread/keys'))

/**
 * Where a conversation's drops lie (docs/protocol.md, 11.3), 16 bits: always by its first key and in every week, so that
 * a visit needs one shard of each week, and the shards of several weeks tell no more than that of one.
 */
export function homeOf(p: Digests, conversation: Bytes): number {
  const [high = 0, low = 0] = p.blake2b(32, conversation, label('shard'))
  return (high << 8) | low
}

/** The shard of a home in a week with so many bits. */
export const shardOfHome = (home: number, bits: number): number => home >>> (16 - bits)

/** In which shard a conversation's drops lie in a week with so many bits. */
export const shardIndex = (p: Digests, conversation: Bytes, bits: number): number =>
  shardOfHome(homeOf(p, conversation), bits)

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
  shard: ShardBits,
): Bytes {
  const rest = p.blake2b(32, secret, at('locator', week, place)).subarray(0, LOCATOR - 4)
  return concat(u32(week), u16(withShard(readU16(rest, 0), shard)), rest.subarray(2))
}

/** The two bytes after the week, the first bits of which give way to the shard. */
const withShard = (own: number, { bits, shard }: ShardBits): number =>
  (shard << (16 - bits)) | (own & (0xffff >>> bits))

/** What a reader looks a locator up by: all of it but the two bytes in which the shard is named. */
export const trace = (locator: Bytes): string => toHex(locator.subarray(0, 4)) + toHex(locator.subarray(6))

/**
 * Whether a locator with the same trace is one at which the lane's author can have written, into however many shards the
 * week was divided: one for each number of bits. Otherwise whoever knows the lane could put 65,536 cells at one place.
 * @param plain the locator at that place without a shard
 */
export function isLocatorOf({ home }: Lane, plain: Bytes, locator: Bytes): boolean {
  const [own, found] = [readU16(plain, 4), readU16(locator, 4)]
  if (found === own) return true
  if (home === null) return false
  const bits = Array.from({ length: 16 }, (_, i) => i + 1)
  return bits.some((each) => found === withShard(own, { bits: each, shard: shardOfHome(home, each) }))
}

/** Seals the cell at a place, 32 bytes. */
export const cellKey = (p: Digests, { secret }: Lane, week: number, place: number): Bytes =>
  p.blake2b(32, secret, at('cell', week, place))
