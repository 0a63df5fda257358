import { type Bytes, concat, readU16, u16 } from '../bytes.ts'
import { CELL, type Drop } from '../drop.ts'
import { AEAD_TAG, type Digests, NONCE, type Primitives, type Random } from '../primitives/primitives.ts'
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
  /** The first 16 bytes of the SHA-256 of the next cell's plaintext; zeros in the last one. */
  readonly next: Bytes
  readonly bytes: Bytes
  /** Of this cell's plaintext, as the cell before names it. */
  readonly name: Bytes
}

const NAME = 16
const HEAD = 6 + NAME
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

/** Seals a message into its cells, each of which names the next (docs/protocol.md, 11.4). */
export function sealCells(p: Primitives, spot: Spot, message: Bytes, random: Random): FoundDrop[] {
  const plains = plainsOf(p, message)
  return plains.map((plain, i) => sealCell(p, { ...spot, place: spot.place + i }, plain, random(NONCE)))
}

/** The plaintexts of a message's cells; made from the last to the first, since each holds the name of the one after it. */
function plainsOf(p: Digests, message: Bytes): Bytes[] {
  const count = cellsFor(message.length)
  const plains: Bytes[] = []
  let next: Bytes = new Uint8Array(NAME)
  for (let index = count - 1; index >= 0; index--) {
    const bytes = message.subarray(index * PIECE, (index + 1) * PIECE)
    const plain = new Uint8Array(PLAIN)
    plain.set(concat(u16(index), u16(count), u16(bytes.length), next, bytes))
    plains.unshift(plain)
    next = nameOfPlain(p, plain)
  }
  return plains
}

const nameOfPlain = (p: Digests, plain: Bytes): Bytes => p.sha256(plain).slice(0, NAME)

function sealCell(
  p: Primitives,
  { orgId, lane, week, place, shard }: Spot,
  plain: Bytes,
  nonce: Bytes,
): FoundDrop {
  const locator = locatorOf(p, lane, week, place, shard)
  const sealed = p.aeadSeal(cellKey(p, lane, week, place), nonce, concat(orgId, locator), plain)
  return { lane, week, place, locator, cell: concat(nonce, sealed) }
}

/** The piece in a cell; null when it is not authentic or not whole: whoever knows the lane can put bytes there. */
export function openCell(p: Primitives, orgId: Bytes, drop: FoundDrop): Piece | null {
  const { lane, week, place, locator, cell } = drop
  if (cell.length !== CELL) return null
  const key = cellKey(p, lane, week, place)
  const plain = p.aeadOpen(key, cell.subarray(0, NONCE), concat(orgId, locator), cell.subarray(NONCE))
  return plain === null ? null : readPiece(p, plain)
}

function readPiece(p: Digests, plain: Bytes): Piece | null {
  const [index, count, length] = [readU16(plain, 0), readU16(plain, 2), readU16(plain, 4)]
  const isLast = index + 1 === count
  const whole = isLast ? length > 0 && length <= PIECE : length === PIECE
  if (index >= count || count > MOST_CELLS || !whole) return null
  const [next, end] = [plain.slice(HEAD - NAME, HEAD), HEAD + length]
  if (isLast && !isZero(next)) return null
  if (!isZero(plain.subarray(end))) return null
  return { index, count, next, bytes: plain.slice(HEAD, end), name: nameOfPlain(p, plain) }
}

const isZero = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0)
