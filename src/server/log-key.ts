import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { type Bytes, fromBase64, toBase64 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'

const SEED = 32
/** Its file in the data folder. */
export const LOG_KEY = 'server.key'

/**
 * The seed of the key that signs this server's promises, from `server.key` in the data folder; made when there is none.
 * Throws `file_damaged`, `file_unreadable`.
 */
export function openLogKey(folder: string): Bytes {
  const path = join(resolve(folder), LOG_KEY)
  return parse(path, read(path) ?? make(folder, path))
}

/** The same where a server has been before: throws `file_unreadable` when there is none. */
export function readLogKey(folder: string): Bytes {
  const path = join(resolve(folder), LOG_KEY)
  const text = read(path)
  if (text === null) throw unreadable(path, 'ENOENT')
  return parse(path, text)
}

function make(folder: string, path: string): string {
  create(folder, path)
  const made = read(path)
  // The name is taken, and yet there is nothing to read.
  if (made === null) throw unreadable(path, 'it is a link to nothing')
  return made
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return null
    throw unreadable(path, reasonOf(error))
  }
}

function parse(path: string, text: string): Bytes {
  try {
    const seed = fromBase64(text.replace(/\n$/, ''))
    if (seed.length === SEED) return seed
  } catch {
    // Not base64: the same answer as for a wrong length.
  }
  throw new CandorError(
    'file_damaged',
    `${path} is not a server key: one line of base64 for ${SEED} bytes is expected`,
    'restore it from a backup: receipts are signed with it',
  )
}

/** Whole or not at all, and never over a key that stands: the file gets its name when its bytes are on the disk. */
function create(folder: string, path: string): void {
  const draft = `${path}.${randomBytes(8).toString('hex')}.new`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(draft, `${toBase64(randomBytes(SEED))}\n`, { mode: 0o600, flag: 'wx' })
    sync(draft)
    linkSync(draft, path)
    sync(folder)
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw unreadable(path, reasonOf(error))
  } finally {
    rmSync(draft, { force: true })
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'

const unreadable = (path: string, reason: string) =>
  new CandorError(
    'file_unreadable',
    `${path} cannot be read or made (${reason})`,
    'check the owner and the permissions of the data folder',
  )
