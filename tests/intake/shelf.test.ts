import { describe, expect, it } from 'vitest'
import { openFillers } from '../../src/intake/fillers.ts'
import { openShelf } from '../../src/intake/shelf.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { CELL, cellIn, type Drop, LOCATOR, parseShard, type Shard, shardOf } from '../../src/protocol/drop.ts'
import { drop, dropsOf } from '../store/rows.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { random } from './support.ts'

const shard: Shard = { week: THIS_EPOCH, bits: 0, shard: 0 }
const key = random(32)

/** A shelf over drops that the test changes, and the shards it was asked for. */
function shelfOver(drops: Drop[], most?: number) {
  const asked: number[] = []
  const store = {
    shard: (each: Shard) => {
      asked.push(each.shard)
      return drops.toSorted((a, b) => Buffer.compare(a.locator, b.locator))
    },
  }
  return { shelf: openShelf(store, openFillers(key), most), asked }
}

const take = (count: number, of: Shard = shard, secret = key): Drop[] => {
  const drops: Drop[] = []
  for (const filler of openFillers(secret)(of)) {
    if (drops.length === count) break
    drops.push(filler)
  }
  return drops
}

const names = (drops: readonly Drop[]) => drops.map(({ locator, cell }) => toHex(locator) + toHex(cell))

describe('fillers', () => {
  test.prop([
    fc.integer({ min: 0, max: 16 }).chain((bits) => fc.tuple(fc.constant(bits), fc.nat(2 ** bits - 1))),
  ])('have the form of a drop of their shard', ([bits, number]) => {
    const asked = { week: THIS_EPOCH, bits, shard: number }
    for (const { locator, cell } of take(5, asked)) {
      expect([locator.length, cell.length, shardOf(locator, bits)]).toEqual([LOCATOR, CELL, number])
    }
  })

  it('are the same each time, and others for another shard or another key', () => {
    expect(names(take(20))).toEqual(names(take(20)))
    const others = [
      ...take(20, { ...shard, week: THIS_EPOCH + 1 }),
      ...take(20, { ...shard, bits: 1 }),
      ...take(20, { ...shard, bits: 1, shard: 1 }),
      ...take(20, shard, random(32)),
    ]
    const all = names([...take(20), ...others])
    expect(new Set(all).size).toBe(100)
    expect(new Set(all.map((name) => name.slice(8, 64))).size).toBe(100)
    expect(new Set(all.map((name) => name.slice(64))).size).toBe(100)
  })

  it('use every value of every bit about equally, so that nothing tells them from a cipher', () => {
    const ones = Array.from({ length: 28 * 8 }, () => 0)
    for (const { locator } of take(2000)) {
      for (let bit = 0; bit < ones.length; bit++) {
        ones[bit]! += (locator[4 + (bit >> 3)]! >> (bit & 7)) & 1
      }
    }
    for (const count of ones) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

describe('a shard on the shelf', () => {
  it.each([
    [0, 8],
    [1, 8],
    [8, 8],
    [9, 16],
    [16, 16],
    [33, 64],
    [100, 128],
  ])('of %i drops shows %i', (count, shown) => {
    const drops = dropsOf(count)
    const file = shelfOver(drops).shelf.file(shard)
    const read = parseShard(file, shard)
    expect(read).toHaveLength(shown)
    expect(names(read)).toEqual(expect.arrayContaining(names(drops)))
  })

  it('loses its last fillers when drops come, and keeps the others', () => {
    const drops = dropsOf(2)
    const { shelf } = shelfOver(drops)
    const shownFillers = () => {
      const real = new Set(names(drops))
      return new Set(names(parseShard(shelf.file(shard), shard)).filter((name) => !real.has(name)))
    }
    expect(shownFillers()).toEqual(new Set(names(take(6))))
    drops.push(...dropsOf(3))
    shelf.clear()
    expect(shownFillers()).toEqual(new Set(names(take(3))))
    drops.push(...dropsOf(4))
    shelf.clear()
    expect(shownFillers()).toEqual(new Set(names(take(7))))
  })

  it('never shows a locator twice, when somebody has written to the place of a filler', () => {
    const [first, second, ...others] = take(12)
    const drops = [first, second, others[9]].map((filler) => ({ ...drop(), locator: filler!.locator }))
    const read = parseShard(shelfOver(drops).shelf.file(shard), shard)
    expect(new Set(names(read))).toEqual(new Set(names([...drops, ...others.slice(0, 5)])))
  })

  it('finds the cell of every locator that it shows, and no other', () => {
    const drops = dropsOf(5)
    const file = shelfOver(drops).shelf.file(shard)
    for (const { locator, cell } of parseShard(file, shard)) expect(cellIn(file, locator)).toEqual(cell)
    for (const { locator } of dropsOf(50)) expect(cellIn(file, locator)).toBeNull()
    for (const fill of [0, 0xff]) expect(cellIn(file, new Uint8Array(LOCATOR).fill(fill))).toBeNull()
  })

  it('is made once, and anew after drops became visible', () => {
    const { shelf, asked } = shelfOver(dropsOf(3))
    const file = shelf.file(shard)
    expect(shelf.file({ ...shard })).toBe(file)
    expect(asked).toEqual([0])
    shelf.clear()
    expect(shelf.file(shard)).not.toBe(file)
    expect(shelf.file(shard)).toEqual(file)
    expect(asked).toEqual([0, 0])
  })

  it('is forgotten when there are too many, the one asked for the longest ago first', () => {
    const size = shelfOver([]).shelf.file(shard).length
    const { shelf, asked } = shelfOver([], 3 * size)
    const ask = (number: number) => shelf.file({ ...shard, bits: 4, shard: number })
    for (const number of [1, 2, 3, 1, 4, 1, 3, 4, 2]) ask(number)
    expect(asked).toEqual([1, 2, 3, 4, 2])
    const { shelf: tiny, asked: again } = shelfOver([], 10)
    tiny.file(shard)
    tiny.file(shard)
    expect(again).toEqual([0])
  })
})
