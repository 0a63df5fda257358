import { statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { isCandorError } from '../protocol/errors.ts'
import { batchTable } from './batches.ts'
import { check } from './check.ts'
import { compact } from './compact.ts'
import { type ConnectionOptions, connect, PATIENCE } from './connection.ts'
import { dropBatchTable } from './drop-batches.ts'
import { dropTable } from './drops.ts'
import { whole } from './exact.ts'
import { expiry } from './expiry.ts'
import { guarded, translated } from './faults.ts'
import { privateFile } from './files.ts'
import { intakeBlockTable } from './intake-blocks.ts'
import { intakeKeyTable } from './intake-keys.ts'
import { keyringTable } from './keyrings.ts'
import { bringUpToDate } from './migrate.ts'
import type { Batch, Store } from './store.ts'
import { tipTable } from './tips.ts'
import { visitTable } from './visits.ts'
import { weekTable } from './weeks.ts'

export interface SqliteOptions extends ConnectionOptions {
  /** The data folder (`CANDOR_DATA`), made with mode 0700 when missing; the database in it is `candor.db`, 0600. */
  readonly folder: string
  /**
   * `closeBatch` leaves a write-ahead log of up to so many bytes alone. Default 0: it is always emptied, since it
   * keeps the order of arrival that the batch hides. Where every commit is a batch of its own (trial) there is no such
   * order, and 4 MiB more than doubles the rate of single tips (1565 against 699 a second).
   */
  readonly walBytes?: number
}

// The batch is closed whatever becomes of the log, so this neither fails nor waits for a reader (a backup): the next
// close empties it.
function truncateLog(client: Database.Database): void {
  try {
    client.pragma('busy_timeout = 0')
    client.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (!isCandorError(translated(error), 'storage_full', 'server_busy')) throw error
  } finally {
    client.pragma(`busy_timeout = ${PATIENCE}`)
  }
}

function openTables(path: string, options: SqliteOptions): Database.Database {
  const client = connect(path, options)
  try {
    bringUpToDate(client)
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

function closer(client: Database.Database, next: () => Batch, walBytes: number): () => Batch {
  const log = `${client.name}-wal`
  const logged = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0
  const close = client.transaction(next)
  return () => {
    const newest = close.immediate()
    if (logged() > walBytes) truncateLog(client)
    return newest
  }
}

/**
 * Opens the store in a data folder, making or updating it first. Whoever serves from it holds the lock of the folder
 * (`lockData`) meanwhile.
 *
 * Throws `storage_damaged` (not a sound database of Candor), `storage_newer` (written by a newer version),
 * `file_unreadable` (no permission) and `storage_full`. Every method may throw `storage_full`, `storage_damaged` and
 * `server_busy`, and `usage` for rows that are not of the shape the `Store` names; none leaves half of its work.
 */
export const openSqliteStore = guarded((options: SqliteOptions): Store => {
  const walBytes = whole(options.walBytes ?? 0, 'number of bytes')
  const client = openTables(privateFile(options.folder, 'candor.db'), options)
  const db = drizzle({ client })
  const batches = batchTable(db)
  const keyrings = keyringTable(db)
  const intakeKeys = intakeKeyTable(db)
  const blocks = intakeBlockTable(db)
  const visits = visitTable(db)
  const tips = tipTable(db, batches)
  const dropBatches = dropBatchTable(db)
  const drops = dropTable(db, dropBatches)
  const weeks = weekTable(db)
  const closeBoth = () => {
    dropBatches.next()
    return batches.next()
  }
  return {
    addKeyring: guarded(keyrings.addKeyring),
    keyring: guarded(keyrings.keyring),
    latestKeyring: guarded(keyrings.latestKeyring),
    addIntakeKeys: guarded(intakeKeys.addIntakeKeys),
    intakeKeys: guarded(intakeKeys.intakeKeys),
    pruneIntakeKeys: guarded(intakeKeys.pruneIntakeKeys),
    keepIntakeBlock: guarded(blocks.keepIntakeBlock),
    intakeBlock: guarded(blocks.intakeBlock),
    intakeBlocks: guarded(blocks.intakeBlocks),
    dropIntakeBlocks: guarded(blocks.dropIntakeBlocks),
    noteVisits: guarded(visits.noteVisits),
    visits: guarded(visits.visits),
    forgetVisits: guarded(visits.forgetVisits),
    addTips: guarded(tips.addTips),
    heldSince: guarded(tips.heldSince),
    openBatch: guarded(batches.open),
    closeBatch: guarded(closer(client, closeBoth, walBytes)),
    tips: guarded(tips.tips),
    entries: guarded(tips.entries),
    newestBatch: guarded(batches.newest),
    expireTips: guarded(expiry(client)),
    addDrops: guarded(drops.addDrops),
    dropCounts: guarded(drops.dropCounts),
    drops: guarded(drops.drops),
    shard: guarded(drops.shard),
    fixWeek: guarded(weeks.fixWeek),
    weeks: guarded(weeks.weeks),
    expireDrops: guarded(drops.expireDrops),
    compact: guarded((today) => compact(client, today, () => truncateLog(client))),
    check: guarded(() => check(client)),
    close: guarded(() => void client.close()),
  }
})
