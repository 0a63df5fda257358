import { randomFillSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { load } from './load.ts'
import { benchOrganisation, sampleEnvelope } from './organisation.ts'
import { benchFolder, startServer } from './server.ts'
import { median, rate, report } from './table.ts'

const CONNECTIONS = 32
const ROUNDS = 5
const ROUND_MS = 3000

/** Durable submissions, beside the same route without a store and a bare loop over SQLite, in turn. */
export async function benchSubmissions(): Promise<void> {
  const envelope = await sampleEnvelope(await benchOrganisation())
  const [stored, forgotten] = [await startServer('store'), await startServer('no-store')]
  const results = { stored: [] as number[], forgotten: [] as number[], bare: [] as number[] }
  const p99: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const withStore = await load(envelope, {
      port: stored.port,
      connections: CONNECTIONS,
      milliseconds: ROUND_MS,
    })
    const without = await load(envelope, {
      port: forgotten.port,
      connections: CONNECTIONS,
      milliseconds: ROUND_MS,
    })
    const bare = bareLoop(envelope, ROUND_MS)
    if (round === 0) continue
    results.stored.push(withStore.perSecond)
    results.forgotten.push(without.perSecond)
    results.bare.push(bare)
    p99.push(withStore.p99)
  }
  await Promise.all([stored.stop(), forgotten.stop()])
  const [s, f, b] = [median(results.stored), median(results.forgotten), median(results.bare)]
  report(
    'durable submissions ÷ a bare SQLite loop in groups of 32',
    s / b,
    { least: 0.5 },
    `${rate(s)} beside ${rate(b)}; p99 ${median(p99).toFixed(0)} ms at ${CONNECTIONS} connections`,
  )
  report(
    'durable submissions ÷ the same route without a store',
    s / f,
    { least: 0.25 },
    `${rate(s)} beside ${rate(f)}`,
  )
}

/** The least that durable storage costs: one prepared insert, the same durability, the same groups, no server. */
function bareLoop(envelope: Uint8Array, milliseconds: number): number {
  const folder = benchFolder()
  const database = new Database(join(folder, 'bare.db'))
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON'])
    database.pragma(pragma)
  database.exec('CREATE TABLE tips (hash BLOB PRIMARY KEY, envelope BLOB NOT NULL) STRICT, WITHOUT ROWID')
  const insert = database.prepare('INSERT INTO tips VALUES (?, ?)')
  const group = database.transaction(() => {
    for (let i = 0; i < CONNECTIONS; i++) insert.run(randomFillSync(Buffer.allocUnsafe(32)), envelope)
  })
  const started = performance.now()
  let stored = 0
  while (performance.now() - started < milliseconds) {
    group()
    stored += CONNECTIONS
  }
  const perSecond = (stored * 1000) / (performance.now() - started)
  database.close()
  rmSync(folder, { recursive: true, force: true })
  return perSecond
}
