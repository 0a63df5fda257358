import { type Bytes, fromHex, join, label, toHex, u32 } from './bytes.ts'
import { type Drop, firstBits } from './drops.ts'
import { keyed } from './primitives.ts'

/** 11.2 */
export type Author = string

const bytesOfAuthor = (author: Author): Bytes =>
  author === 'source' ? new Uint8Array(17) : join(Uint8Array.of(1), fromHex(author, 16))

/** 11.2: the source, then recipients by id */
export const authorsInOrder = (a: Author, b: Author): number => {
  if (a === b) return 0
  if (a === 'source' || b === 'source') return a === 'source' ? -1 : 1
  return a < b ? -1 : 1
}

/** 11.1 */
export const nameOfKey = (key: Bytes): string => toHex(keyed(key, label('thread/name')).slice(0, 16))

export const keyOfKeys = (conversation: Bytes): Bytes => keyed(conversation, label('thread/keys'))

/** 11.3 */
export type Lane = { author: Author; key: string; lane: Bytes }

export const laneOf = (key: Bytes, author: Author): Lane => ({
  author,
  key: nameOfKey(key),
  lane: keyed(key, label('lane'), bytesOfAuthor(author)),
})

export const shardOf = (conversation: Bytes, bits: number): number =>
  firstBits(keyed(conversation, label('shard')), bits)

const replaced = (tail: Bytes, bits: number, shard: number): Bytes => {
  const two = (tail[0] ?? 0) * 256 + (tail[1] ?? 0)
  const size = 2 ** (16 - bits)
  const first = shard * size + (two % size)
  return join(Uint8Array.of(Math.floor(first / 256), first % 256), tail.slice(2))
}

export const locatorAt = ({ lane }: Lane, week: number, place: number, bits = 0, shard = 0): Bytes => {
  const tail = keyed(lane, label('locator'), u32(week), u32(place)).slice(0, 28)
  return join(u32(week), replaced(tail, bits, shard))
}

export const cellKeyAt = ({ lane }: Lane, week: number, place: number): Bytes =>
  keyed(lane, label('cell'), u32(week), u32(place))

export type Found = Drop & { lane: Lane; week: number; place: number }

/** 11.3: one locator for each number of bits, and no other */
const locatorsAt = (conversation: Bytes, lane: Lane, week: number, place: number): string[] =>
  Array.from({ length: 17 }, (_, bits) =>
    toHex(locatorAt(lane, week, place, bits, shardOf(conversation, bits))),
  )

/** 11.6: until four in a row are empty; 11.3: at most 4096 */
export const findLane = (conversation: Bytes, drops: Drop[], lane: Lane, week: number): Found[] => {
  const found: Found[] = []
  for (let place = 0, empty = 0; empty < 4 && place < 4096; place += 1) {
    const wanted = new Set(locatorsAt(conversation, lane, week, place))
    const here = drops.filter(({ locator }) => wanted.has(toHex(locator)))
    empty = here.length === 0 ? empty + 1 : 0
    found.push(...here.map((drop) => ({ ...drop, lane, week, place })))
  }
  return found
}
