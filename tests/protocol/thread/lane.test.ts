import { describe, expect, it } from 'vitest'
import { concat, toHex, u32 } from '../../../src/protocol/bytes.ts'
import { type Drop, shardOf, weekOf } from '../../../src/protocol/drop.ts'
import { findDrops, findInWeek, MOST_PLACES, tracesOf } from '../../../src/protocol/thread/find.ts'
import {
  cellKey,
  homeOf,
  isLocatorOf,
  keyName,
  keysThreadKey,
  laneOf,
  locatorOf,
  NO_SHARD,
  shardIndex,
  shardOfHome,
  trace,
} from '../../../src/protocol/thread/lane.ts'
import { bytesOf } from '../../support/arbitraries.ts'
import { implementations, sodium } from '../../support/implementations.ts'
import { deterministic } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import { KEY, people, WEEK } from '../../support/threads.ts'

const authors = fc.oneof(fc.constant('source'), bytesOf(16).map(toHex))
const u32s = fc.nat(0xffff_ffff)
const bitCounts = fc.nat(16)

describe('11.3 a locator', () => {
  test.prop([bytesOf(32), bytesOf(32), authors, u32s, u32s, bitCounts])(
    'tells its week and the shard of the conversation, whoever writes at whatever place under whatever key',
    (first, key, author, week, place, bits) => {
      const shard = shardIndex(sodium, first, bits)
      expect(shard).toBeLessThan(2 ** bits)
      const locator = locatorOf(sodium, laneOf(sodium, key, author), week, place, { bits, shard })
      expect(locator).toHaveLength(32)
      expect(weekOf(locator)).toBe(week)
      expect(shardOf(locator, bits)).toBe(shard)
    },
  )

  test.prop([bytesOf(32), u32s, bitCounts, bitCounts])(
    'lies in a shard whose number with fewer bits is the start of that with more',
    (first, week, some, more) => {
      fc.pre(some <= more)
      expect(shardIndex(sodium, first, more) >>> (more - some)).toBe(shardIndex(sodium, first, some))
    },
  )

  test.prop([bytesOf(32), authors, u32s, u32s, bitCounts, bitCounts])(
    'is recognised by its trace into however many shards the week was divided, and differs in the shard’s bits alone',
    (key, author, week, place, some, more) => {
      const lane = laneOf(sodium, key, author)
      const at = (bits: number) =>
        locatorOf(sodium, lane, week, place, { bits, shard: shardIndex(sodium, key, bits) })
      expect(trace(at(some))).toBe(trace(at(more)))
      expect(trace(at(some))).toBe(trace(locatorOf(sodium, lane, week, place, NO_SHARD)))
      const own = (locator: Uint8Array, bits: number) => shardOf(locator, 16) & (0xffff >>> bits)
      const both = Math.max(some, more)
      expect(own(at(some), both)).toBe(own(at(more), both))
    },
  )

  it('spreads conversations over shards', () => {
    const random = deterministic('spread')
    const shards = Array.from({ length: 400 }, () => shardIndex(sodium, random(32), 4))
    expect(new Set(shards).size).toBe(16)
  })

  it('lies in the shard of its first key in every week and under every key: several weeks tell no more than one', () => {
    const shards = [WEEK, WEEK + 1, WEEK + 40].flatMap((week) =>
      [KEY, WEEK_KEY].map((key) => {
        const shard = { bits: 16, shard: shardIndex(sodium, KEY, 16) }
        return shardOf(locatorOf(sodium, laneOf(sodium, key, 'source'), week, 0, shard), 16)
      }),
    )
    expect(new Set(shards)).toEqual(new Set([homeOf(sodium, KEY)]))
  })

  test.prop([bytesOf(32), authors, u32s, u32s, bitCounts, fc.nat(0xffff)], { numRuns: 40 })(
    'is one of seventeen: with other bits before its own it is no locator of the lane',
    (key, author, week, place, bits, start) => {
      const home = homeOf(sodium, key)
      const lane = laneOf(sodium, key, author, home)
      const good = locatorOf(sodium, lane, week, place, { bits, shard: shardOfHome(home, bits) })
      expect(isLocatorOf(lane, locatorOf(sodium, lane, week, place, NO_SHARD), good)).toBe(true)
      const all = Array.from({ length: 17 }, (_, each) =>
        toHex(locatorOf(sodium, lane, week, place, { bits: each, shard: shardOfHome(home, each) })),
      )
      const other = concat(good.subarray(0, 4), Uint8Array.of(start >>> 8, start & 0xff), good.subarray(6))
      expect(isLocatorOf(lane, locatorOf(sodium, lane, week, place, NO_SHARD), other)).toBe(
        all.includes(toHex(other)),
      )
      const team = laneOf(sodium, key, author)
      const bare = locatorOf(sodium, team, week, place, NO_SHARD)
      expect(isLocatorOf(team, locatorOf(sodium, team, week, place, NO_SHARD), bare)).toBe(true)
      expect(isLocatorOf(team, locatorOf(sodium, team, week, place, NO_SHARD), good)).toBe(
        toHex(good) === toHex(bare),
      )
    },
  )

  it('is the same for no two authors, weeks, places or keys, nor is any part of it, nor the key of its cell', () => {
    const random = deterministic('locators')
    const keys = Array.from({ length: 6 }, () => random(32))
    const voices = ['source', '00'.repeat(16), '00'.repeat(15).concat('01'), toHex(random(16))]
    const all = keys.flatMap((key) => {
      const derived = [key, keysThreadKey(sodium, key)]
      return derived.flatMap((each) => voices.map((author) => laneOf(sodium, each, author)))
    })
    const weeks = [0, 1, 255, 256, WEEK, 0xffff_ffff]
    const places = [0, 1, 2, 255, 256, 65_536, 0xffff_ffff]
    const seen = new Set<string>()
    let count = 0
    for (const lane of all) {
      for (const week of weeks) {
        for (const place of places) {
          const locator = locatorOf(sodium, lane, week, place, NO_SHARD)
          // Two bytes are the shard's, so what is recognised must differ without them and without the week.
          for (const part of [locator.subarray(6), cellKey(sodium, lane, week, place)]) seen.add(toHex(part))
          count += 2
        }
      }
    }
    expect(seen.size).toBe(count)
  })

  it('shows nothing of the key, nor does the name of the key', () => {
    const names = implementations.map(({ p }) => keyName(p, KEY))
    expect(names[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(names[1]).toBe(names[0])
    expect(toHex(KEY)).not.toContain(names[0])
    expect(keyName(sodium, keysThreadKey(sodium, KEY))).not.toBe(names[0])
  })

  test.prop([bytesOf(32), authors, u32s, u32s], { numRuns: 20 })(
    'is the same from both implementations',
    (key, author, week, place) => {
      const [one, other] = implementations.map(({ p }) => {
        const lane = laneOf(p, key, author)
        const shard = { bits: 7, shard: shardIndex(p, key, 7) }
        return [lane, locatorOf(p, lane, week, place, shard), cellKey(p, lane, week, place)]
      })
      expect(one).toEqual(other)
    },
  )
})

describe('11.6 looking for a lane', () => {
  const lane = laneOf(sodium, KEY, people[0].author, homeOf(sodium, KEY))
  const dropAt = (place: number, bits = 0, week = WEEK): Drop => ({
    locator: locatorOf(sodium, lane, week, place, { bits, shard: shardIndex(sodium, KEY, bits) }),
    cell: new Uint8Array(2048).fill(place),
  })
  const found = (drops: readonly Drop[], held: readonly number[] = []) =>
    findInWeek(sodium, tracesOf(drops), lane, WEEK, new Set(held)).map(({ place }) => place)

  test.prop([
    fc.uniqueArray(fc.nat(30), { maxLength: 20 }),
    bitCounts,
    fc.uniqueArray(bytesOf(28), { maxLength: 8 }),
  ])(
    'finds everything up to four empty places in a row, among whatever else there is, whatever the bits',
    (places, bits, junk) => {
      const others = junk.map((rest) => ({ locator: concat(u32(WEEK), rest), cell: new Uint8Array(2048) }))
      const expected: number[] = []
      for (let place = 0, empty = 0; empty < 4; place++) {
        empty = places.includes(place) ? 0 : empty + 1
        if (empty === 0) expected.push(place)
      }
      expect(found([...others, ...places.map((place) => dropAt(place, bits))])).toEqual(expected)
    },
  )

  it('goes on past places that are held, and finds what another week has only there', () => {
    const drops = [dropAt(0), dropAt(7), dropAt(9)]
    expect(found(drops)).toEqual([0])
    expect(found(drops, [0, 1, 2, 3])).toEqual([7, 9])
    expect(found(drops, [3])).toEqual([0, 7, 9])
    expect(found([dropAt(0, 0, WEEK + 1)])).toEqual([])
    expect(findDrops(sodium, [dropAt(0, 3, WEEK + 1)], [lane], [WEEK, WEEK + 1])).toMatchObject([
      { lane, week: WEEK + 1, place: 0 },
    ])
  })

  it('finds all that lie at a place: the same place may have been written with other bits', () => {
    expect(found([dropAt(0, 16), dropAt(0, 0), dropAt(1)])).toEqual([0, 0, 1])
  })

  it('takes nothing at a place that its author cannot have put there, and goes on past 4096 places for nobody', () => {
    const { locator, cell } = dropAt(0)
    const junk = Array.from({ length: 60 }, (_, i) => ({
      locator: concat(locator.subarray(0, 4), Uint8Array.of(i, 77), locator.subarray(6)),
      cell,
    }))
    const expected = junk.filter((each) =>
      isLocatorOf(lane, locatorOf(sodium, lane, WEEK, 0, NO_SHARD), each.locator),
    ).length
    expect(expected).toBeLessThan(3)
    expect(found(junk)).toHaveLength(expected)
    const many = Array.from({ length: 4100 }, (_, place) => dropAt(place))
    expect(found(many)).toHaveLength(MOST_PLACES)
    expect(MOST_PLACES).toBe(4096)
  })

  it('finds nothing of another author or another key', () => {
    const drops = [dropAt(0), dropAt(1)]
    const others = [
      laneOf(sodium, KEY, people[1].author),
      laneOf(sodium, KEY, 'source'),
      laneOf(sodium, WEEK_KEY, lane.author),
    ]
    expect(findDrops(sodium, drops, others, [WEEK])).toEqual([])
  })

  it('is over at once in a lane in which somebody put something at the last place there is', () => {
    expect(found([dropAt(0xffff_ffff), dropAt(0)])).toEqual([0])
  })
})

const WEEK_KEY = deterministic('another key')(32)
