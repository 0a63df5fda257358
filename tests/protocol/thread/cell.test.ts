import { describe, expect, it } from 'vitest'
import { concat, toHex } from '../../../src/protocol/bytes.ts'
import { assemble } from '../../../src/protocol/thread/assemble.ts'
import {
  cellsFor,
  type FoundDrop,
  MOST_CELLS,
  openCell,
  PIECE,
  sealCells,
} from '../../../src/protocol/thread/cell.ts'
import { cellKey, laneOf, locatorOf, NO_SHARD, shardOfHome } from '../../../src/protocol/thread/lane.ts'
import { flipped, implementations, sodium } from '../../support/implementations.ts'
import { deterministic } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import { KEY, orgId, people, WEEK } from '../../support/threads.ts'

const lane = laneOf(sodium, KEY, people[0].author)
const spot = { orgId, lane, week: WEEK, place: 3, shard: NO_SHARD }
const bytes = deterministic('a message')
const sealed = (length: number, p = sodium, at = spot) =>
  sealCells(p, at, bytesFor(length), deterministic(`nonces ${length}`))
const longest = deterministic('message')(64 * PIECE)
const bytesFor = (length: number) => longest.slice(0, length)
/** As text, which is compared much faster. */
const put = (drops: readonly FoundDrop[], p = sodium) =>
  assemble(p, orgId, drops).map((each) =>
    'content' in each ? { ...each, content: toHex(each.content) } : each,
  )

const edges = [1, 2, 3, 63, 64]
  .flatMap((n) => [n * PIECE - 1, n * PIECE, n * PIECE + 1])
  .filter((n) => n <= 64 * PIECE)
const lengths = fc.oneof(fc.integer({ min: 1, max: 3 * PIECE }), fc.constantFrom(...edges.slice(0, 9)))

describe('11.4 a message in cells', () => {
  it('has 1986 bytes in each, and fills as many as it needs', () => {
    expect(PIECE).toBe(1986)
    expect([1, 1986, 1987, 3972, 3973, 127_104].map(cellsFor)).toEqual([1, 1, 2, 2, 3, 64])
    expect(MOST_CELLS).toBe(64)
  })

  it.each([1, 2, ...edges])('of %i bytes is put together again', (length) => {
    const drops = sealed(length)
    expect(drops).toHaveLength(Math.ceil(length / 1986))
    expect(drops.every(({ cell, locator }) => cell.length === 2048 && locator.length === 32)).toBe(true)
    expect(drops.map(({ place }) => place)).toEqual(drops.map((_, i) => 3 + i))
    expect(put(drops)).toEqual([
      {
        author: lane.author,
        key: lane.key,
        week: WEEK,
        place: 3,
        cells: drops.length,
        content: toHex(bytesFor(length)),
      },
    ])
  })

  test.prop([lengths], { numRuns: 12 })('is the same bytes from both with the same randomness', (length) => {
    const [one, other] = implementations.map(({ p }) => sealed(length, p)) as [FoundDrop[], FoundDrop[]]
    const written = (drops: readonly FoundDrop[]) =>
      drops.map(({ locator, cell }) => toHex(locator) + toHex(cell))
    expect(written(one)).toEqual(written(other))
    expect(put(one, implementations[1].p)).toEqual(put(one))
  })

  it('is sealed with fresh randomness: the same message again is other bytes all over', () => {
    const [[one], [other]] = ['a', 'b'].map((seed) =>
      sealCells(sodium, spot, bytes(100), deterministic(seed)),
    ) as [FoundDrop[], FoundDrop[]]
    const same = one!.cell.filter((byte, i) => byte === other!.cell[i]).length
    expect(same).toBeLessThan(40)
  })

  test.prop([lengths, fc.integer({ min: 2, max: 6 })], { numRuns: 20 })(
    'is read whatever the order of its cells, and without one of them is incomplete',
    (length, at) => {
      const drops = sealed(length)
      expect(put(drops.toReversed())).toEqual(put(drops))
      expect(put([...drops, ...drops])).toEqual(put(drops))
      const without = drops.filter((_, i) => i !== at % drops.length)
      const rest = put(without)
      expect(rest.every((each) => 'why' in each && each.why === 'incomplete')).toBe(true)
      expect(rest.length > 0).toBe(drops.length > 1)
    },
  )
})

describe('11.4 a cell', () => {
  const [drop] = sealed(500) as [FoundDrop]
  const shut = (changed: FoundDrop, org = orgId) => {
    for (const { p } of implementations) expect(openCell(p, org, changed)).toBeNull()
  }

  it('opens at its place: what follows fails for its difference alone', () => {
    for (const { p } of implementations) {
      expect(openCell(p, orgId, drop)).toMatchObject({ index: 0, count: 1, bytes: bytesFor(500) })
    }
  })

  test.prop([fc.nat(2048 * 8 - 1)], { numRuns: 150 })('with any flipped bit is unreadable', (bit) => {
    expect(openCell(sodium, orgId, { ...drop, cell: flipped(drop.cell, bit) })).toBeNull()
  })

  it('with a flipped bit in every part, or in its locator, is unreadable in both', () => {
    for (const at of [0, 23, 24, 25, 29, 30, 600, 2031, 2032, 2047]) {
      shut({ ...drop, cell: flipped(drop.cell, at * 8 + (at % 8)) })
    }
    for (let bit = 0; bit < 256; bit += 17) shut({ ...drop, locator: flipped(drop.locator, bit) })
  })

  it('moved to another place, week, author, key or organisation is unreadable', () => {
    const other = laneOf(sodium, deterministic('other')(32), lane.author)
    const moves: Partial<FoundDrop>[] = [
      { place: 4 },
      { week: WEEK + 1 },
      { lane: laneOf(sodium, KEY, people[1].author) },
      { lane: laneOf(sodium, KEY, 'source') },
      { lane: other },
    ]
    for (const move of moves) {
      const to = { ...drop, ...move }
      shut(to)
      shut({ ...to, locator: locatorOf(sodium, to.lane, to.week, to.place, NO_SHARD) })
    }
    shut({ ...drop, locator: locatorOf(sodium, lane, WEEK, 3, { bits: 4, shard: 9 }) })
    shut(drop, flipped(orgId, 0))
  })

  it('of another length is unreadable', () => {
    for (const cell of [drop.cell.subarray(1), concat(drop.cell, new Uint8Array(1)), new Uint8Array(0)]) {
      shut({ ...drop, cell })
    }
  })

  const NONE = Array(16).fill(0) as number[]
  const plainCell = (
    head: readonly number[],
    content: readonly number[],
    place = 3,
    next = NONE,
  ): FoundDrop => {
    const padded = new Uint8Array(2008)
    padded.set([...head, ...next, ...content])
    const nonce = deterministic(toHex(padded))(24)
    const key = cellKey(sodium, lane, WEEK, place)
    const locator = locatorOf(sodium, lane, WEEK, place, NO_SHARD)
    return {
      lane,
      week: WEEK,
      place,
      locator,
      cell: concat(nonce, sodium.aeadSeal(key, nonce, concat(orgId, locator), padded)),
    }
  }
  const full = [...new Uint8Array(1986).fill(7)]
  const nameOf = (head: readonly number[], content: readonly number[], next = NONE) => {
    const padded = new Uint8Array(2008)
    padded.set([...head, ...next, ...content])
    return [...sodium.sha256(padded).subarray(0, 16)]
  }

  it.each<[string, number[], number[], number[]?]>([
    ['no cells', [0, 0, 0, 0, 0, 1], [7]],
    ['a number beyond its count', [0, 1, 0, 1, 0, 1], [7]],
    ['more than 64 cells', [0, 0, 0, 65, 7, 194], full],
    ['nothing in it', [0, 0, 0, 1, 0, 0], []],
    ['nothing in the last', [0, 1, 0, 2, 0, 0], []],
    ['a length beyond its end', [0, 0, 0, 1, 7, 195], full],
    ['a length far beyond its end', [0, 0, 0, 1, 255, 255], full],
    ['a first that is not full', [0, 0, 0, 2, 7, 193], full.slice(1)],
    ['bytes after its length', [0, 0, 0, 1, 0, 1], [7, 7]],
    ['a last byte after its length', [0, 0, 0, 1, 7, 193], full],
    ['what comes after the last', [0, 0, 0, 1, 0, 1], [7], [...NONE.slice(1), 1]],
  ])('that was sealed by somebody with the key and says %s is unreadable', (_, head, content, next) => {
    shut(plainCell(head, content, 3, next))
  })

  it('made by hand in the published layout is read', () => {
    const head = [0, 0, 0, 1, 0, 2]
    const name = Uint8Array.from(nameOf(head, [8, 9]))
    expect(openCell(sodium, orgId, plainCell(head, [8, 9]))).toEqual({
      index: 0,
      count: 1,
      next: new Uint8Array(16),
      name,
      bytes: Uint8Array.of(8, 9),
    })
    expect(openCell(sodium, orgId, plainCell([0, 0, 0, 64, 7, 194], full))).toMatchObject({ count: 64 })
  })

  it('that starts a message which would swallow the next hides nothing of it', () => {
    const long = plainCell([0, 0, 0, 64, 7, 194], full)
    const next = sealed(3000, sodium, { ...spot, place: 4 })
    const read = put([long, ...next])
    expect(read.filter((each) => 'content' in each)).toMatchObject([
      { place: 4, content: toHex(bytesFor(3000)) },
    ])
    expect(read.filter((each) => 'why' in each)).toMatchObject([{ place: 3, why: 'incomplete' }])
  })

  it('with another number than its place in the message demands continues none', () => {
    const chain = (indices: readonly number[]) => {
      let next = NONE
      return indices
        .map((index, i) => ({ head: [0, index, 0, 3, 7, 194], place: 3 + i }))
        .toReversed()
        .map(({ head, place }) => {
          const drop = plainCell(head, full, place, next)
          next = nameOf(head, full, next)
          return drop
        })
    }
    expect(put(chain([0, 1, 2]))).toMatchObject([{ place: 3, cells: 3 }])
    // The last of three goes on to nothing, and so a second one of them is no cell.
    expect(put(chain([0, 2, 2])).map((each) => 'why' in each && each.why)).toEqual([
      'incomplete',
      'unreadable',
    ])
    expect(put(chain([0, 1, 1])).map((each) => 'why' in each && each.why)).toEqual(['incomplete'])
    const named = [0, 1, 2].map((index, i) => plainCell([0, index, 0, 3, 7, 194], full, 3 + i))
    expect(put(named).map((each) => 'why' in each && each.why)).toEqual(['incomplete'])
  })

  const home = 0xbeef
  const homely = laneOf(sodium, KEY, people[0].author, home)
  const at = (bits: number) => ({ ...spot, lane: homely, shard: { bits, shard: shardOfHome(home, bits) } })

  it.each([1, 4, 16, 0])(
    'beside others at one place goes on as its author wrote it, whatever their bits: %i',
    (bits) => {
      const mine = sealCells(sodium, at(4), bytesFor(5000), deterministic('mine'))
      const others = Array.from({ length: 12 }, (_, i) =>
        sealCells(sodium, at(bits), deterministic(`other ${i}`)(5000), deterministic(`${i}n`)),
      )
      const all = put([...mine, ...others.flatMap((drops) => drops.slice(i1(bits)))])
      const contents = all.flatMap((each) => ('content' in each ? [each.content] : []))
      expect(contents).toContain(toHex(bytesFor(5000)))
      // Each first cell goes on in one way: to its own.
      expect(contents).toHaveLength(bits === 16 ? 1 : 13)
    },
  )
  /** With sixteen bits the insider leaves the first place alone. */
  const i1 = (bits: number) => (bits === 16 ? 1 : 0)

  it('beside others of every kind at every place is put together, in whatever order they come, and soon', () => {
    const mine = sealCells(sodium, at(4), bytesFor(20_000), deterministic('mine'))
    const junk = Array.from({ length: 17 }, (_, bits) =>
      sealCells(sodium, at(bits), deterministic(`junk ${bits}`)(20_000), deterministic(`${bits}n`)),
    ).flat()
    const start = performance.now()
    for (const drops of [[...mine, ...junk], [...junk, ...mine].toReversed()]) {
      const contents = put(drops).flatMap((each) => ('content' in each ? [each.content] : []))
      expect(contents).toContain(toHex(bytesFor(20_000)))
      expect(contents).toHaveLength(18)
    }
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
