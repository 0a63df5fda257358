import { describe, expect, it } from 'vitest'
import { u32 } from '../../src/protocol/bytes.ts'
import { BODY_SIZES, LARGEST_BODY, LARGEST_CONTENT, pad, unpad } from '../../src/protocol/padding.ts'
import { bytesOf } from '../support/arbitraries.ts'
import { outcome, patched } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const noise = deterministic('padding')(LARGEST_CONTENT)
const content = (length: number) => noise.subarray(0, length)
const length = fc.oneof(
  fc.nat(LARGEST_CONTENT),
  fc.tuple(fc.constantFrom(...BODY_SIZES), fc.nat(8)).map(([size, less]) => size - 4 - less),
)

describe('6.4 padding', () => {
  it('the published sizes are 16 KiB, doubling to 1 MiB', () => {
    expect(BODY_SIZES).toEqual([16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576])
  })

  it.each(
    [0, 1, ...BODY_SIZES.flatMap((size) => [size - 5, size - 4, size - 3, size])].filter(
      (n) => n <= LARGEST_CONTENT,
    ),
  )('%d bytes come back from the smallest size that holds them', (length) => {
    const padded = pad(content(length))
    expect(padded.length).toBe(BODY_SIZES.find((size) => size >= length + 4))
    expect(Buffer.compare(unpad(padded), content(length))).toBe(0)
  })

  test.prop([length], { numRuns: 40 })('so do any bytes', (length) => {
    const padded = pad(content(length))
    expect(BODY_SIZES).toContain(padded.length)
    expect(Buffer.compare(unpad(padded), content(length))).toBe(0)
  })

  it('one byte too many is refused before anything is sealed', () => {
    expect(outcome(() => pad(new Uint8Array(LARGEST_CONTENT)))).toBe('accepted')
    expect(outcome(() => pad(new Uint8Array(LARGEST_CONTENT + 1)))).toBe('tip_too_long')
  })

  test.prop([fc.nat(20_000), fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'any byte of the padding that is not zero is refused',
    (length, place, byte) => {
      const padded = pad(content(length))
      const room = padded.length - 4 - length
      fc.pre(room > 0)
      const changed = patched(padded, 4 + length + (place % room), Uint8Array.of(byte))
      expect(outcome(() => unpad(changed))).toBe('open_failed')
    },
  )

  it('a last byte that is not zero is refused, and so is the first', () => {
    for (const at of [4 + 10, 16_383]) {
      expect(outcome(() => unpad(patched(pad(content(10)), at, Uint8Array.of(1))))).toBe('open_failed')
    }
  })

  test.prop([fc.nat(40_000), fc.nat(0xffff_ffff)])(
    'another length field gives other content or is refused',
    (length, claimed) => {
      fc.pre(claimed !== length)
      const changed = patched(pad(new Uint8Array(length).fill(7)), 0, u32(claimed))
      const read = outcome(() => unpad(changed))
      // Longer within the same size reads zeros as content: the signature inside says what was meant.
      if (read === 'accepted') expect(unpad(changed)).toHaveLength(claimed)
      if (claimed < length || claimed > changed.length - 4) expect(read).toBe('open_failed')
    },
  )

  it('a larger size than needed is refused', () => {
    for (const size of BODY_SIZES.slice(1)) {
      const padded = patched(new Uint8Array(size), 0, u32(100))
      expect(outcome(() => unpad(padded))).toBe('open_failed')
    }
  })

  test.prop([fc.nat(70_000)])('sizes that are not published are refused', (size) => {
    fc.pre(!BODY_SIZES.includes(size))
    expect(outcome(() => unpad(new Uint8Array(size)))).toBe('open_failed')
  })

  test.prop([bytesOf(16_384)], { numRuns: 10 })('random bytes are refused', (bytes) => {
    expect(outcome(() => unpad(bytes))).toBe('open_failed')
    expect(outcome(() => unpad(new Uint8Array(LARGEST_BODY * 2)))).toBe('open_failed')
  })
})
