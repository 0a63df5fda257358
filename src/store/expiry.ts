import type Database from 'better-sqlite3'
import { toHex } from '../protocol/bytes.ts'
import { whole } from './exact.ts'
import type { Batch, Store } from './store.ts'

/** One commit for so many, so that a server that was held up for long does not stand still for as long. */
const GROUP = 1024

/** Where an envelope names its keyring (docs/protocol.md, 7.1), as SQLite counts. */
const keyringOf = 'substr(e.bytes, 9, 32)'

const due = `
  select t.batch, t.hash, length(e.bytes) as size, ${keyringOf} as keyring
  from tips t join envelopes e on e.batch = t.batch and e.hash = t.hash
  where t.day < :day and t.batch <= :most and t.batch < (select max(number) from batches)`

interface Due {
  readonly batch: Batch
  readonly hash: Uint8Array
  readonly size: number
  readonly keyring: Uint8Array
}

type Expired = Pick<Due, 'batch' | 'hash' | 'size'>

function findDue(client: Database.Database, day: number, reach: ReadonlyMap<string, Batch>): Expired[] {
  const most = Math.max(0, ...reach.values())
  const found: Expired[] = []
  for (const row of client.prepare(due).iterate({ day, most }) as IterableIterator<Due>) {
    const { batch, hash, size, keyring } = row
    if (batch <= (reach.get(toHex(keyring)) ?? 0)) found.push({ batch, hash, size })
  }
  return found
}

/** Deletes envelopes and their entries; a batch of which nothing is left goes too, since a page ends with its last row. */
function remover(client: Database.Database) {
  const envelope = client.prepare('delete from envelopes where batch = :batch and hash = :hash')
  const tip = client.prepare('delete from tips where batch = :batch and hash = :hash')
  const count = client.prepare(
    'update batches set tips = tips - 1, bytes = bytes - :size where number = :batch',
  )
  const empty = client.prepare('delete from batches where number = ? and tips = 0')
  return client.transaction((rows: readonly Expired[]) => {
    for (const row of rows) {
      envelope.run({ batch: row.batch, hash: row.hash })
      tip.run({ batch: row.batch, hash: row.hash })
      count.run({ batch: row.batch, size: row.size })
    }
    for (const batch of new Set(rows.map((row) => row.batch))) empty.run(batch)
  })
}

/** What has had its time (docs/protocol.md, 10.7). */
export const expiry =
  (client: Database.Database): Store['expireTips'] =>
  (day, reach) => {
    const limits = new Map(reach.map(({ keyring, batch }) => [toHex(keyring), whole(batch, 'batch')]))
    const rows = findDue(client, whole(day, 'day'), limits)
    const remove = remover(client)
    for (let at = 0; at < rows.length; at += GROUP) remove.immediate(rows.slice(at, at + GROUP))
    return rows.length
  }
