import { type Bytes, concat, concatAll, readU16, u16 } from '../bytes.ts'
import { CELL, type Drop } from '../drop.ts'
import { AEAD_TAG, NONCE, type Primitives, type Random } from '../primitives/primitives.ts'
import { cellKey, type Lane, locatorOf, type ShardBits } from './lane.ts'

/** A drop of which is known whose it is. */
export interface FoundDrop extends Drop {
  readonly lane: Lane
  readonly week: number
  readonly place: number
}

/** One cell's share of a message. */
export interface Piece {
  readonly index: number
  readonly count: number
  readonly bytes: Bytes
}

const HEAD = 6
const PLAIN = CELL - NONCE - AEAD_TAG
/** How much of a message one cell carries, in bytes (docs/protocol.md, 11.4). */
export const PIECE = PLAIN - HEAD
/** A message fills at most so many cells. */
export const MOST_CELLS = 64

/** How many cells a message of so many bytes fills. */
export const cellsFor = (length: number): number => Math.ceil(length / PIECE)

export interface Spot {
  /** 32 bytes. */
  readonly orgId: Bytes
  readonly lane: Lane
  readonly week: number
  /** The place of the first cell. */
  readonly place: number
  readonly shard: ShardBits
}

/** Seals a message into its cells (docs/protocol.md, 11.4). */
export function sealCells(p: Primitives, spot: Spot, message: Bytes, random: Random): FoundDrop[] {
  const count = cellsFor(message.length)
  return Array.from({ length: count }, (_, index) => {
    const bytes = message.subarray(index * PIECE, (index + 1) * PIECE)
    return sealCell(p, { ...spot, place: spot.place + index }, { index, count, bytes }, random(NONCE))
  })
}

function sealCell(
  p: Primitives,
  { orgId, lane, week, place, shard }: Spot,
  { index, count, bytes }: Piece,
  nonce: Bytes,
): FoundDrop {
  const locator = locatorOf(p, lane, week, place, shard)
  const plain = new Uint8Array(PLAIN)
  plain.set(concatAll([u16(index), u16(count), u16(bytes.length), bytes]))
  const sealed = p.aeadSeal(cellKey(p, lane, week, place), nonce, concat(orgId, locator), plain)
  return { lane, week, place, locator, cell: concat(nonce, sealed) }
}

/** The piece in a cell; null when it is not authentic or not whole: whoever knows the lane can put bytes there. */
export function openCell(p: Primitives, orgId: Bytes, drop: FoundDrop): Piece | null {
  const { lane, week, place, locator, cell } = drop
  if (cell.length !== CELL) return null
  const key = cellKey(p, lane, week, place)
  const plain = p.aeadOpen(key, cell.subarray(0, NONCE), concat(orgId, locator), cell.subarray(NONCE))
  return plain === null ? null : readPiece(plain)
}

function readPiece(plain: Bytes): Piece | null {
  const [index, count, length] = [readU16(plain, 0), readU16(plain, 2), readU16(plain, 4)]
  const whole = index + 1 === count ? length > 0 && length <= PIECE : length === PIECE
  if (index >= count || count > MOST_CELLS || !whole) return null
  const end = HEAD + length
  return plain.subarray(end).every((byte) => byte === 0)
    ? { index, count, bytes: plain.slice(HEAD, end) }
    : null
}
