import { createHash } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { type Bytes, concat } from '../../src/protocol/bytes.ts'

export const { Point } = ed25519
export const ORDER: bigint = Point.Fn.ORDER
const FIELD = 2n ** 255n - 19n

/** A number as 32 bytes, least significant first. */
export function littleEndian(value: bigint): Bytes {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))
}

export const fromLittleEndian = (bytes: Bytes): bigint =>
  bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n)

/** A point of order 8 (its multiples are all the points of small order). */
const TORSION = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')

/** Every spelling of a point of small order: canonical or not, with either sign bit. */
export const smallOrderSpellings: readonly Bytes[] = [
  ...Array.from({ length: 8 }, (_, i) => TORSION.multiplyUnsafe(BigInt(i)).toBytes()),
  ...[0n, 1n, FIELD - 1n, FIELD, FIELD + 1n].flatMap((y) => [
    littleEndian(y),
    littleEndian(y | (1n << 255n)),
  ]),
]

/** Encodings of y that are not below the field's order. */
export const nonCanonicalSpellings: readonly Bytes[] = Array.from({ length: 19 }, (_, i) => [
  littleEndian(FIELD + BigInt(i)),
  littleEndian((FIELD + BigInt(i)) | (1n << 255n)),
]).flat()

const challenge = (r: Bytes, key: Bytes, message: Bytes): bigint =>
  fromLittleEndian(
    createHash('sha512')
      .update(concat(r, key, message))
      .digest(),
  ) % ORDER

/**
 * A signature by someone who knows the scalars and adds points of small order to the key and to R: right when both sides
 * are multiplied by eight, and only sometimes otherwise.
 */
export function twistedSignature(a: bigint, r: bigint, keyTwist: bigint, rTwist: bigint, message: Bytes) {
  const key = Point.BASE.multiply(a).add(TORSION.multiplyUnsafe(keyTwist)).toBytes()
  const rBytes = Point.BASE.multiplyUnsafe(r).add(TORSION.multiplyUnsafe(rTwist)).toBytes()
  const k = challenge(rBytes, key, message)
  const s = (r + k * a) % ORDER
  const holds = (((rTwist + k * keyTwist) % 8n) + 8n) % 8n === 0n
  return { key, signature: concat(rBytes, littleEndian(s)), holds }
}
