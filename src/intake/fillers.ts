import { createCipheriv, createHmac } from 'node:crypto'
import { type Bytes, concat, readU16, u16, u32 } from '../protocol/bytes.ts'
import { CELL, type Drop, LOCATOR, MOST_SHARD_BITS, type Shard } from '../protocol/drop.ts'

/** The drops that fill a shard up, in an order of their own and without end: the same each time. */
export type Fillers = (shard: Shard) => Generator<Drop>

const REST = LOCATOR - 4
const ZEROS = new Uint8Array(REST + CELL)

/**
 * Bytes that nobody without the key can tell from real drops. They stay the same, over restarts too: whoever reads a
 * shard again must not see which of its drops are real by what has changed.
 * @param key 32 bytes
 */
export function openFillers(key: Bytes): Fillers {
  return function* (shard) {
    const { week, bits } = shard
    const name = concat(u32(week), Uint8Array.of(bits), u16(shard.shard))
    const stream = createCipheriv(
      'aes-256-ctr',
      createHmac('sha256', key).update(name).digest(),
      ZEROS.subarray(0, 16),
    )
    for (;;) yield dropFrom(new Uint8Array(stream.update(ZEROS)), shard)
  }
}

function dropFrom(bytes: Bytes, { week, bits, shard }: Shard): Drop {
  const free = MOST_SHARD_BITS - bits
  const first = shard * 2 ** free + (readU16(bytes, 0) % 2 ** free)
  return { locator: concat(u32(week), u16(first), bytes.subarray(2, REST)), cell: bytes.subarray(REST) }
}
