import { createPrivateKey, createPublicKey, sign as nodeSign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat, fromHex } from '../../src/protocol/bytes.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import {
  fromLittleEndian,
  littleEndian,
  nonCanonicalSpellings,
  ORDER,
  Point,
  smallOrderSpellings,
  twistedSignature,
} from '../support/edwards.ts'
import { flipped, implementations, noble, patched, resultOf, sodium } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const runs = { numRuns: 40 }
const message = fromHex('00ff')
const seed = new Uint8Array(32).fill(7)
const key = sodium.verifyingKey(seed)
const signature = sodium.sign(seed, message)

const verdicts = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  implementations.map(({ p }) => p.verify(key, message, signature))

/** PKCS #8 around a seed, for the platform's own Ed25519. */
const platformKey = (seed: Uint8Array) =>
  createPrivateKey({
    key: Buffer.concat([fromHex('302e020100300506032b657004220420'), seed]),
    format: 'der',
    type: 'pkcs8',
  })

describe('2 Ed25519', () => {
  test.prop([bytesOf(32), bytesUpTo(500)], runs)(
    'both make the platform’s keys and signatures, and accept them',
    (seed, message) => {
      const platform = platformKey(seed)
      const spki = createPublicKey(platform).export({ format: 'der', type: 'spki' })
      const key = new Uint8Array(spki.subarray(-32))
      const signature = new Uint8Array(nodeSign(null, message, platform))
      for (const { p } of implementations) {
        expect(p.verifyingKey(seed)).toEqual(key)
        expect(p.sign(seed, message)).toEqual(signature)
      }
      expect(verdicts(key, message, signature)).toEqual([true, true])
    },
  )

  test.prop([bytesOf(32), bytesUpTo(200, 1), fc.nat()], runs)(
    'any flipped bit of key, message or signature is refused by both',
    (seed, message, bit) => {
      const [key, signature] = [sodium.verifyingKey(seed), sodium.sign(seed, message)]
      expect(verdicts(flipped(key, bit), message, signature)).toEqual([false, false])
      expect(verdicts(key, flipped(message, bit), signature)).toEqual([false, false])
      expect(verdicts(key, message, flipped(signature, bit))).toEqual([false, false])
    },
  )

  it('every single bit of one signature and of its key counts', () => {
    for (let bit = 0; bit < 512; bit++) {
      expect(sodium.verify(key, message, flipped(signature, bit))).toBe(false)
    }
    for (let bit = 0; bit < 256; bit++)
      expect(sodium.verify(flipped(key, bit), message, signature)).toBe(false)
  })

  test.prop([bytesOf(32), bytesUpTo(50), bytesOf(64)], runs)(
    'random bytes are no key and no signature, and nothing is thrown',
    (key, message, signature) => {
      expect(verdicts(key, message, signature)).toEqual([false, false])
    },
  )

  test.prop([fc.nat(100), fc.nat(100)], runs)('other lengths are false, not an error', (keys, signatures) => {
    fc.pre(keys !== 32 || signatures !== 64)
    expect(verdicts(new Uint8Array(keys), message, new Uint8Array(signatures))).toEqual([false, false])
    if (keys !== 32) expect(verdicts(new Uint8Array(keys), message, signature)).toEqual([false, false])
    if (signatures !== 64) expect(verdicts(key, message, new Uint8Array(signatures))).toEqual([false, false])
  })

  test.prop([fc.nat(70)], runs)('a seed of another length is an error in both', (length) => {
    const made = implementations.map(({ p }) => resultOf(() => p.sign(new Uint8Array(length), message)))
    expect(made[0]).toEqual(made[1])
    expect(made[0] === 'thrown').toBe(length !== 32)
  })

  it('a scalar that is not reduced is refused: one signature has one spelling', () => {
    const s = fromLittleEndian(signature.subarray(32))
    for (let value = s + ORDER; value < 2n ** 256n; value += ORDER) {
      expect(verdicts(key, message, patched(signature, 32, littleEndian(value)))).toEqual([false, false])
    }
    for (const value of [ORDER, ORDER + 1n, 2n ** 253n, 2n ** 256n - 1n]) {
      expect(verdicts(key, message, patched(signature, 32, littleEndian(value)))).toEqual([false, false])
    }
  })

  it('a key of small order signs nothing, though R = S·B satisfies the equation for some', () => {
    const base = Point.BASE.toBytes()
    for (const weak of smallOrderSpellings) {
      for (const r of [...smallOrderSpellings, base]) {
        for (const s of [0n, 1n, ORDER]) {
          for (const message of [Uint8Array.of(0), Uint8Array.of(1)]) {
            expect(verdicts(weak, message, concat(r, littleEndian(s)))).toEqual([false, false])
          }
        }
      }
      expect(verdicts(weak, message, signature)).toEqual([false, false])
    }
  })

  it('R of small order, or spelled with a number beyond the field, is refused', () => {
    for (const r of [...smallOrderSpellings, ...nonCanonicalSpellings]) {
      expect(verdicts(key, message, patched(signature, 0, r))).toEqual([false, false])
    }
    for (const spelling of nonCanonicalSpellings) {
      expect(verdicts(spelling, message, signature)).toEqual([false, false])
    }
  })

  it('the right R of small order is refused even when the equation holds', () => {
    // r = 0: R is the neutral point, or one of the other seven, and S = k·a.
    for (let n = 0; n < 16; n++) {
      const { key, signature, holds } = twistedSignature(5n, 0n, 0n, BigInt(n % 8), Uint8Array.of(n))
      expect(holds).toBe(n % 8 === 0)
      expect(verdicts(key, Uint8Array.of(n), signature)).toEqual([false, false])
    }
  })
})

describe('2 Ed25519 with parts of small order', () => {
  const scalar = fc.bigInt({ min: 1n, max: ORDER - 1n })
  const twist = fc.bigInt({ min: 0n, max: 7n })

  test.prop([scalar, scalar, twist, twist, bytesUpTo(20)], { numRuns: 80 })(
    'both accept exactly what satisfies the equation without the cofactor',
    (a, r, keyTwist, rTwist, message) => {
      const made = twistedSignature(a, r, keyTwist, rTwist, message)
      expect(verdicts(made.key, message, made.signature)).toEqual([made.holds, made.holds])
    },
  )

  it('the sample has signatures of both kinds', () => {
    const made = Array.from({ length: 64 }, (_, n) => twistedSignature(3n, 4n, 1n, 0n, Uint8Array.of(n)))
    expect(new Set(made.map(({ holds }) => holds))).toEqual(new Set([true, false]))
    made.forEach(({ key, signature, holds }, n) => {
      expect(sodium.verify(key, Uint8Array.of(n), signature)).toBe(holds)
      expect(noble.verify(key, Uint8Array.of(n), signature)).toBe(holds)
    })
  })
})
