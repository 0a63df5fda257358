import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { bytesOf } from '../support/arbitraries.ts'
import { flipped, implementations, noble, patched, resultOf, sodium } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const runs = { numRuns: 15 }
const LATTICE_KEY = 1184
const LATTICE_CIPHERTEXT = 1088

const seed = new Uint8Array(32).fill(3)
const randomness = new Uint8Array(64).fill(4)
const publicKey = sodium.kemPublicKey(seed)
const { ciphertext, secret } = sodium.kemEncapsulate(publicKey, randomness)

/** X25519 points of small order: what they give does not depend on the other side's secret. */
const WEAK_POINTS = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].flatMap((text) => {
  const point = Uint8Array.from(Buffer.from(text, 'hex'))
  return [point, flipped(point, 255)]
})

/** A public key whose coefficient `i` of 768 is `value`. */
function withCoefficient(i: number, value: number): Uint8Array {
  const [at, odd] = [Math.floor(i / 2) * 3, i % 2 === 1]
  const [a, b, c] = publicKey.subarray(at, at + 3) as unknown as [number, number, number]
  const bytes = odd
    ? [a, (b & 0x0f) | ((value & 0x0f) << 4), value >> 4]
    : [value & 0xff, (b & 0xf0) | (value >> 8), c]
  return patched(publicKey, at, Uint8Array.from(bytes))
}

const encapsulated = (p: Primitives, key: Uint8Array) => resultOf(() => p.kemEncapsulate(key, randomness))

describe('2 X-Wing', () => {
  test.prop([bytesOf(32), bytesOf(64)], runs)(
    'keys, ciphertexts and secrets are the same bytes in both, and each opens what the other made',
    (seed, randomness) => {
      const key = sodium.kemPublicKey(seed)
      expect(key).toHaveLength(1216)
      expect(noble.kemPublicKey(seed)).toEqual(key)
      const made = sodium.kemEncapsulate(key, randomness)
      expect([made.ciphertext.length, made.secret.length]).toEqual([1120, 32])
      expect(noble.kemEncapsulate(key, randomness)).toEqual(made)
      for (const { p } of implementations)
        expect(p.kemDecapsulate(seed, made.ciphertext)).toEqual(made.secret)
    },
  )

  test.prop([fc.nat(1120 * 8 - 1)], runs)('a flipped bit gives both the same other secret', (bit) => {
    // The highest bit of an X25519 point is ignored by the curve; X-Wing's hash takes it in all the same.
    const [one, other] = implementations.map(({ p }) =>
      resultOf(() => p.kemDecapsulate(seed, flipped(ciphertext, bit))),
    )
    expect(one).toEqual(other)
    expect(one).not.toEqual(secret)
  })

  test.prop([bytesOf(32)], runs)('another seed gives another secret, never an error', (other) => {
    const made = implementations.map(({ p }) => p.kemDecapsulate(other, ciphertext))
    expect(made[0]).toEqual(made[1])
    expect(made[0]).not.toEqual(secret)
  })

  test.prop([bytesOf(1120)], runs)('random bytes give both the same secret', (random) => {
    expect(noble.kemDecapsulate(seed, random)).toEqual(sodium.kemDecapsulate(seed, random))
  })

  test.prop([fc.nat(767), fc.integer({ min: 3329, max: 4095 })], runs)(
    'a key with a coefficient beyond the modulus is refused by both',
    (i, value) => {
      const key = withCoefficient(i, value)
      expect(implementations.map(({ p }) => encapsulated(p, key))).toEqual(['thrown', 'thrown'])
    },
  )

  test.prop([fc.nat(767), fc.nat(3328)], runs)(
    'a key with any smaller coefficient is one for both',
    (i, value) => {
      const key = withCoefficient(i, value)
      expect(encapsulated(sodium, key)).not.toBe('thrown')
      expect(encapsulated(noble, key)).toEqual(encapsulated(sodium, key))
    },
  )

  it.each(WEAK_POINTS.map((point) => ({ name: toHex(point), point })))(
    'the weak point $name is refused in a key and in a ciphertext, by both',
    ({ point }) => {
      for (const { p } of implementations) {
        expect(encapsulated(p, patched(publicKey, LATTICE_KEY, point))).toBe('thrown')
        const weak = patched(ciphertext, LATTICE_CIPHERTEXT, point)
        expect(resultOf(() => p.kemDecapsulate(seed, weak))).toBe('thrown')
      }
    },
  )

  test.prop([fc.integer({ min: 2, max: 18 })], { numRuns: 8 })(
    'an X25519 number beyond the field is treated alike',
    (more) => {
      const point = new Uint8Array(32).fill(255)
      point[0] = 0xed + (more % 19)
      point[31] = 0x7f
      const key = patched(publicKey, LATTICE_KEY, point)
      expect(encapsulated(noble, key)).toEqual(encapsulated(sodium, key))
      const text = patched(ciphertext, LATTICE_CIPHERTEXT, point)
      expect(resultOf(() => noble.kemDecapsulate(seed, text))).toEqual(
        resultOf(() => sodium.kemDecapsulate(seed, text)),
      )
    },
  )

  it.each([
    {
      what: 'public keys',
      act: (p: Primitives, b: Uint8Array) => p.kemEncapsulate(b, randomness),
      right: 1216,
    },
    { what: 'randomness', act: (p: Primitives, b: Uint8Array) => p.kemEncapsulate(publicKey, b), right: 64 },
    { what: 'ciphertexts', act: (p: Primitives, b: Uint8Array) => p.kemDecapsulate(seed, b), right: 1120 },
    { what: 'seeds', act: (p: Primitives, b: Uint8Array) => p.kemDecapsulate(b, ciphertext), right: 32 },
    { what: 'seeds of keys', act: (p: Primitives, b: Uint8Array) => p.kemPublicKey(b), right: 32 },
  ])('$what of other lengths are refused by both', ({ act, right }) => {
    for (const length of [0, 1, right - 1, right + 1, right * 2]) {
      for (const { p } of implementations) expect(() => act(p, new Uint8Array(length))).toThrow()
    }
  })
})
