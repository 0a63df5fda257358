import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { isCandorError } from '../../src/protocol/errors.ts'
import { connect } from '../../src/store/connection.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store, TipRow } from '../../src/store/store.ts'
import { describeStore } from './conformance.ts'
import { folders, sqliteFixture } from './folder.ts'
import { drop, dropsOf, intakeKey, keyring, random, tip, tipsOf } from './rows.ts'

describeStore('SQLite', () => sqliteFixture())

const folder = folders()
const code = (code: string) => expect.objectContaining({ name: 'CandorError', code })

function made(rows: readonly TipRow[] = []): string {
  const data = folder()
  const store = openSqliteStore({ folder: data })
  store.addTips(rows)
  store.closeBatch()
  store.close()
  return data
}

it('every connection flushes what it commits, overwrites what it deletes, and trusts no schema', () => {
  const path = `${made()}/candor.db`
  const read = ['journal_mode', 'synchronous', 'secure_delete', 'foreign_keys', 'trusted_schema']
  for (let i = 0; i < 2; i++) {
    const client = connect(path)
    expect(read.map((pragma) => client.pragma(pragma, { simple: true }))).toEqual(['wal', 2, 1, 1, 0])
    client.close()
  }
})

it('a database that cannot keep a write-ahead log is refused', () => {
  expect(() => connect(':memory:')).toThrowError(code('storage_damaged'))
})

it('no table keeps the order of arrival in row numbers', () => {
  const client = connect(`${made()}/candor.db`)
  const tables = client.prepare("select name, wr, strict from pragma_table_list where schema = 'main'").all()
  client.close()
  const ours = (tables as { name: string; wr: number; strict: number }[]).filter(
    // SQLite's own, and the migrator's list of what it has run
    ({ name }) => !name.startsWith('sqlite_') && name !== 'migrations',
  )
  expect(ours.map(({ name }) => name).sort()).toEqual([
    'batches',
    'drop_batches',
    'drops',
    'envelopes',
    'intake_blocks',
    'intake_keys',
    'keyrings',
    'tips',
    'visits',
    'weeks',
  ])
  for (const table of ours) expect(table).toMatchObject({ wr: 1, strict: 1 })
})

it('the public list is read without the pages of the envelopes, and pages of tips without sorting', () => {
  const client = connect(`${made()}/candor.db`)
  const plan = (query: string) =>
    (client.prepare(`explain query plan ${query}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .join('; ')
  const range = 'where t.batch > 1 and t.batch <= 9 order by t.batch, t.hash'
  expect(plan(`select * from tips t ${range}`)).toBe('SEARCH t USING PRIMARY KEY (batch>? AND batch<?)')
  expect(
    plan(`select * from tips t join envelopes e on e.batch = t.batch and e.hash = t.hash ${range}`),
  ).toBe('SEARCH t USING PRIMARY KEY (batch>? AND batch<?); SEARCH e USING PRIMARY KEY (batch=? AND hash=?)')
  client.close()
})

it('a shard is read as one stretch, a page of drops without sorting, and weeks expire without a walk over all', () => {
  const client = connect(`${made()}/candor.db`)
  const plan = (query: string) =>
    (client.prepare(`explain query plan ${query}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .join('; ')
  const read = 'select locator, cell from drops where'
  expect(plan(`${read} kind = 0 and locator between x'00' and x'ff' and +batch < 9 order by locator`)).toBe(
    'SEARCH drops USING PRIMARY KEY (kind=? AND locator>? AND locator<?)',
  )
  expect(plan(`${read} batch > 1 and batch <= 9 order by batch, kind, locator`)).toBe(
    'SEARCH drops USING INDEX drops_by_batch (batch>? AND batch<?)',
  )
  expect(plan("delete from drops where kind in (0, 1) and locator < x'00'")).toBe(
    'SEARCH drops USING PRIMARY KEY (kind=? AND locator<?)',
  )
  client.close()
})

it('only the owner can read the data', () => {
  const data = folder()
  const store = openSqliteStore({ folder: data })
  store.addTips([tip()])
  expect(statSync(data).mode & 0o777).toBe(0o700)
  for (const name of ['candor.db', 'candor.db-wal', 'candor.db-shm']) {
    expect(statSync(`${data}/${name}`).mode & 0o777).toBe(0o600)
  }
  store.close()
  chmodSync(`${data}/candor.db`, 0o644)
  openSqliteStore({ folder: data }).close()
  expect(statSync(`${data}/candor.db`).mode & 0o777).toBe(0o600)
})

it('closing a batch empties the write-ahead log; with a limit, only a log beyond it', () => {
  const log = (data: string) => statSync(`${data}/candor.db-wal`).size
  const strict = folder()
  const store = openSqliteStore({ folder: strict })
  store.addTips(tipsOf(4))
  expect(log(strict)).toBeGreaterThan(0)
  store.closeBatch()
  expect(log(strict)).toBe(0)
  store.close()

  const lax = folder()
  const trial = openSqliteStore({ folder: lax, walBytes: 1 << 20 })
  trial.addTips([tip()])
  trial.closeBatch()
  expect(log(lax)).toBeGreaterThan(0)
  trial.addTips(tipsOf(64))
  trial.closeBatch()
  expect(log(lax)).toBe(0)
  trial.close()
})

it('a reader that holds up the emptying of the log does not hold up the batch', { retry: 3 }, () => {
  const data = folder()
  const store = openSqliteStore({ folder: data })
  store.addTips([tip()])
  const reader = connect(`${data}/candor.db`)
  reader.exec('begin; select count(*) from tips')
  store.addTips([tip()])
  const start = performance.now()
  expect(store.closeBatch()).toBe(1)
  expect(performance.now() - start).toBeLessThan(900)
  expect(store.entries(0, 9).rows.length).toBe(2)
  reader.close()
  store.close()
})

function fill(store: Store): TipRow[] {
  const accepted: TipRow[] = []
  for (;;) {
    const group = tipsOf(5)
    try {
      store.addTips(group)
    } catch (error) {
      if (isCandorError(error, 'storage_full')) return accepted
      throw error
    }
    accepted.push(...group)
  }
}

it('a full disk is named, leaves everything accepted whole, and the store goes on once there is space', () => {
  const data = folder()
  const small = openSqliteStore({ folder: data, maxPages: 300 })
  const accepted = fill(small)
  expect(accepted.length).toBeGreaterThan(20)
  expect(small.openBatch()).toMatchObject({ number: 1, tips: accepted.length })
  expect(small.check()).toEqual([])
  expect(small.addTips(accepted).every(({ status }) => status === 'present')).toBe(true)
  expect(() => small.addIntakeKeys(Array.from({ length: 400 }, () => intakeKey()))).toThrowError(
    code('storage_full'),
  )
  expect(small.closeBatch()).toBe(1)
  expect(small.tips(0, 1).rows.length).toBe(accepted.length)
  small.close()

  const roomy = openSqliteStore({ folder: data })
  const later = tipsOf(5)
  roomy.addTips(later)
  expect(roomy.closeBatch()).toBe(2)
  expect(roomy.tips(0, Number.MAX_SAFE_INTEGER).rows.length).toBe(accepted.length + later.length)
  expect(roomy.check()).toEqual([])
  roomy.close()
})

it('a disk too full for the tables is named too', () => {
  expect(() => openSqliteStore({ folder: folder(), maxPages: 2 })).toThrowError(code('storage_full'))
})

it('a database that another program holds is busy, and nothing is half done', () => {
  const data = folder()
  const store = openSqliteStore({ folder: data })
  const other = connect(`${data}/candor.db`)
  other.exec('begin immediate')
  expect(() => store.addTips([tip()])).toThrowError(code('server_busy'))
  other.exec('rollback')
  other.close()
  expect(store.addTips([tip()])).toMatchObject([{ status: 'stored' }])
  expect(store.openBatch().tips).toBe(1)
  store.close()
})

function refusedUntouched(data: string, refusal: string): void {
  const path = `${data}/candor.db`
  const before = readFileSync(path)
  expect(() => openSqliteStore({ folder: data })).toThrowError(code(refusal))
  expect(readFileSync(path).equals(before)).toBe(true)
}

it('a file that is no database is refused, and left as it is', () => {
  const data = folder()
  mkdirSync(data)
  writeFileSync(`${data}/candor.db`, 'somebody keeps notes here\n'.repeat(1000))
  refusedUntouched(data, 'storage_damaged')
})

it('a database that lost its end is refused, and left as it is', () => {
  const data = made(tipsOf(20))
  truncateSync(`${data}/candor.db`, 60_000)
  refusedUntouched(data, 'storage_damaged')
})

it('a database of another program is refused, and left as it is', () => {
  const data = folder()
  mkdirSync(data)
  const other = new Database(`${data}/candor.db`)
  other.exec('pragma journal_mode = WAL; create table invoices (id integer primary key)')
  other.close()
  refusedUntouched(data, 'storage_damaged')
})

it('data of a newer version is refused, and left as it is', () => {
  const data = made([tip()])
  const client = connect(`${data}/candor.db`)
  client.exec("insert into migrations (hash, created_at) values ('later', 9999999999999)")
  client.close()
  expect(() => openSqliteStore({ folder: data })).toThrowError(/newer version/)
  refusedUntouched(data, 'storage_newer')
})

it('a data folder that cannot be made is named', () => {
  const data = folder()
  writeFileSync(data, '')
  expect(() => openSqliteStore({ folder: data })).toThrowError(code('file_unreadable'))
})

it('one flipped bit of an envelope is found by check', () => {
  const envelope = random(18 * 1024)
  const data = made([tip(envelope), tip()])
  const path = `${data}/candor.db`
  const file = readFileSync(path)
  const at = file.indexOf(envelope.subarray(9000, 9064))
  file.writeUInt8((file[at] as number) ^ 1, at)
  writeFileSync(path, file)
  const store = openSqliteStore({ folder: data })
  expect(store.check()).toEqual([expect.stringContaining('is not what was stored')])
  store.close()
})

it('overwritten pages are found by check', () => {
  const data = made(tipsOf(40))
  const path = `${data}/candor.db`
  const file = readFileSync(path)
  file.fill(0xa5, 4096 * 20, 4096 * 60)
  writeFileSync(path, file)
  const store = openSqliteStore({ folder: data })
  expect(store.check().length).toBeGreaterThan(0)
  store.close()
})

it('a lost envelope, a miscounted batch and a gap in the chain are each found by check', () => {
  const data = made([tip(), tip()])
  const seed = openSqliteStore({ folder: data })
  for (const seq of [1, 2, 3]) seed.addKeyring(keyring(seq))
  seed.close()
  const client = connect(`${data}/candor.db`)
  client.exec(
    'delete from envelopes where hash in (select hash from envelopes limit 1); delete from keyrings where seq = 2',
  )
  client.close()
  const store = openSqliteStore({ folder: data })
  expect(store.check()).toEqual([
    expect.stringMatching(/^batch 1 should hold 2 tips of 36864 bytes and holds 1 of 18432$/),
    expect.stringMatching(/^the chain of keyrings has a gap: 2 are held, and the last is number 3$/),
  ])
  store.close()
})

it('a miscounted batch of drops is found by check', () => {
  const data = made()
  const store = openSqliteStore({ folder: data })
  store.addDrops(dropsOf(3), 20_000)
  store.close()
  const client = connect(`${data}/candor.db`)
  client.exec('delete from drops where locator in (select locator from drops limit 1)')
  client.close()
  const again = openSqliteStore({ folder: data })
  expect(again.check()).toEqual(['batch 1 of drops should hold 3 and holds 2'])
  again.close()
})

it('data of the version before drops is brought up to date', () => {
  const data = made([tip()])
  const client = connect(`${data}/candor.db`)
  client.exec('drop table drops; drop table drop_batches; drop table weeks')
  client.exec('drop table intake_blocks; drop table visits')
  client.exec('delete from migrations where created_at > 1')
  client.close()
  const store = openSqliteStore({ folder: data })
  expect(store.addDrops([drop()], 20_000)).toEqual(['stored'])
  expect(store.entries(0, 9).rows).toHaveLength(1)
  store.close()
})

it('what is deleted leaves no bytes behind', () => {
  const envelope = random(18 * 1024)
  const data = made([tip(envelope), tip()])
  const found = () => readFileSync(`${data}/candor.db`).includes(Buffer.from(envelope.subarray(9000, 9064)))
  expect(found()).toBe(true)
  const client = connect(`${data}/candor.db`)
  client.exec('delete from envelopes')
  client.pragma('wal_checkpoint(TRUNCATE)')
  client.close()
  expect(found()).toBe(false)
})

it('migrations stand in the order of their time, which decides what is run', () => {
  const journal = JSON.parse(
    readFileSync(new URL('../../migrations/meta/_journal.json', import.meta.url), 'utf8'),
  ) as {
    entries: { when: number }[]
  }
  const times = journal.entries.map(({ when }) => when)
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
})
