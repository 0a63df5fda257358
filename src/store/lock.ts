import Database from 'better-sqlite3'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { guarded, translated } from './faults.ts'
import { privateFile } from './files.ts'

/** The claim of one process on one data folder. */
export interface DataLock {
  release(): void
}

// The driver closes a connection that nothing refers to any more, and the lock would go with it.
const held = new Set<Database.Database>()

const locked = (folder: string) =>
  new CandorError(
    'data_locked',
    `another process is using the data folder ${folder}`,
    'stop the other server first, or give this one a folder of its own in CANDOR_DATA',
  )

function claim(client: Database.Database, folder: string): void {
  try {
    client.exec('begin exclusive')
  } catch (error) {
    client.close()
    throw isCandorError(translated(error), 'server_busy') ? locked(folder) : error
  }
}

/**
 * Takes the data folder for this process, by an exclusive transaction on `candor.lock` that nothing is written in: the
 * system lets go of it however the process ends. Throws `data_locked` while another process, or this one, holds it.
 */
export const lockData = guarded((folder: string): DataLock => {
  const client = new Database(privateFile(folder, 'candor.lock'), { timeout: 0 })
  claim(client, folder)
  held.add(client)
  return {
    release() {
      held.delete(client)
      client.close()
    },
  }
})
