import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Bytes, concat, equal, label, toUtf8 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { NONCE, type Primitives, type Random } from '../protocol/primitives/primitives.ts'
import type { Vault } from './vault.ts'

/** What one step of work leaves behind, all or nothing. */
interface Filing {
  /** The item that guards against two commands at once: as it was read, and as it becomes. */
  readonly guard: { readonly name: string; readonly before: Bytes | null; readonly after: Bytes }
  readonly items?: readonly { readonly name: string; readonly content: Bytes }[]
  readonly cases?: readonly NewCase[]
}

interface NewCase {
  /** `E#`, 32 bytes: an envelope becomes one case, however often a server hands it out. */
  readonly hash: Bytes
  readonly summary: Bytes
  readonly content: Bytes
}

/** The local database of an investigator. Every row is sealed under the vault's key; names and counts alone are readable. */
export interface Cabinet {
  item(name: string): Bytes | null
  summaries(): { readonly number: number; readonly summary: Bytes }[]
  caseContent(number: number): Bytes | null
  /**
   * Answers how many cases are new.
   * @throws `vault_busy` when another command changed the guard meanwhile; then nothing was written
   */
  file(filing: Filing): number
  close(): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS items (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cases (
    number INTEGER PRIMARY KEY, mark BLOB NOT NULL UNIQUE, summary BLOB NOT NULL, content BLOB NOT NULL
  ) STRICT;
`

export function openCabinet(p: Primitives, vault: Vault, random: Random): Cabinet {
  const path = join(vault.folder, 'cases.db')
  const database = openDatabase(path)
  const rows = sealedRows(p, vault.key, random)
  const { getItem, putItem, allSummaries, getContent, lastNumber, hasMark, putCase } = statements(database)
  const item = (name: string) => rows.open(`item/${name}`, getItem.get(name))
  const write = (name: string, content: Bytes) => putItem.run(name, rows.seal(`item/${name}`, content))

  const file = database.transaction(({ guard, items = [], cases = [] }: Filing) => {
    if (!same(item(guard.name), guard.before)) throw busy(vault.folder)
    write(guard.name, guard.after)
    for (const { name, content } of items) write(name, content)
    const before = lastNumber.get() ?? 0
    let number = before
    for (const { hash, summary, content } of cases) {
      const mark = rows.mark(hash)
      if (hasMark.get(mark) !== undefined) continue
      number += 1
      putCase.run(number, mark, rows.seal(`summary/${number}`, summary), rows.seal(`case/${number}`, content))
    }
    return number - before
  })

  return {
    item,
    summaries: () =>
      allSummaries
        .all()
        .map(([number, sealed]) => ({ number, summary: rows.open(`summary/${number}`, sealed) as Bytes })),
    caseContent: (number) => rows.open(`case/${number}`, getContent.get(number)),
    file: (filing) => guarded(path, () => file.immediate(filing)),
    close: () => database.close(),
  }
}

function openDatabase(path: string): Database.Database {
  return guarded(path, () => {
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
    const database = new Database(path, { timeout: 10_000 })
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('secure_delete = ON')
    database.pragma('trusted_schema = OFF')
    database.exec(SCHEMA)
    return database
  })
}

const statements = (database: Database.Database) => ({
  getItem: database.prepare<[string], Bytes>('SELECT sealed FROM items WHERE name = ?').pluck(),
  putItem: database.prepare<[string, Bytes]>(
    'INSERT INTO items VALUES (?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
  ),
  allSummaries: database
    .prepare<[], [number, Bytes]>('SELECT number, summary FROM cases ORDER BY number')
    .raw(),
  getContent: database.prepare<[number], Bytes>('SELECT content FROM cases WHERE number = ?').pluck(),
  lastNumber: database.prepare<[], number | null>('SELECT max(number) FROM cases').pluck(),
  hasMark: database.prepare<[Bytes], number>('SELECT 1 FROM cases WHERE mark = ?').pluck(),
  putCase: database.prepare<[number, Bytes, Bytes, Bytes]>('INSERT INTO cases VALUES (?, ?, ?, ?)'),
})

/** A row opens only under the name it was sealed for, so that rows cannot change places. */
function sealedRows(p: Primitives, vaultKey: Bytes, random: Random) {
  const key = p.blake2b(32, vaultKey, label('vault-rows'))
  const marking = p.blake2b(32, vaultKey, label('vault-marks'))
  return {
    // Keyed: the public list must not tell a thief of the vault which tips are in it.
    mark: (hash: Bytes): Bytes => p.blake2b(32, marking, hash),
    seal(name: string, content: Bytes): Bytes {
      const nonce = random(NONCE)
      return concat(nonce, p.aeadSeal(key, nonce, toUtf8(name), content))
    },
    open(name: string, sealed: Bytes | undefined): Bytes | null {
      if (sealed === undefined) return null
      const content = p.aeadOpen(key, sealed.subarray(0, NONCE), toUtf8(name), sealed.subarray(NONCE))
      if (content === null) throw damaged(name)
      return content
    },
  }
}

const same = (a: Bytes | null, b: Bytes | null): boolean => (a === null || b === null ? a === b : equal(a, b))

function guarded<Result>(path: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    throw explain(path, error.code)
  }
}

function explain(path: string, code: string): CandorError {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return busy(path)
  if (code.startsWith('SQLITE_FULL'))
    return new CandorError(
      'storage_full',
      `there is no room left to write ${path}`,
      'free some space and try again; nothing was lost',
    )
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY'))
    return new CandorError(
      'file_unreadable',
      `${path} cannot be opened for writing`,
      'check who owns the vault’s folder',
    )
  return damaged(path)
}

const busy = (where: string) =>
  new CandorError(
    'vault_busy',
    `another command is working in ${where}`,
    'wait until it is done, then try again',
  )

const damaged = (what: string) =>
  new CandorError(
    'file_damaged',
    `the vault’s local database is damaged at ${what}`,
    'keep a copy of it, restore a backup, or sync a new copy of the vault from the server',
  )
