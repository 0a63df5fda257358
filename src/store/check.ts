import { createHash } from 'node:crypto'
import { hex } from '@scure/base'
import type Database from 'better-sqlite3'
import { equal } from '../protocol/bytes.ts'
import { isCandorError } from '../protocol/errors.ts'
import { translated } from './faults.ts'

type Probe = (client: Database.Database) => readonly string[]

const strings = (client: Database.Database, query: string) => client.prepare(query).pluck().all() as string[]

const pages: Probe = (client) =>
  strings(client, 'pragma integrity_check')
    .filter((line) => line !== 'ok')
    .map((line) => `the database file is damaged: ${line}`)

const counts: Probe = (client) =>
  strings(
    client,
    `select 'batch ' || number || ' should hold ' || batches.tips || ' tips of ' || batches.bytes
       || ' bytes and holds ' || count(e.hash) || ' of ' || coalesce(sum(length(e.bytes)), 0)
     from batches left join tips t on t.batch = number left join envelopes e on e.batch = t.batch and e.hash = t.hash
     group by number
     having count(t.hash) <> batches.tips or count(e.hash) <> batches.tips
       or coalesce(sum(length(e.bytes)), 0) <> batches.bytes`,
  )

const hasDrops = (client: Database.Database): boolean =>
  strings(client, "select name from sqlite_schema where name = 'drop_batches'").length > 0

// A copy can be of a version that had no drops yet.
const dropCounts: Probe = (client) =>
  !hasDrops(client)
    ? []
    : strings(
        client,
        `select 'batch ' || b.number || ' of drops should hold ' || b.drops || ' and holds ' || count(d.locator)
     from drop_batches b left join drops d on d.batch = b.number
     group by b.number having count(d.locator) <> b.drops`,
      )

const strays: Probe = (client) =>
  strings(
    client,
    `select distinct 'the table ' || "table" || ' holds rows that belong to nothing' from pragma_foreign_key_check`,
  )

const chain: Probe = (client) =>
  strings(
    client,
    `select 'the chain of keyrings has a gap: ' || count(*) || ' are held, and the last is number ' || max(seq)
     from keyrings having count(*) <> max(seq)`,
  )

/** Rows whose bytes do not have the hash that they are filed under. */
const hashes =
  (what: string, query: string): Probe =>
  (client) => {
    const faults: string[] = []
    for (const row of client.prepare(query).raw().iterate()) {
      const [hash, bytes] = row as [Uint8Array, Uint8Array]
      if (equal(hash, createHash('sha256').update(bytes).digest())) continue
      faults.push(`the ${what} ${hex.encode(Uint8Array.from(hash))} is not what was stored`)
    }
    return faults
  }

const probes: readonly Probe[] = [
  pages,
  strays,
  counts,
  dropCounts,
  chain,
  hashes('envelope', 'select hash, bytes from envelopes'),
  hashes('intake key', 'select hash, key from intake_keys'),
]

function probed(client: Database.Database, probe: Probe): readonly string[] {
  try {
    return probe(client)
  } catch (error) {
    const fault = translated(error)
    if (isCandorError(fault, 'storage_damaged')) return [fault.message]
    throw fault
  }
}

// Pages held in memory would hide what became of them on the disk.
const forget: Probe = (client) => {
  client.pragma('shrink_memory')
  return []
}

/** Every fault found in the whole of the database, one sentence each. */
export function check(client: Database.Database): readonly string[] {
  const faults = [forget, ...probes].flatMap((probe) => probed(client, probe))
  return [...new Set(faults)]
}
