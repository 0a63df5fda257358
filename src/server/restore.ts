import { existsSync, readdirSync, statSync } from 'node:fs'
import { chmod, copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bytes, equal } from '../protocol/bytes.ts'
import { encodeCanonical } from '../protocol/canonical.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { readSqliteStore } from '../store/copy.ts'
import { lockData } from '../store/lock.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { taken, writeFolder } from '../store/whole-folder.ts'
import { lookThrough } from './backup.ts'
import { readLogKey } from './log-key.ts'
import { checkFile, damaged, MANIFEST, type Manifest, parseManifest } from './manifest.ts'

export interface RestoreOptions {
  /** The folder that a backup has made. */
  readonly from: string
  /** The data folder to be made; it may be there if it is empty. */
  readonly data: string
  readonly notary: Notary
}

/**
 * Makes a data folder from a backup, whole or not at all, once all of the backup was checked.
 * Throws `file_exists`, `data_locked`, `file_unreadable`, `file_damaged`, `storage_newer`, `storage_damaged`, and every
 * refusal of a stored keyring.
 */
export async function restore({ from, data, notary }: RestoreOptions): Promise<Manifest> {
  refuseUsed(data)
  const manifest = parseManifest(await readManifest(from))
  await writeFolder(data, async (part) => {
    for (const file of manifest.files) {
      await take(from, part, file.name)
      await checkFile(part, file)
    }
    readLogKey(part)
    checkContent(part, manifest, notary)
    // Brought up to date here, where nothing depends on it yet.
    openSqliteStore({ folder: part }).close()
  })
  return manifest
}

/** A folder that a server uses is told from one that merely holds something. */
function refuseUsed(data: string): void {
  if (!existsSync(data)) return
  if (!statSync(data).isDirectory()) throw taken(data)
  const names = readdirSync(data)
  if (names.includes('candor.lock')) lockData(data).release()
  if (names.length > 0) throw taken(data)
}

async function readManifest(from: string): Promise<Bytes> {
  try {
    return new Uint8Array(await readFile(join(from, MANIFEST)))
  } catch {
    throw noBackup(from)
  }
}

async function take(from: string, to: string, name: string): Promise<void> {
  try {
    await copyFile(join(from, name), join(to, name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw damaged(name)
    throw error
  }
  await chmod(join(to, name), 0o600)
}

/** The list itself may have been changed: it has to say what is there. */
function checkContent(folder: string, manifest: Manifest, notary: Notary): void {
  const store = readSqliteStore(folder)
  try {
    const { organisation, newest, counts } = manifest
    const said = encodeCanonical({ organisation, newest, counts })
    if (!equal(encodeCanonical(lookThrough(store, notary)), said)) throw damaged(MANIFEST)
  } finally {
    store.close()
  }
}

const noBackup = (from: string) =>
  new CandorError(
    'file_unreadable',
    `${from} is no backup: it has no ${MANIFEST}`,
    'name a folder that candor server backup has made',
  )
