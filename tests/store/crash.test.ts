import { hex } from '@scure/base'
import { expect, it } from 'vitest'
import { equal } from '../../src/protocol/bytes.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { killedAfter, killedWhen } from './child.ts'
import { folders } from './folder.ts'
import { sha256, tip } from './rows.ts'

const folder = folders()
const writer = new URL('./child-writes.ts', import.meta.url)

function acknowledged(lines: readonly string[]): { hashes: string[]; newest: number } {
  const words = lines.filter((line) => /^\d+( [0-9a-f]{64})+$/.test(line)).map((line) => line.split(' '))
  return {
    hashes: words.flatMap((line) => line.slice(1)),
    newest: Math.max(...words.map((line) => Number(line[0]))),
  }
}

it('an acknowledged tip survives a killed process, whole; batches go on where they were', async () => {
  const data = folder()
  const promised = new Set<string>()
  let newest = 0
  for (const lines of [3, 41, 88]) {
    const { hashes, newest: said } = acknowledged(await killedAfter(lines, writer, data))
    for (const hash of hashes) promised.add(hash)
    const store = openSqliteStore({ folder: data })
    expect(store.check()).toEqual([])
    expect(store.openBatch().number).toBeGreaterThan(said)
    expect(said).toBeGreaterThanOrEqual(newest)
    newest = said
    store.close()
  }
  const store = openSqliteStore({ folder: data })
  store.addTips([tip()])
  store.closeBatch()
  const { rows } = store.tips(0, Number.MAX_SAFE_INTEGER)
  expect(rows.every((row) => equal(row.hash, sha256(row.envelope)))).toBe(true)
  const kept = new Set(rows.map((row) => hex.encode(row.hash)))
  expect(kept.size).toBe(rows.length)
  expect([...promised].filter((hash) => !kept.has(hash))).toEqual([])
  store.close()
})

const compactor = new URL('./child-compacts.ts', import.meta.url)

it('a process killed while it joins and rewrites leaves everything whole, once, and can go on', async () => {
  const data = folder()
  const promised = new Set<string>()
  // Some end while rows move, some while the file is rewritten, some after.
  for (const [round, pause] of [0, 5, 15, 30, 60].entries()) {
    const compacted = (written: readonly string[]) =>
      written.filter((line) => line.startsWith('compacting')).length
    const lines = await killedWhen((written) => compacted(written) === 3, compactor, data, {
      pause,
      more: [String(20_000 + round * 100)],
    })
    const names = lines.filter((line) => line.startsWith('kept ')).flatMap((line) => line.split(' ').slice(1))
    for (const name of names) if (name.length === 64) promised.add(name)
    const store = openSqliteStore({ folder: data })
    expect(store.check()).toEqual([])
    const kept = [
      ...store.entries(0, 1e9).rows.map(({ hash }) => hex.encode(hash)),
      ...store.drops(0, 1e9).rows.map(({ locator }) => hex.encode(locator)),
    ]
    expect(new Set(kept).size).toBe(kept.length)
    expect([...promised].filter((name) => !kept.includes(name))).toEqual([])
    store.compact(20_000 + round * 100 + 50)
    expect(store.check()).toEqual([])
    store.close()
  }
})
