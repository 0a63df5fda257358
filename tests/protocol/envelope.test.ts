import { describe, expect, it } from 'vitest'
import { concat, toUtf8, u16, u32 } from '../../src/protocol/bytes.ts'
import {
  encodeHeader,
  envelopeSize,
  HEADER,
  LARGEST_ENVELOPE,
  parseEnvelope,
  SLOT,
} from '../../src/protocol/envelope.ts'
import { MOST_RECIPIENTS } from '../../src/protocol/keyring/statement.ts'
import { BODY_SIZES } from '../../src/protocol/padding.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import { flipped, outcome, patched } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const shaped = (recipients: number, bodySize: number, hash = new Uint8Array(32), epoch = 7) =>
  concat(encodeHeader(hash, epoch, recipients), new Uint8Array(envelopeSize(recipients, bodySize) - HEADER))
const verdict = (bytes: Uint8Array) => outcome(() => parseEnvelope(bytes))
const small = shaped(3, 16_384)

describe('7.1 the header', () => {
  test.prop([bytesOf(32), fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 64 })])(
    'is read as it was written, in the published layout',
    (hash, epoch, recipients) => {
      const header = encodeHeader(hash, epoch, recipients)
      expect(header).toEqual(concat(toUtf8('candor/1'), hash, u32(epoch), u16(recipients)))
      expect(header).toHaveLength(46)
      const bytes = concat(header, new Uint8Array(envelopeSize(recipients, 16_384) - 46).fill(5))
      const envelope = parseEnvelope(bytes)
      const { sealed: _, ...seen } = envelope
      expect(seen).toEqual({ epoch, recipients, keyringHash: hash, header })
      expect(Buffer.compare(concat(envelope.header, envelope.sealed), bytes)).toBe(0)
    },
  )
})

describe('7.2 the sizes', () => {
  it('follow from the number of recipients and the size of the body alone', () => {
    expect(envelopeSize(1, 16_384)).toBe(46 + 32 + 1168 + 16_384 + 16)
    expect(envelopeSize(4, 16_384) - envelopeSize(3, 16_384)).toBe(SLOT)
    expect(LARGEST_ENVELOPE).toBe(envelopeSize(64, 1_048_576))
  })

  it('no two pairs of recipients and body have the same one', () => {
    const sizes = Array.from({ length: MOST_RECIPIENTS }, (_, i) => i + 1).flatMap((recipients) =>
      BODY_SIZES.map((size) => envelopeSize(recipients, size)),
    )
    expect(new Set(sizes).size).toBe(MOST_RECIPIENTS * BODY_SIZES.length)
  })
})

describe('7.3 the form of an envelope', () => {
  it.each(BODY_SIZES)('a body of %d bytes is accepted, for 1 to 64 recipients', (size) => {
    for (const recipients of [1, 2, 63, 64]) expect(verdict(shaped(recipients, size))).toBe('accepted')
  })

  it('no recipients, or more than 64, are refused', () => {
    for (const count of [0, 65, 256, 0xffff])
      expect(verdict(shaped(count, 16_384))).toBe('envelope_malformed')
  })

  test.prop([fc.nat(small.length + SLOT)])('any other length is refused', (length) => {
    fc.pre(length !== small.length)
    expect(verdict(concat(small, new Uint8Array(SLOT)).subarray(0, length))).toBe('envelope_malformed')
  })

  test.prop([fc.integer({ min: 1, max: 64 })])('another count of recipients is refused', (count) => {
    fc.pre(count !== 3)
    expect(verdict(patched(small, 44, u16(count)))).toBe('envelope_malformed')
  })

  it.each(['candor/2', 'candor/9', 'candor/a'])('%s says “update”', (magic) => {
    expect(verdict(patched(small, 0, toUtf8(magic)))).toBe('envelope_newer')
  })

  test.prop([fc.nat(7 * 8 - 1)])('another beginning is no envelope', (bit) => {
    expect(verdict(flipped(small, bit))).toBe('envelope_malformed')
  })

  test.prop([bytesUpTo(200)])('random bytes are no envelope', (bytes) => {
    expect(verdict(bytes)).toBe('envelope_malformed')
  })

  it('an empty one, or a header alone, is none', () => {
    expect(verdict(new Uint8Array(0))).toBe('envelope_malformed')
    expect(verdict(small.subarray(0, HEADER))).toBe('envelope_malformed')
  })
})
