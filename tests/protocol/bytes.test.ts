import { describe, expect, it } from 'vitest'
import {
  compare,
  concat,
  equal,
  fromBase64,
  fromHex,
  label,
  readU16,
  readU32,
  toBase64,
  toHex,
  toUtf8,
  u16,
  u32,
  u64,
} from '../../src/protocol/bytes.ts'
import { bytesUpTo } from '../support/arbitraries.ts'
import { resultOf } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const some = bytesUpTo(40)

describe('1 bytes', () => {
  test.prop([fc.array(some, { maxLength: 6 })])('joining is what the platform’s joining is', (parts) => {
    expect(concat(...parts)).toEqual(new Uint8Array(Buffer.concat(parts)))
  })

  test.prop([some, some])('equality and order are those of the platform', (a, b) => {
    expect(equal(a, b)).toBe(Buffer.compare(a, b) === 0)
    expect(Math.sign(compare(a, b))).toBe(Buffer.compare(a, b))
    expect(equal(a, Uint8Array.from(a))).toBe(true)
  })

  test.prop([fc.nat(0xffff), fc.nat(0xffff_ffff), fc.maxSafeNat()])('numbers are big-endian', (a, b, c) => {
    expect(toHex(u16(a))).toBe(a.toString(16).padStart(4, '0'))
    expect(toHex(u32(b))).toBe(b.toString(16).padStart(8, '0'))
    expect(toHex(u64(c))).toBe(c.toString(16).padStart(16, '0'))
    expect([readU16(u16(a), 0), readU32(u32(b), 0)]).toEqual([a, b])
  })

  it.each([-1, 0x1_0000, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is not two bytes', (value) => {
    expect(() => u16(value)).toThrow(RangeError)
  })

  it('numbers beyond their size are refused, never cut', () => {
    expect(() => u32(2 ** 32)).toThrow(RangeError)
    expect(() => u64(2 ** 53)).toThrow(RangeError)
    expect(() => readU16(new Uint8Array(3), 2)).toThrow(RangeError)
    expect(() => readU32(new Uint8Array(3), 0)).toThrow(RangeError)
  })

  test.prop([some])('base64 is the standard’s, padded', (bytes) => {
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    expect(fromHex(toHex(bytes))).toEqual(bytes)
  })

  test.prop([fc.string({ unit: fc.constantFrom(...Array.from('AQgwZz09+/-_= \n')), maxLength: 9 })], {
    numRuns: 500,
  })('every other spelling of base64 is refused', (text) => {
    const read = resultOf(() => fromBase64(text))
    if (read !== 'thrown') expect(toBase64(read)).toBe(text)
  })

  it.each(['AB==', 'AAB=', 'AA', 'AA=', 'AA==\n', ' AA==', 'A===', '-_==', 'AAAA===='])(
    'base64 “%s” is refused',
    (text) => {
      expect(() => fromBase64(text)).toThrow()
    },
  )

  test.prop([fc.stringMatching(/^[a-z/]{0,8}$/), fc.stringMatching(/^[a-z/]{0,8}$/)])(
    'no label is the start of another',
    (a, b) => {
      fc.pre(a !== b)
      const [one, other] = [label(a), label(b)]
      expect(equal(one, other.subarray(0, one.length))).toBe(false)
      expect(one).toEqual(toUtf8(`candor/v1/${a}\u0000`))
    },
  )
})
