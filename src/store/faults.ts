import Database from 'better-sqlite3'
import { CandorError, type ErrorCode } from '../protocol/errors.ts'

interface Meaning {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
}

const full: Meaning = {
  code: 'storage_full',
  message: 'the disk is full; nothing of this was stored, and what was accepted before is whole',
  hint: 'free some space on the disk that holds the data folder',
}
const damaged: Meaning = {
  code: 'storage_damaged',
  message: 'the database is damaged or is not a database; it was left as it is',
  hint: 'stop the server, keep a copy of the data folder, and restore the last good backup',
}
const failing: Meaning = {
  code: 'storage_damaged',
  message: 'the disk could not read or write the database',
  hint: 'look at the health and the quota of the disk that holds the data folder',
}
const busy: Meaning = {
  code: 'server_busy',
  message: 'another program is using the database',
  hint: 'try again shortly',
}
const closed: Meaning = {
  code: 'file_unreadable',
  message: 'the database cannot be opened for reading and writing',
  hint: 'check the owner and the permissions of the data folder',
}

// Extended result codes begin with their primary code.
const meanings: readonly (readonly [prefix: string, meaning: Meaning])[] = [
  ['SQLITE_FULL', full],
  ['SQLITE_CORRUPT', damaged],
  ['SQLITE_NOTADB', damaged],
  ['SQLITE_IOERR', failing],
  ['SQLITE_BUSY', busy],
  ['SQLITE_LOCKED', busy],
  ['SQLITE_CANTOPEN', closed],
  ['SQLITE_READONLY', closed],
  ['SQLITE_PERM', closed],
]

// drizzle wraps what the driver throws, and its message may quote the parameters.
function driverCode(error: unknown): string | null {
  if (error instanceof Database.SqliteError) return error.code
  return error instanceof Error && error.cause !== undefined ? driverCode(error.cause) : null
}

/** The refusal that an engine's fault stands for; anything else comes back as it is. */
export function translated(error: unknown): unknown {
  const code = driverCode(error)
  if (code === null) return error
  const meaning = meanings.find(([prefix]) => code.startsWith(prefix))?.[1]
  if (meaning === undefined) return new Error(`the database answered ${code}`, { cause: error })
  return new CandorError(meaning.code, `${meaning.message} (${code})`, meaning.hint)
}

/** The same function, refusing in Candor's words. */
export function guarded<Args extends unknown[], Result>(
  act: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return act(...args)
    } catch (error) {
      throw translated(error)
    }
  }
}
