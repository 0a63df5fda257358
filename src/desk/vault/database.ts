import { closeSync, existsSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { CandorError } from '../../protocol/errors.ts'
import { damaged } from './rows.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS items (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS keys (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cases (
    number INTEGER PRIMARY KEY, mark BLOB NOT NULL UNIQUE, summary BLOB NOT NULL, content BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS forgotten (
    number INTEGER PRIMARY KEY, mark BLOB NOT NULL UNIQUE, sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS watches (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS drops (
    mark BLOB PRIMARY KEY, spot BLOB NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS drops_by_spot ON drops (spot);
  CREATE INDEX IF NOT EXISTS drops_by_case ON drops (number);
  CREATE TABLE IF NOT EXISTS queue (
    place INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS queue_by_case ON queue (number);
  CREATE TABLE IF NOT EXISTS besides (
    name TEXT, number INTEGER, sealed BLOB NOT NULL, PRIMARY KEY (name, number)
  ) STRICT, WITHOUT ROWID;
`

/** Opens the file of a vault's local database, or makes it. */
export function openDatabase(path: string): Database.Database {
  return guarded(path, () => {
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
    const database = new Database(path, { timeout: PATIENCE })
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('secure_delete = ON')
    database.pragma('trusted_schema = OFF')
    database.exec(SCHEMA)
    // What a crash kept from being scrubbed; whoever works in it now scrubs later.
    database.pragma('busy_timeout = 0')
    scrub(database)
    database.pragma(`busy_timeout = ${PATIENCE}`)
    return database
  })
}

/** How long to wait for another command, in milliseconds. */
const PATIENCE = 10_000

/**
 * What was erased must not go on lying in the log of changes. Another command that is reading puts it off: it is done again when
 * the file is opened next.
 */
export const scrub = (database: Database.Database): void => void database.pragma('wal_checkpoint(TRUNCATE)')

/** Says what became of a file in words that help, not in those of the database. */
export function guarded<Result>(path: string, act: () => Result): Result {
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

export const busy = (where: string) =>
  new CandorError(
    'vault_busy',
    `another command is working in ${where}`,
    'wait until it is done, then try again',
  )
