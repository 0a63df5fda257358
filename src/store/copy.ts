import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { CandorError } from '../protocol/errors.ts'
import { batchTable } from './batches.ts'
import { check } from './check.ts'
import { PATIENCE } from './connection.ts'
import { guarded, translated } from './faults.ts'
import { intakeKeyTable } from './intake-keys.ts'
import { keyringTable } from './keyrings.ts'
import { refuseForeign } from './migrate.ts'
import type { Batch, Store } from './store.ts'

/** How many rows there are. */
export interface Counts {
  readonly keyrings: number
  readonly intakeKeys: number
  readonly tips: number
  readonly drops: number
}

/** A database that is looked at and never changed, while a server may be writing to it. */
export interface ReadOnlyStore
  extends Pick<Store, 'keyring' | 'latestKeyring' | 'intakeKeys' | 'check' | 'close'> {
  counts(): Counts
  /** The newest batch that is visible to readers. */
  newest(): Batch
}

/** In one data folder: the database. */
export const DATABASE = 'candor.db'

function openForReading(path: string): Database.Database {
  if (!existsSync(path)) throw absent(path)
  const client = new Database(path, { readonly: true, timeout: PATIENCE })
  try {
    refuseForeign(client)
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

/**
 * Opens the database of a folder to look at it. Throws `file_unreadable` when there is none, `storage_damaged`,
 * `storage_newer`.
 */
export const readSqliteStore = guarded((folder: string): ReadOnlyStore => {
  const client = openForReading(join(folder, DATABASE))
  const db = drizzle({ client })
  const { keyring, latestKeyring } = keyringTable(db)
  const { intakeKeys } = intakeKeyTable(db)
  return {
    keyring: guarded(keyring),
    latestKeyring: guarded(latestKeyring),
    intakeKeys: guarded(intakeKeys),
    check: guarded(() => check(client)),
    counts: guarded(() => countsOf(client)),
    newest: guarded(() => batchTable(db).open().number - 1),
    close: guarded(() => void client.close()),
  }
})

function countsOf(client: Database.Database): Counts {
  const tables = client.prepare("select name from sqlite_schema where type = 'table'").pluck().all()
  const count = (table: string): number =>
    tables.includes(table) ? (client.prepare(`select count(*) from ${table}`).pluck().get() as number) : 0
  return {
    keyrings: count('keyrings'),
    intakeKeys: count('intake_keys'),
    tips: count('tips'),
    drops: count('drops'),
  }
}

/**
 * Copies the database of a data folder into another folder as it is at one moment, while a server may be writing to it:
 * whatever was acknowledged before is in it. One file (0600), without a write-ahead log.
 */
export async function copyDatabase(folder: string, to: string): Promise<void> {
  const path = join(to, DATABASE)
  try {
    const client = openForReading(join(folder, DATABASE))
    try {
      // A reader sees one moment as long as it reads. Without it the copy would begin anew with every write.
      client.exec('begin')
      client.prepare('select count(*) from sqlite_schema').get()
      await client.backup(path, { progress: () => EVERYTHING })
    } finally {
      client.close()
    }
    makeSingle(path)
  } catch (error) {
    throw translated(error)
  }
}

const EVERYTHING = 0x7fff_ffff

/** Into one file, so that opening it to look at it leaves nothing beside it. */
function makeSingle(path: string): void {
  chmodSync(path, 0o600)
  const client = new Database(path)
  try {
    client.pragma('journal_mode = DELETE')
  } finally {
    client.close()
  }
}

const absent = (path: string) =>
  new CandorError('file_unreadable', `there is no ${path}`, 'check the name of the data folder')
