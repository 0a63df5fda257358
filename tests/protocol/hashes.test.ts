import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import { flipped, implementations, noble, resultOf, sodium } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const native = (algorithm: string, data: Uint8Array) =>
  new Uint8Array(createHash(algorithm).update(data).digest())

describe('2 hashes', () => {
  test.prop([bytesUpTo(3000)])('SHA-256 is what the platform says, in both', (data) => {
    for (const { p } of implementations) expect(p.sha256(data)).toEqual(native('sha256', data))
  })

  test.prop([bytesUpTo(200), bytesUpTo(3000)])(
    'HMAC-SHA-256 is what the platform says, for keys of every length',
    (key, data) => {
      const expected = new Uint8Array(createHmac('sha256', key).update(data).digest())
      for (const { p } of implementations) expect(p.hmacSha256(key, data)).toEqual(expected)
    },
  )

  test.prop([fc.constantFrom(32 as const, 64 as const), bytesUpTo(64, 16), bytesUpTo(3000)])(
    'keyed BLAKE2b is the same bytes in both',
    (length, key, data) => {
      const made = sodium.blake2b(length, key, data)
      expect(made).toHaveLength(length)
      expect(noble.blake2b(length, key, data)).toEqual(made)
    },
  )

  test.prop([bytesUpTo(64, 16), bytesUpTo(300, 1), fc.nat(), fc.nat()])(
    'BLAKE2b changes with every bit of its key and of its input',
    (key, data, keyBit, dataBit) => {
      const made = sodium.blake2b(32, key, data)
      expect(sodium.blake2b(32, flipped(key, keyBit), data)).not.toEqual(made)
      expect(sodium.blake2b(32, key, flipped(data, dataBit))).not.toEqual(made)
    },
  )

  it('a key of more than 64 bytes is an error in both', () => {
    for (const { p } of implementations) {
      expect(() => p.blake2b(32, new Uint8Array(65), new Uint8Array(1))).toThrow()
    }
  })

  it('32 bytes are not the first half of 64', () => {
    const [key, data] = [new Uint8Array(32), new Uint8Array(1)]
    expect(sodium.blake2b(64, key, data).slice(0, 32)).not.toEqual(sodium.blake2b(32, key, data))
  })
})

describe('2 XChaCha20-Poly1305', () => {
  const input = [bytesOf(32), bytesOf(24), bytesUpTo(300), bytesUpTo(3000)] as const

  test.prop([...input])('both seal to the same bytes and open what the other sealed', (k, n, ad, plain) => {
    const sealed = sodium.aeadSeal(k, n, ad, plain)
    expect(sealed).toHaveLength(plain.length + 16)
    expect(noble.aeadSeal(k, n, ad, plain)).toEqual(sealed)
    for (const { p } of implementations) expect(p.aeadOpen(k, n, ad, sealed)).toEqual(plain)
  })

  test.prop([...input, fc.nat()])('any flipped bit anywhere opens nothing', (k, n, ad, plain, bit) => {
    const sealed = sodium.aeadSeal(k, n, ad, plain)
    for (const { p } of implementations) {
      expect(p.aeadOpen(flipped(k, bit), n, ad, sealed)).toBeNull()
      expect(p.aeadOpen(k, flipped(n, bit), ad, sealed)).toBeNull()
      expect(p.aeadOpen(k, n, ad, flipped(sealed, bit))).toBeNull()
      if (ad.length > 0) expect(p.aeadOpen(k, n, flipped(ad, bit), sealed)).toBeNull()
    }
  })

  test.prop([...input, fc.nat()])('a part of a ciphertext opens nothing', (k, n, ad, plain, cut) => {
    const sealed = sodium.aeadSeal(k, n, ad, plain)
    const part = sealed.subarray(0, cut % sealed.length)
    for (const { p } of implementations) expect(p.aeadOpen(k, n, ad, part)).toBeNull()
  })

  test.prop([fc.nat(70), fc.nat(70)])('wrong lengths of key and nonce fail in both alike', (key, nonce) => {
    const seal = (p: typeof sodium) =>
      resultOf(() =>
        p.aeadSeal(new Uint8Array(key), new Uint8Array(nonce), new Uint8Array(3), new Uint8Array(9)),
      )
    expect(seal(noble)).toEqual(seal(sodium))
    expect(seal(sodium) === 'thrown').toBe(key !== 32 || nonce !== 24)
  })
})
