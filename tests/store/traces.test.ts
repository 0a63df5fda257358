import { readFileSync, statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { DropRow, Store, TipRow } from '../../src/store/store.ts'
import { folders } from './folder.ts'
import { drop, dropsOf, random, tip } from './rows.ts'

const folder = folders()
const DAY = 20_778

interface Arrivals {
  readonly tips: readonly TipRow[]
  readonly drops: readonly DropRow[]
}

/** Sizes from a few bytes to many pages. */
const arrivals = (day: number): Arrivals => ({
  tips: Array.from({ length: 60 }, (_, i) => tip(random(20 + ((i * 997) % 21_000)), random(32), day)),
  drops: [...dropsOf(40), ...dropsOf(25, 'team')],
})

const shuffled = <Row>(rows: readonly Row[]): Row[] =>
  rows
    .map((row) => ({ row, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row)

/** In another order, in groups of other sizes, with batches that close elsewhere; always so many of them. */
function arrive(store: Store, { tips, drops }: Arrivals, day: number, batches: number): void {
  const [order, others] = [shuffled(tips), shuffled(drops)]
  for (let batch = 0; batch < batches; batch++) {
    const isLast = batch === batches - 1
    const take = <Row>(rows: Row[]) =>
      rows.splice(0, isLast ? rows.length : 1 + Math.floor((Math.random() * rows.length) / batches))
    const [some, more] = [take(order), take(others)]
    while (some.length > 0) store.addTips(some.splice(0, 1 + Math.floor(Math.random() * 7)))
    while (more.length > 0) store.addDrops(more.splice(0, 1 + Math.floor(Math.random() * 7)), day)
    store.closeBatch()
  }
}

/** Where a header counts writes; it says nothing of what was written (SQLite's file format, 1.3). */
const counters = [24, 92]

function fileOf(data: string): Buffer {
  const file = readFileSync(`${data}/candor.db`)
  for (const at of counters) file.fill(0, at, at + 4)
  return file
}

it('after compaction no byte of the file tells the order in which things came', () => {
  const days = [arrivals(DAY), arrivals(DAY + 1)]
  const files = [1, 2, 3].map(() => {
    const data = folder()
    const store = openSqliteStore({ folder: data })
    for (const [i, day] of days.entries()) {
      arrive(store, day, DAY + i, 9)
      store.compact(DAY + i + 1)
    }
    expect(statSync(`${data}/candor.db-wal`).size).toBe(0)
    store.close()
    return fileOf(data)
  })
  expect(files[1]!.equals(files[0]!)).toBe(true)
  expect(files[2]!.equals(files[0]!)).toBe(true)
})

it('before compaction it does, so that the test above would notice', () => {
  const rows = arrivals(DAY)
  const files = [1, 2].map(() => {
    const data = folder()
    const store = openSqliteStore({ folder: data })
    arrive(store, rows, DAY, 9)
    store.close()
    return fileOf(data)
  })
  expect(files[1]!.equals(files[0]!)).toBe(false)
})

it('nothing of a week that has expired is left in the file', () => {
  const data = folder()
  const store = openSqliteStore({ folder: data })
  const old = drop('conversation', 2900)
  store.addDrops([old, drop()], DAY)
  store.closeBatch()
  const found = () => readFileSync(`${data}/candor.db`).includes(Buffer.from(old.cell.subarray(900, 964)))
  expect(found()).toBe(true)
  store.expireDrops(2968)
  store.compact(DAY + 1)
  expect(found()).toBe(false)
  store.close()
})
