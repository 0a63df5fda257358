import Database from 'better-sqlite3'
import { CandorError } from '../protocol/errors.ts'
import { guarded } from './faults.ts'

export interface ConnectionOptions {
  /** Upper limit of the database in pages of 4096 bytes; what exceeds it is refused as on a full disk. */
  readonly maxPages?: number
}

/** Milliseconds to wait for another program (a backup, `check`) that holds the database; the server stands still meanwhile. */
export const PATIENCE = 1000

/**
 * What every connection asks for, and must read back. The driver is compiled with synchronous=NORMAL for write-ahead
 * logs, which loses acknowledged tips with the power; and SQLite passes over a pragma that it cannot follow.
 */
const asked: readonly (readonly [pragma: string, value: string, readBack: string | number])[] = [
  ['busy_timeout', String(PATIENCE), PATIENCE],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['secure_delete', 'ON', 1],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
]

function ask(client: Database.Database): void {
  for (const [pragma, value, readBack] of asked) {
    client.pragma(`${pragma} = ${value}`)
    const answer = client.pragma(pragma, { simple: true })
    if (answer === readBack) continue
    throw new CandorError(
      'storage_damaged',
      `the database does not keep ${pragma} = ${value}: it answers ${String(answer)}`,
      'put the data folder on a local disk',
    )
  }
}

/** Opens an SQLite file (which may be empty) as Candor needs it. Throws `storage_damaged` when SQLite will not have it so. */
export const connect = guarded((path: string, { maxPages }: ConnectionOptions = {}): Database.Database => {
  const client = new Database(path, { timeout: PATIENCE })
  try {
    ask(client)
    if (maxPages !== undefined) client.pragma(`max_page_count = ${maxPages}`)
    return client
  } catch (error) {
    client.close()
    throw error
  }
})
