import { fileURLToPath } from 'node:url'
import type Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { CandorError } from '../protocol/errors.ts'

// As far from src/store as from dist/store.
const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const migrationsTable = 'migrations'

/** 'Cndr', in the header of the file: another program's database is not written to by mistake. */
const APPLICATION = 0x436e6472

const foreign = () =>
  new CandorError(
    'storage_damaged',
    'candor.db was not made by Candor; it was left as it is',
    'move it away, or choose another data folder',
  )

const tableCount = (client: Database.Database) =>
  client.prepare('select count(*) from sqlite_schema').pluck().get() as number

function claim(client: Database.Database): void {
  const owner = client.pragma('application_id', { simple: true })
  if (owner === APPLICATION) return
  if (owner !== 0 || tableCount(client) > 0) {
    throw foreign()
  }
  client.pragma(`application_id = ${APPLICATION}`)
}

function applied(client: Database.Database): readonly number[] {
  const table = client.prepare("select 1 from sqlite_schema where type = 'table' and name = ?")
  if (table.get(migrationsTable) === undefined) return []
  return client.prepare(`select created_at from ${migrationsTable}`).pluck().all().map(Number)
}

function refuseUnknown(client: Database.Database): void {
  const known = new Set(readMigrationFiles({ migrationsFolder }).map((migration) => migration.folderMillis))
  if (applied(client).every((migration) => known.has(migration))) return
  throw new CandorError(
    'storage_newer',
    'the data was written by a newer version of Candor; it was left as it is',
    'run the newer version, or restore the backup made before the update',
  )
}

/** Refuses a database of another program or of a newer version, without changing it. */
export function refuseForeign(client: Database.Database): void {
  if (client.pragma('application_id', { simple: true }) !== APPLICATION) throw foreign()
  refuseUnknown(client)
}

/** Brings the tables to the shape that this version knows; refuses a database of another program or of a newer version. */
export function bringUpToDate(client: Database.Database): void {
  claim(client)
  refuseUnknown(client)
  migrate(drizzle({ client }), { migrationsFolder, migrationsTable })
}
