import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CandorError } from '../protocol/errors.ts'

const refused = (path: string, error: unknown) => {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  return new CandorError(
    'file_unreadable',
    `${path} cannot be created or written (${reason})`,
    'check the owner and the permissions of the data folder',
  )
}

// A new name survives a power loss only when the folder that lists it is on the disk.
export const syncFolder = (folder: string): void => syncPath(folder)

/** What was written to a file or a folder is on the disk when this returns. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

// Only folders made here are narrowed: one that stands already may be shared on purpose, and the files are 0600 anyhow.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  syncFolder(dirname(folder))
}

// Never opens a file that exists: closing it again would drop the locks that SQLite holds on it in this process.
function makeFile(path: string): void {
  if (existsSync(path)) return chmodSync(path, 0o600)
  closeSync(openSync(path, 'ax', 0o600))
  syncFolder(dirname(path))
}

/** Path of `name` in `folder`, both made when missing: the folder 0700, the file empty and 0600. */
export function privateFile(folder: string, name: string): string {
  const path = join(resolve(folder), name)
  try {
    makeFolder(dirname(path))
    makeFile(path)
  } catch (error) {
    throw refused(path, error)
  }
  return path
}
