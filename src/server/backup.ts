import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadChain } from '../intake/chain.ts'
import { CandorError } from '../protocol/errors.ts'
import { orgText } from '../protocol/keyring/chain.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { dayText } from '../protocol/time.ts'
import { copyDatabase, type ReadOnlyStore, readSqliteStore } from '../store/copy.ts'
import { writeFolder } from '../store/whole-folder.ts'
import { LOG_KEY, readLogKey } from './log-key.ts'
import { BACKED_UP, describeFile, encodeManifest, MANIFEST, type Manifest } from './manifest.ts'

export interface BackupOptions {
  /** The data folder; a server may be using it. */
  readonly data: string
  /** The folder to be made. */
  readonly to: string
  readonly notary: Notary
  /** Days since 1970-01-01 UTC. */
  readonly today: number
}

/**
 * Copies a data folder as it is at one moment into a new folder, whole or not at all, and looks through the copy.
 * Throws `file_exists`, `file_unreadable`, `storage_damaged`, and every refusal of a stored keyring.
 */
export async function backUp({ data, to, notary, today }: BackupOptions): Promise<Manifest> {
  // Read first: a backup without the key would be no server.
  readLogKey(data)
  let made: Manifest | null = null
  await writeFolder(to, async (part) => {
    await copyDatabase(data, part)
    await copyFile(join(data, LOG_KEY), join(part, LOG_KEY))
    await chmod(join(part, LOG_KEY), 0o600)
    readLogKey(part)
    made = await describe(part, notary, today)
    await writeFile(join(part, MANIFEST), encodeManifest(made), { mode: 0o600, flag: 'wx' })
  })
  if (made === null) throw new Error('nothing was made')
  return made
}

async function describe(folder: string, notary: Notary, today: number): Promise<Manifest> {
  const store = readSqliteStore(folder)
  try {
    const found = lookThrough(store, notary)
    const files = []
    for (const name of BACKED_UP) files.push(await describeFile(folder, name))
    return { candor: 'backup', version: 1, day: dayText(today), ...found, files }
  } finally {
    store.close()
  }
}

/** What is in a database, once all of it has been checked. Throws `storage_damaged`, and every refusal of a keyring. */
export function lookThrough(
  store: ReadOnlyStore,
  notary: Notary,
): Pick<Manifest, 'organisation' | 'newest' | 'counts'> {
  const [fault] = store.check()
  if (fault !== undefined) throw unsound(fault)
  const genesis = loadChain(store, notary, null)[0]?.trusted
  const organisation = genesis === undefined ? '' : orgText(genesis.orgId)
  return { organisation, newest: store.newest(), counts: store.counts() }
}

const unsound = (fault: string) =>
  new CandorError(
    'storage_damaged',
    `the database is not sound: ${fault}`,
    'keep a copy of the data folder, and restore the last good backup',
  )
