import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compare, concat, u16, u32 } from '../../src/protocol/bytes.ts'
import { CELL, LOCATOR, shardOf } from '../../src/protocol/drop.ts'
import type { DropRow, Store } from '../../src/store/store.ts'
import type { Fixture } from './fixture.ts'
import { drop, dropsOf, inPageOrder, random, tip, WEEK } from './rows.ts'

const DAY = 20_778

/** What every engine has to promise about drops and weeks. */
export function describeDrops(name: string, open: () => Fixture): void {
  let fixture: Fixture
  let store: Store
  beforeEach(() => {
    fixture = open()
    store = fixture.store
  })
  afterEach(() => fixture.dispose())
  const reopen = () => {
    store = fixture.reopen()
  }
  const shown = (bits = 0, shard = 0, week = WEEK) => store.shard({ week, bits, shard })
  const bare = ({ locator, cell }: { locator: Uint8Array; cell: Uint8Array }) => ({ locator, cell })

  describe(`${name}: drops`, () => {
    it('are stored once: the same bytes again are present, other bytes a conflict, closed or not', () => {
      const first = drop()
      const other = { ...first, cell: random(CELL) }
      expect(store.addDrops([first, first, other], DAY)).toEqual(['stored', 'present', 'conflict'])
      store.closeBatch()
      reopen()
      expect(store.addDrops([other, first], DAY)).toEqual(['conflict', 'present'])
      expect(shown()).toEqual([bare(first)])
      expect(store.dropCounts()).toEqual({ open: 0, all: 1 })
    })

    it('are taken while there is room; what is held already is known all the same', () => {
      const [first, second, third] = dropsOf(3) as [DropRow, DropRow, DropRow]
      expect(store.addDrops([first, second, third], DAY, 2)).toEqual(['stored', 'stored', 'full'])
      expect(store.addDrops([third, first, { ...second, cell: random(CELL) }], DAY, 2)).toEqual([
        'full',
        'present',
        'conflict',
      ])
      expect(store.dropCounts()).toEqual({ open: 2, all: 2 })
      expect(store.addDrops([third], DAY, 3)).toEqual(['stored'])
    })

    it('of conversations may be given less room than both kinds have', () => {
      const talk = dropsOf(4)
      const team = dropsOf(3, 'team')
      expect(store.addDrops([...talk.slice(0, 3), team[0]!], DAY, 5, 2)).toEqual([
        'stored',
        'stored',
        'full',
        'stored',
      ])
      reopen()
      expect(store.addDrops([talk[2]!, talk[1]!], DAY, 5, 2)).toEqual(['full', 'present'])
      expect(store.addDrops([team[1]!, team[2]!, talk[3]!], DAY, 5, 3)).toEqual(['stored', 'stored', 'full'])
      store.closeBatch()
      store.expireDrops(WEEK + 1)
      expect(store.addDrops([talk[0]!, talk[1]!, talk[2]!], DAY, 5, 2)).toEqual(['stored', 'stored', 'full'])
      expect(store.dropCounts().all).toBe(2)
    })

    it('of the two kinds know nothing of each other', () => {
      const conversation = drop()
      const team = { ...conversation, kind: 'team' as const, cell: random(CELL) }
      expect(store.addDrops([conversation, team], DAY)).toEqual(['stored', 'stored'])
      store.closeBatch()
      expect(shown()).toEqual([bare(conversation)])
      expect(store.drops(0, 9).rows).toEqual([
        { ...conversation, batch: 1 },
        { ...team, batch: 1 },
      ])
    })

    it('of the open batch are visible nowhere, and are counted', () => {
      store.addDrops(dropsOf(3), DAY)
      expect(shown()).toEqual([])
      expect(store.drops(0, 9)).toEqual({ rows: [], next: 0, more: false })
      expect(store.dropCounts()).toEqual({ open: 3, all: 3 })
      reopen()
      expect(store.dropCounts()).toEqual({ open: 3, all: 3 })
      store.closeBatch()
      expect(store.dropCounts()).toEqual({ open: 0, all: 3 })
    })

    it('are batched apart from tips, and an empty batch stays open', () => {
      for (let i = 0; i < 3; i++) {
        store.addTips([tip()])
        store.closeBatch()
      }
      store.addDrops([drop()], DAY)
      expect(store.closeBatch()).toBe(3)
      store.closeBatch()
      expect(store.drops(0, 9)).toMatchObject({ rows: [{ batch: 1 }], next: 1, more: false })
    })

    it('come in whole batches, in order of batch, kind and locator', () => {
      const batches = [dropsOf(3), [...dropsOf(2, 'team'), ...dropsOf(2)], dropsOf(1), dropsOf(4, 'team')]
      for (const batch of batches) {
        store.addDrops(batch, DAY)
        store.closeBatch()
      }
      const rows = batches.flatMap((batch, i) => inPageOrder(batch).map((row) => ({ ...row, batch: i + 1 })))
      expect(store.drops(0, 100)).toEqual({ rows, next: 4, more: false })
      expect(store.drops(0, 1)).toEqual({ rows: rows.slice(0, 3), next: 1, more: true })
      expect(store.drops(1, 5)).toEqual({ rows: rows.slice(3, 8), next: 3, more: true })
      expect(store.drops(4, 5)).toEqual({ rows: [], next: 4, more: false })
      expect(store.drops(99, 5)).toEqual({ rows: [], next: 4, more: false })
    })

    it('of one shard are those whose locator begins so, ascending, whatever the number of bits', () => {
      const edges = [0, 0x0fff, 0x1000, 0x7fff, 0x8000, 0xffff].map((first) =>
        drop('conversation', WEEK, concat(u16(first), random(26))),
      )
      const others = [drop('conversation', WEEK - 1), drop('conversation', WEEK + 1), drop('team')]
      store.addDrops([...dropsOf(40), ...edges, ...others], DAY)
      store.closeBatch()
      const all = store
        .drops(0, 999)
        .rows.filter(
          (row) => row.kind === 'conversation' && compare(row.locator.slice(0, 4), u32(WEEK)) === 0,
        )
      expect(all).toHaveLength(46)
      for (const bits of [0, 1, 4, 15, 16]) {
        for (const shard of new Set([
          0,
          2 ** bits - 1,
          ...all.map(({ locator }) => shardOf(locator, bits)),
        ])) {
          const expected = all.filter(({ locator }) => shardOf(locator, bits) === shard).map(bare)
          expect(shown(bits, shard)).toEqual(expected)
        }
      }
    })

    it('of the first and the last week there can be are found too', () => {
      const [first, last] = [drop('conversation', 0), drop('conversation', 0xffff_ffff)]
      store.addDrops([first, last], DAY)
      store.closeBatch()
      expect(shown(0, 0, 0)).toEqual([bare(first)])
      expect(shown(0, 0, 0xffff_ffff)).toEqual([bare(last)])
    })

    it('come back as plain bytes that share their memory with nothing', () => {
      const whole = drop()
      const buffer = Buffer.concat([whole.locator, whole.cell])
      store.addDrops(
        [{ ...whole, locator: buffer.subarray(0, LOCATOR), cell: buffer.subarray(LOCATOR) }],
        DAY,
      )
      buffer.fill(0)
      store.closeBatch()
      for (const row of [shown()[0]!, store.drops(0, 1).rows[0]!]) {
        expect(bare(row)).toEqual(bare(whole))
        for (const bytes of [row.locator, row.cell]) {
          expect(bytes.constructor).toBe(Uint8Array)
          expect(bytes.buffer.byteLength).toBe(bytes.byteLength)
        }
      }
    })

    it.each([
      ['a short locator', { locator: random(31) }],
      ['a long cell', { cell: random(CELL + 1) }],
      ['no cell', { cell: new Uint8Array() }],
      ['an unknown kind', { kind: 'rumour' as 'team' }],
    ])('with %s are refused, and the whole commit with them', (_, wrong) => {
      const usage = expect.objectContaining({ code: 'usage' })
      expect(() => store.addDrops([drop(), { ...drop(), ...wrong }], DAY)).toThrowError(usage)
      expect(() => store.addDrops([drop()], 0.5)).toThrowError(usage)
      expect(store.dropCounts()).toEqual({ open: 0, all: 0 })
    })

    it.each([
      { week: -1, bits: 0, shard: 0 },
      { week: 2 ** 32, bits: 0, shard: 0 },
      { week: 1, bits: 17, shard: 0 },
      { week: 1, bits: 3, shard: 8 },
      { week: 1, bits: 0, shard: 1 },
      { week: 1, bits: 1, shard: 0.5 },
    ])('a shard that cannot be is refused: %o', (shard) => {
      expect(() => store.shard(shard)).toThrowError(expect.objectContaining({ code: 'usage' }))
    })
  })

  describe(`${name}: weeks`, () => {
    it('keep the bits that they were first given', () => {
      store.fixWeek(WEEK + 1, 4)
      store.fixWeek(WEEK, 0)
      store.fixWeek(WEEK + 1, 7)
      reopen()
      expect(store.weeks()).toEqual([
        { week: WEEK, bits: 0, isHeld: false },
        { week: WEEK + 1, bits: 4, isHeld: false },
      ])
      expect(() => store.fixWeek(WEEK, 17)).toThrowError(expect.objectContaining({ code: 'usage' }))
    })

    it('say whether drops of conversations are kept for them', () => {
      for (const week of [WEEK - 1, WEEK, WEEK + 1]) store.fixWeek(week, 0)
      store.addDrops([drop('conversation', WEEK - 1), drop('team', WEEK)], DAY)
      expect(store.weeks().map(({ isHeld }) => isHeld)).toEqual([true, false, false])
    })

    it('expire whole, of both kinds and all batches, and the counts follow', () => {
      const old = [...dropsOf(3, 'conversation', WEEK - 2), ...dropsOf(2, 'team', WEEK - 1)]
      const kept = [...dropsOf(2, 'conversation', WEEK), drop('team', WEEK)]
      store.addDrops([...old.slice(0, 2), ...kept.slice(0, 1)], DAY)
      store.closeBatch()
      store.addDrops([...old.slice(2), ...kept.slice(1)], DAY)
      expect(store.expireDrops(WEEK)).toBe(5)
      expect(store.expireDrops(WEEK)).toBe(0)
      expect(store.dropCounts()).toEqual({ open: 2, all: 3 })
      store.closeBatch()
      const left = store.drops(0, 99).rows.map(({ kind, locator, cell }) => ({ kind, locator, cell }))
      expect(inPageOrder(left)).toEqual(inPageOrder(kept))
      expect(shown(0, 0, WEEK - 2)).toEqual([])
      expect(store.check()).toEqual([])
    })

    it('that are gone leave batches without rows, which readers pass', () => {
      for (const week of [WEEK - 1, WEEK - 1, WEEK, WEEK - 1]) {
        store.addDrops([drop('team', week)], DAY)
        store.closeBatch()
      }
      store.expireDrops(WEEK)
      expect(store.drops(0, 1)).toMatchObject({ rows: [{ batch: 3 }], next: 3, more: true })
      expect(store.drops(3, 1)).toEqual({ rows: [], next: 4, more: false })
      store.addDrops([drop('team', WEEK)], DAY)
      store.closeBatch()
      expect(store.drops(4, 1)).toMatchObject({ rows: [{ batch: 5 }], next: 5, more: false })
    })
  })
}
