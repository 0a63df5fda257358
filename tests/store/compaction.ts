import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import type { Batch, Store } from '../../src/store/store.ts'
import type { Fixture } from './fixture.ts'
import { drop, dropsOf, random, tip } from './rows.ts'

const DAY = 20_778
const MIB = 1024 * 1024

/** Batches with as many tips and drops of a day as a number says. */
function fill(store: Store, day: number, sizes: readonly number[]): void {
  for (const size of sizes) {
    store.addTips(Array.from({ length: size }, () => tip(random(100), random(32), day)))
    store.addDrops(dropsOf(size), day)
    store.closeBatch()
  }
}

const tipBatches = (store: Store) => [...new Set(store.entries(0, 9999).rows.map(({ batch }) => batch))]
const dropBatches = (store: Store) => [...new Set(store.drops(0, 9999).rows.map(({ batch }) => batch))]

/** What every engine has to promise of compaction (docs/protocol.md, 10.6). */
export function describeCompaction(name: string, open: () => Fixture): void {
  let fixture: Fixture
  let store: Store
  beforeEach(() => {
    fixture = open()
    store = fixture.store
  })
  afterEach(() => fixture.dispose())

  describe(`${name}: compaction`, () => {
    it('makes one batch of the batches of a day that is over, under the number of the last', () => {
      fill(store, DAY, [2, 1, 3])
      fill(store, DAY + 1, [1, 1])
      fill(store, DAY + 2, [1, 1])
      const before = store
        .entries(0, 99)
        .rows.map(({ hash }) => toHex(hash))
        .sort()
      store.compact(DAY + 2)
      expect(tipBatches(store)).toEqual([3, 5, 6, 7])
      expect(dropBatches(store)).toEqual([3, 5, 6, 7])
      expect(
        store
          .entries(0, 99)
          .rows.map(({ hash }) => toHex(hash))
          .sort(),
      ).toEqual(before)
      expect(store.tips(0, 1)).toMatchObject({ next: 3, more: true })
      expect(store.tips(0, 1).rows).toHaveLength(6)
      expect(store.drops(0, 1).rows).toHaveLength(6)
      expect(store.openBatch()).toEqual({ number: 8, tips: 0, bytes: 0 })
      expect(store.check()).toEqual([])
      store = fixture.reopen()
      expect(tipBatches(store)).toEqual([3, 5, 6, 7])
    })

    it('gives a reader in the middle of a joined batch all of it again, and nobody else anything twice', () => {
      fill(store, DAY, [1, 1, 1])
      fill(store, DAY + 1, [1])
      const given = store.entries(0, 1)
      expect(given.next).toBe(1)
      store.compact(DAY + 1)
      expect(store.entries(given.next, 99).rows.map(({ batch }) => batch)).toEqual([3, 3, 3, 4])
      expect(store.entries(2, 99).rows.map(({ batch }) => batch)).toEqual([3, 3, 3, 4])
      expect(store.entries(3, 99).rows.map(({ batch }) => batch)).toEqual([4])
      expect(store.drops(1, 99).rows.map(({ batch }) => batch)).toEqual([3, 3, 3, 4])
    })

    it('leaves the open batch and today alone', () => {
      fill(store, DAY, [1, 1])
      store.addTips([tip(random(9), random(32), DAY - 1)])
      store.addDrops([drop()], DAY - 1)
      store.compact(DAY)
      expect(tipBatches(store)).toEqual([1, 2])
      expect(store.openBatch()).toMatchObject({ number: 3, tips: 1 })
      expect(store.dropCounts()).toEqual({ open: 1, all: 3 })
    })

    it('takes a batch apart that was open at midnight', () => {
      fill(store, DAY, [1])
      store.addTips([DAY, DAY, DAY + 1].map((day) => tip(random(9), random(32), day)))
      store.closeBatch()
      fill(store, DAY + 1, [1, 1])
      store.compact(DAY + 2)
      const days = (batch: Batch) =>
        store
          .entries(0, 99)
          .rows.filter((row) => row.batch === batch)
          .map(({ day }) => day)
      expect([days(2), days(3), days(4)]).toEqual([[DAY, DAY, DAY], [], [DAY + 1, DAY + 1, DAY + 1]])
      expect(store.check()).toEqual([])
    })

    it('joins what became visible after the day was compacted, the next day', () => {
      fill(store, DAY, [1, 1])
      store.addTips([tip(random(9), random(32), DAY)])
      store.addDrops([drop()], DAY)
      store.compact(DAY + 1)
      store.closeBatch()
      expect(tipBatches(store)).toEqual([2, 3])
      store.compact(DAY + 2)
      expect([tipBatches(store), dropBatches(store)]).toEqual([[3], [3]])
    })

    it('joins up to 32 MiB, and the next day nothing more of it', () => {
      for (let i = 0; i < 9; i++) {
        store.addTips(Array.from({ length: 5 }, () => tip(random(MIB), random(32), DAY)))
        store.closeBatch()
      }
      store.compact(DAY + 1)
      expect(tipBatches(store)).toEqual([6, 9])
      fill(store, DAY + 1, [1, 1])
      store.compact(DAY + 2)
      expect(tipBatches(store)).toEqual([6, 9, 11])
      expect(store.check()).toEqual([])
    })

    it('is done once for a day, and again after the clock was wrong', () => {
      store.compact(DAY + 999)
      fill(store, DAY, [1, 1])
      store.compact(DAY + 1)
      expect(tipBatches(store)).toEqual([2])
      fill(store, DAY, [1, 1])
      store.compact(DAY + 1)
      expect(tipBatches(store)).toEqual([2, 3, 4])
    })

    it('of nothing is nothing', () => {
      store.compact(DAY)
      store.compact(DAY + 1)
      expect(store.openBatch()).toEqual({ number: 1, tips: 0, bytes: 0 })
      expect(store.check()).toEqual([])
    })
  })

  describe(`${name}: any history with compactions`, () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ act: fc.constant('add' as const), count: fc.integer({ min: 1, max: 3 }) }),
      },
      { weight: 4, arbitrary: fc.record({ act: fc.constant('close' as const) }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('compact' as const, 'day' as const) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('back' as const, 'restart' as const) }) },
      {
        weight: 3,
        arbitrary: fc.record({ act: fc.constant('read' as const), size: fc.integer({ min: 1, max: 5 }) }),
      },
    )

    test.prop([fc.array(step, { minLength: 10, maxLength: 60 })], { numRuns: 30 })(
      'loses nothing for a reader who goes on from any cursor',
      (steps) => {
        const own = open()
        try {
          let kept = own.store
          let today = DAY
          const sent = { tips: new Set<string>(), drops: new Set<string>() }
          const seen = { tips: new Set<string>(), drops: new Set<string>() }
          const cursor = { tips: 0, drops: 0 }
          const read = (size: number): boolean => {
            const tips = kept.entries(cursor.tips, size)
            const drops = kept.drops(cursor.drops, size)
            for (const { hash } of tips.rows) seen.tips.add(toHex(hash))
            for (const { locator } of drops.rows) seen.drops.add(toHex(locator))
            cursor.tips = tips.next
            cursor.drops = drops.next
            return tips.more || drops.more
          }
          for (const each of steps) {
            if (each.act === 'day') today += 1
            if (each.act === 'back') today -= 1
            if (each.act === 'compact') kept.compact(today)
            if (each.act === 'close') kept.closeBatch()
            if (each.act === 'restart') kept = own.reopen()
            if (each.act === 'read') read(each.size)
            if (each.act !== 'add') continue
            const tips = Array.from({ length: each.count }, () => tip(random(50), random(32), today))
            const drops = dropsOf(each.count, today % 2 === 0 ? 'team' : 'conversation')
            kept.addTips(tips)
            kept.addDrops(drops, today)
            for (const { hash } of tips) sent.tips.add(toHex(hash))
            for (const { locator } of drops) sent.drops.add(toHex(locator))
          }
          kept.closeBatch()
          while (read(3));
          expect(seen).toEqual(sent)
          expect(kept.check()).toEqual([])
        } finally {
          own.dispose()
        }
      },
    )
  })
}
