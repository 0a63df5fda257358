import { describe, expect, it } from 'vitest'
import { concat, u32 } from '../../src/protocol/bytes.ts'
import { LARGEST_ENVELOPE } from '../../src/protocol/envelope.ts'
import { LAST_DAY } from '../../src/protocol/time.ts'
import {
  encodeEntries,
  encodeSubmission,
  encodeTips,
  HASH,
  LARGEST_SUBMISSION,
  parseEntries,
  parseSubmission,
  parseTips,
} from '../../src/protocol/wire.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import { outcome, patched } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const u32s = fc.nat(0xffff_ffff)
/** Batches ascend, up to the cursor to go on from. */
const page = <Row extends { batch: number }>(row: fc.Arbitrary<Row>) =>
  fc
    .record({ ahead: fc.nat(9), more: fc.boolean(), rows: fc.array(row, { maxLength: 6 }) })
    .map(({ ahead, more, rows }) => {
      const ordered = rows.toSorted((a, b) => a.batch - b.batch)
      return { next: Math.min((ordered.at(-1)?.batch ?? 0) + ahead, 0xffff_ffff), more, rows: ordered }
    })
const tips = page(fc.record({ batch: u32s, tag: bytesOf(HASH), envelope: bytesUpTo(300) }))
const entries = page(
  fc.record({ batch: u32s, day: fc.nat(LAST_DAY), tag: bytesOf(HASH), hash: bytesOf(HASH) }),
)

const kinds = [
  { name: 'tips', encode: encodeTips, parse: parseTips, page: tips },
  { name: 'entries', encode: encodeEntries, parse: parseEntries, page: entries },
] as const

/** How long refusing may take, in milliseconds: far below what an allocation of four billion rows would. */
const QUICK = 2000

describe('10.2 a submission', () => {
  test.prop([bytesOf(HASH), bytesUpTo(300, 1)])('is read as it was written', (tag, envelope) => {
    expect(parseSubmission(encodeSubmission(tag, envelope))).toEqual({ tag, envelope })
  })

  it('needs an envelope behind the tag', () => {
    for (const length of [0, 1, HASH - 1, HASH]) {
      expect(outcome(() => parseSubmission(new Uint8Array(length)))).toBe('envelope_malformed')
    }
  })

  it('is at most a tag and the largest envelope', () => {
    expect(LARGEST_SUBMISSION).toBe(HASH + LARGEST_ENVELOPE)
  })

  test.prop([bytesUpTo(100, HASH + 1)])('shares no memory with the request', (body) => {
    const { tag, envelope } = parseSubmission(body)
    const before = [Uint8Array.from(tag), Uint8Array.from(envelope)]
    body.fill(0xee)
    expect([tag, envelope]).toEqual(before)
  })
})

describe('10.4 pages', () => {
  test.prop([tips])('of tips are read as they were written, and written again alike', (page) => {
    expect(parseTips(encodeTips(page))).toEqual(page)
    expect(encodeTips(parseTips(encodeTips(page)))).toEqual(encodeTips(page))
  })

  test.prop([entries])('of entries are read as they were written, and written again alike', (page) => {
    expect(parseEntries(encodeEntries(page))).toEqual(page)
    expect(encodeEntries(parseEntries(encodeEntries(page)))).toEqual(encodeEntries(page))
  })

  const tag = new Uint8Array(HASH)
  it.each([
    [
      'rows out of order',
      encodeTips({ next: 9, more: false, rows: [3, 2].map((batch) => ({ batch, tag, envelope: tag })) }),
    ],
    [
      'a row beyond the cursor',
      encodeTips({ next: 2, more: false, rows: [{ batch: 3, tag, envelope: tag }] }),
    ],
    [
      'a day that no calendar has',
      encodeEntries({ next: 3, more: false, rows: [{ batch: 3, day: LAST_DAY + 1, tag, hash: tag }] }),
    ],
  ])('with %s are refused', (_, bytes) => {
    const parse = bytes.length === 9 + 72 && _.startsWith('a day') ? parseEntries : parseTips
    expect(outcome(() => parse(bytes))).toBe('answer_malformed')
  })

  it('have the published layout', () => {
    const tag = new Uint8Array(HASH).fill(7)
    const envelope = Uint8Array.of(9, 9, 9)
    expect(encodeTips({ next: 5, more: true, rows: [{ batch: 4, tag, envelope }] })).toEqual(
      concat(u32(5), Uint8Array.of(1), u32(1), u32(4), tag, u32(3), envelope),
    )
    expect(encodeEntries({ next: 5, more: false, rows: [{ batch: 4, day: 3, tag, hash: tag }] })).toEqual(
      concat(u32(5), Uint8Array.of(0), u32(1), u32(4), u32(3), tag, tag),
    )
  })
})

describe.each(kinds)('10.4 pages of $name', ({ name, encode, parse, page }) => {
  const bytesOfPage = (page as fc.Arbitrary<never>).map((each) =>
    (encode as (page: never) => Uint8Array)(each),
  )

  test.prop([bytesOfPage], { numRuns: 30 })('cut at any length are refused', (bytes) => {
    for (let length = 0; length < bytes.length; length++) {
      expect(outcome(() => parse(bytes.subarray(0, length)))).toBe('answer_malformed')
    }
  })

  test.prop([bytesOfPage, bytesUpTo(100, 1)])('with bytes behind them are refused', (bytes, more) => {
    expect(outcome(() => parse(concat(bytes, more)))).toBe('answer_malformed')
  })

  test.prop([bytesOfPage, fc.integer({ min: 2, max: 255 })])(
    'with another flag than 0 and 1 are refused',
    (bytes, flag) => {
      expect(outcome(() => parse(patched(bytes, 4, Uint8Array.of(flag))))).toBe('answer_malformed')
    },
  )

  test.prop([bytesOfPage, u32s])('with another count are refused', (bytes, count) => {
    fc.pre(Buffer.compare(bytes.subarray(5, 9), u32(count)) !== 0)
    expect(outcome(() => parse(patched(bytes, 5, u32(count))))).toBe('answer_malformed')
  })

  test.prop([bytesUpTo(400)])('made of random bytes are refused', (bytes) => {
    // Nine bytes can be an empty page.
    fc.pre(bytes.length !== 9 || bytes.subarray(5).some((byte) => byte !== 0))
    expect(outcome(() => parse(bytes))).toBe('answer_malformed')
  })

  it('with a huge count are refused at once', () => {
    for (const size of [9, 100, 100_000, 4_000_000]) {
      for (const count of [0xffff_ffff, 0x7fff_ffff, Math.floor(size / 32)]) {
        const bytes = concat(u32(0), Uint8Array.of(0), u32(count), new Uint8Array(size - 9).fill(0xff))
        if (count === 0) continue
        const start = performance.now()
        expect(outcome(() => parse(bytes))).toBe('answer_malformed')
        expect(performance.now() - start).toBeLessThan(QUICK)
      }
    }
  })

  it('with rows of no bytes cannot claim more of them than there are', () => {
    const rows = name === 'tips' ? 40 : 72
    const bytes = concat(u32(0), Uint8Array.of(0), u32(1000), new Uint8Array(999 * rows))
    expect(outcome(() => parse(bytes))).toBe('answer_malformed')
  })
})

describe('10.4 a tip in a page', () => {
  it('that claims more bytes than there are is refused at once', () => {
    const head = concat(u32(0), Uint8Array.of(0), u32(1), u32(1), new Uint8Array(HASH))
    for (const length of [1, 1000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
      expect(outcome(() => parseTips(concat(head, u32(length))))).toBe('answer_malformed')
    }
  })
})
