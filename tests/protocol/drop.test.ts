import { describe, expect, it } from 'vitest'
import { compare, concat, toUtf8, u16, u32 } from '../../src/protocol/bytes.ts'
import {
  CELL,
  DROP_KINDS,
  type Drop,
  encodeDrops,
  encodeShard,
  encodeWeeks,
  LOCATOR,
  parseDrops,
  parseShard,
  parseWeeks,
  type Shard,
  shardOf,
  weekOf,
  weeksAround,
} from '../../src/protocol/drop.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import { outcome, patched } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const u32s = fc.nat(0xffff_ffff)
const inOrder = (drops: readonly Drop[]) => drops.toSorted((a, b) => compare(a.locator, b.locator))

/** A locator of a shard, whatever its other bits. */
const locatorIn = ({ week, bits, shard }: Shard, rest: Uint8Array): Uint8Array => {
  const free = 16 - bits
  const first =
    ((shard << free) | ((((rest[0] as number) << 8) | (rest[1] as number)) & ((1 << free) - 1))) >>> 0
  return concat(u32(week), u16(first), rest.slice(2))
}

const cellOf = (byte: number) => new Uint8Array(CELL).fill(byte)

const shards = fc
  .integer({ min: 0, max: 16 })
  .chain((bits) => fc.record({ week: u32s, bits: fc.constant(bits), shard: fc.nat(2 ** bits - 1) }))

const filled = fc
  .record({ asked: shards, count: fc.constantFrom(8, 16), rest: fc.uniqueArray(bytesOf(28), fcOf(16)) })
  .map(({ asked, count, rest }) => {
    const drops = rest
      .slice(0, count)
      .map((each, i) => ({ locator: locatorIn(asked, each), cell: cellOf(i) }))
    return { asked, drops: inOrder(drops) }
  })
  .filter(({ drops }) =>
    drops.every(({ locator }, i) => i === 0 || compare(drops[i - 1]!.locator, locator) < 0),
  )

function fcOf(length: number) {
  return { minLength: length, maxLength: length, selector: (each: Uint8Array) => each.slice(2).join() }
}

describe('10.5 a locator', () => {
  test.prop([u32s, bytesOf(28)])('tells its week, and its shard by the bits that follow', (week, rest) => {
    const locator = concat(u32(week), rest)
    expect(weekOf(locator)).toBe(week)
    const text = Array.from(rest.slice(0, 2), (byte) => byte.toString(2).padStart(8, '0')).join('')
    for (let bits = 0; bits <= 16; bits++) {
      expect(shardOf(locator, bits)).toBe(bits === 0 ? 0 : Number.parseInt(text.slice(0, bits), 2))
    }
  })
})

describe('10.5 a shard', () => {
  test.prop([filled], { numRuns: 30 })('is read as it was written', ({ asked, drops }) => {
    expect(parseShard(encodeShard(asked, drops), asked)).toEqual(drops)
  })

  it('has the published layout', () => {
    const asked = { week: 3000, bits: 4, shard: 9 }
    const drops = Array.from({ length: 8 }, (_, i) => ({
      locator: locatorIn(asked, new Uint8Array(28).fill(i)),
      cell: cellOf(i),
    }))
    const rows = drops.flatMap(({ locator, cell }) => [locator.slice(4), cell])
    expect(encodeShard(asked, drops)).toEqual(concat(u32(3000), Uint8Array.of(4), u16(9), u32(8), ...rows))
  })

  test.prop([filled, shards])(
    'that is another than the one asked for is refused',
    ({ asked, drops }, other) => {
      fc.pre(other.week !== asked.week || other.bits !== asked.bits || other.shard !== asked.shard)
      expect(outcome(() => parseShard(encodeShard(asked, drops), other))).toBe('answer_malformed')
      expect(outcome(() => parseShard(encodeShard(other, drops), asked))).toBe('answer_malformed')
    },
  )

  test.prop([filled, fc.nat(20)])(
    'of a number that is no power of two from 8 is refused',
    ({ asked, drops }, count) => {
      fc.pre(count !== 8 && count !== 16)
      const rows = inOrder([
        ...drops,
        ...Array.from({ length: 20 }, (_, i) => ({
          locator: locatorIn(asked, new Uint8Array(28).fill(i)),
          cell: cellOf(i),
        })),
      ])
      expect(outcome(() => parseShard(encodeShard(asked, rows.slice(0, count)), asked))).toBe(
        'answer_malformed',
      )
    },
  )

  test.prop([filled, fc.nat(6)])(
    'with drops out of order, or one twice, is refused',
    ({ asked, drops }, at) => {
      const swapped = drops.with(at, drops[at + 1]!).with(at + 1, drops[at]!)
      const twice = drops.with(at, drops[at + 1]!)
      for (const wrong of [swapped, twice]) {
        expect(outcome(() => parseShard(encodeShard(asked, wrong), asked))).toBe('answer_malformed')
      }
    },
  )

  test.prop([filled, fc.nat(7), fc.nat(15)])(
    'with a drop of another shard is refused',
    ({ asked, drops }, at, bit) => {
      fc.pre(bit < asked.bits)
      const { locator, cell } = drops[at]!
      const other = locator.slice()
      other[4 + (bit >> 3)]! ^= 0x80 >> (bit & 7)
      const wrong = inOrder(drops.with(at, { locator: other, cell }))
      expect(outcome(() => parseShard(encodeShard(asked, wrong), asked))).toBe('answer_malformed')
    },
  )

  test.prop([filled, bytesUpTo(40, 1), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })])(
    'cut or with bytes left over is refused',
    ({ asked, drops }, more, part) => {
      const bytes = encodeShard(asked, drops)
      expect(outcome(() => parseShard(concat(bytes, more), asked))).toBe('answer_malformed')
      const cut = bytes.subarray(0, Math.floor(part * bytes.length))
      expect(outcome(() => parseShard(cut, asked))).toBe('answer_malformed')
    },
  )

  test.prop([filled, fc.nat(10), fc.nat(7)])(
    'with a flipped bit in its head is refused',
    ({ asked, drops }, at, bit) => {
      const bytes = encodeShard(asked, drops)
      const wrong = patched(bytes, at, Uint8Array.of(bytes[at]! ^ (1 << bit)))
      expect(outcome(() => parseShard(wrong, asked))).toBe('answer_malformed')
    },
  )

  it('with a huge count is refused at once', () => {
    const asked = { week: 1, bits: 0, shard: 0 }
    for (const count of [65_536, 0x8000_0000]) {
      const bytes = concat(u32(1), new Uint8Array(3), u32(count), new Uint8Array(100_000))
      expect(outcome(() => parseShard(bytes, asked))).toBe('answer_malformed')
    }
  })
})

const weeks = fc
  .record({
    current: fc.integer({ min: 100, max: 10_000 }),
    earlier: fc.uniqueArray(fc.nat(96), { maxLength: 20 }),
    bits: fc.array(fc.nat(16), { minLength: 25, maxLength: 25 }),
  })
  .map(({ current, earlier, bits }) => ({
    current,
    weeks: [...earlier.toSorted((a, b) => a - b), ...weeksAround(current)].map((week, i) => ({
      week,
      bits: bits[i]!,
    })),
  }))

describe('10.5 the weeks', () => {
  test.prop([weeks])('are read as they were written', (each) => {
    expect(parseWeeks(encodeWeeks(each))).toEqual(each)
  })

  it('have the published form', () => {
    const text =
      '{"current":9,"weeks":[{"week":6,"bits":0},{"week":7,"bits":0},{"week":8,"bits":1},{"week":9,"bits":1},{"week":10,"bits":16}]}'
    expect(encodeWeeks(parseWeeks(toUtf8(text)))).toEqual(toUtf8(text))
  })

  test.prop([weeks, fc.nat(24)])(
    'out of order, twice, too late or with a gap at the end are refused',
    (each, at) => {
      fc.pre(at < each.weeks.length - 1)
      const [one, next] = [each.weeks[at]!, each.weeks[at + 1]!]
      const wrong = [
        each.weeks.with(at, next).with(at + 1, one),
        each.weeks.with(at, next),
        each.weeks.slice(0, -1),
        each.weeks.toSpliced(-3, 1),
        [...each.weeks, { week: each.current + 2, bits: 0 }],
      ]
      for (const weeks of wrong) {
        expect(outcome(() => parseWeeks(encodeWeeks({ ...each, weeks })))).toBe('answer_malformed')
      }
    },
  )

  test.prop([weeks, fc.nat(), fc.nat(7)])(
    'with any flipped bit are refused or say something else',
    (each, at, bit) => {
      const bytes = encodeWeeks(each)
      const wrong = patched(bytes, at % bytes.length, Uint8Array.of(bytes[at % bytes.length]! ^ (1 << bit)))
      const read = outcome(() => parseWeeks(wrong))
      if (read !== 'answer_malformed') expect(encodeWeeks(parseWeeks(wrong))).toEqual(wrong)
    },
  )

  it.each([
    [
      'bits beyond 16',
      '{"current":9,"weeks":[{"week":6,"bits":17},{"week":7,"bits":0},{"week":8,"bits":0},{"week":9,"bits":0},{"week":10,"bits":0}]}',
    ],
    ['nothing', '{"current":9,"weeks":[]}'],
    ['another field', '{"current":9,"more":1,"weeks":[]}'],
    ['no JSON', 'weeks'],
  ])('with %s are refused', (_, text) => {
    expect(outcome(() => parseWeeks(toUtf8(text)))).toBe('answer_malformed')
  })

  it('are at most 8192', () => {
    const many = (count: number) => ({
      current: 9000,
      weeks: Array.from({ length: count }, (_, i) => ({ week: 9002 - count + i, bits: 0 })),
    })
    expect(parseWeeks(encodeWeeks(many(8192))).weeks).toHaveLength(8192)
    expect(outcome(() => parseWeeks(encodeWeeks(many(8193))))).toBe('answer_malformed')
  })
})

const kindOf = (kind: string) => DROP_KINDS.findIndex((each) => each === kind)

const pages = fc
  .record({
    more: fc.boolean(),
    rows: fc.uniqueArray(
      fc.record({
        batch: fc.nat(3),
        kind: fc.constantFrom(...DROP_KINDS),
        locator: bytesOf(LOCATOR),
        cell: fc.nat(255),
      }),
      { maxLength: 6, selector: ({ locator }) => locator.join() },
    ),
  })
  .map(({ more, rows }) => ({
    next: 3,
    more,
    rows: rows
      .map((row) => ({ ...row, cell: cellOf(row.cell) }))
      .toSorted(
        (a, b) => a.batch - b.batch || kindOf(a.kind) - kindOf(b.kind) || compare(a.locator, b.locator),
      ),
  }))

describe('10.5 a page of drops', () => {
  test.prop([pages], { numRuns: 40 })('is read as it was written', (page) => {
    expect(parseDrops(encodeDrops(page))).toEqual(page)
  })

  it('has the published layout', () => {
    const locator = new Uint8Array(LOCATOR).fill(7)
    const page = {
      next: 5,
      more: false,
      rows: [{ batch: 4, kind: 'team' as const, locator, cell: cellOf(9) }],
    }
    const row = concat(u32(4), Uint8Array.of(1), locator, cellOf(9))
    expect(encodeDrops(page)).toEqual(concat(u32(5), Uint8Array.of(0), u32(1), row))
  })

  test.prop([pages])('whose rows stand in another order, or twice, is refused', (page) => {
    fc.pre(page.rows.length > 1)
    const [first, second, ...others] = page.rows
    for (const rows of [
      [second!, first!, ...others],
      [first!, first!, ...others],
    ]) {
      expect(outcome(() => parseDrops(encodeDrops({ ...page, rows })))).toBe('answer_malformed')
    }
  })

  test.prop([pages, fc.integer({ min: 2, max: 255 })])('with another kind is refused', (page, kind) => {
    fc.pre(page.rows.length > 0)
    expect(outcome(() => parseDrops(patched(encodeDrops(page), 13, Uint8Array.of(kind))))).toBe(
      'answer_malformed',
    )
  })

  test.prop([pages, bytesUpTo(9, 1), fc.nat()])(
    'cut or with bytes left over is refused',
    (page, more, length) => {
      const bytes = encodeDrops(page)
      expect(outcome(() => parseDrops(concat(bytes, more)))).toBe('answer_malformed')
      expect(outcome(() => parseDrops(bytes.subarray(0, length % bytes.length)))).toBe('answer_malformed')
    },
  )
})
