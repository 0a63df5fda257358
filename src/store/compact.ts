import type Database from 'better-sqlite3'
import { CELL, LOCATOR } from '../protocol/drop.ts'
import { whole } from './exact.ts'
import { joinDays, type Moved, type Part } from './join.ts'

const tipParts = `
  select t.batch, t.day, count(*) as rows, sum(length(e.bytes)) as bytes
  from tips t join envelopes e on e.batch = t.batch and e.hash = t.hash
  where t.batch >= (select min(batch) from tips where day >= :since) and t.batch < (select max(number) from batches)
  group by t.batch, t.day order by t.batch, t.day`

const dropParts = `
  select number as batch, day, drops as rows, drops * ${LOCATOR + CELL} as bytes
  from drop_batches where number < (select max(number) from drop_batches)
  order by number`

/** The steps of moving a part of a batch into another one, with `:batch`, `:day` and `:into`. */
const tipMoves = [
  `update envelopes set batch = :into
   where batch = :batch and hash in (select hash from tips where batch = :batch and day = :day)`,
  'update tips set batch = :into where batch = :batch and day = :day',
]
const dropMoves = ['update drops set batch = :into where batch = :batch']

function joinTips(client: Database.Database, since: number, today: number): boolean {
  const parts = client.prepare(tipParts).all({ since }) as Part[]
  const moved = joinDays(parts, today)
  move(client, tipMoves, moved)
  const count = client.prepare('update batches set tips = :rows, bytes = :bytes where number = :batch')
  recount(client, moved, count, client.prepare('delete from batches where number = ?'))
  return parts.length > 0
}

function joinDrops(client: Database.Database, since: number, today: number): boolean {
  const parts = client.prepare(dropParts).all() as Part[]
  const moved = joinDays(parts, today)
  move(client, dropMoves, moved)
  const count = client.prepare('update drop_batches set drops = :rows where number = :batch')
  recount(client, moved, count, client.prepare('delete from drop_batches where number = ?'))
  return parts.some(({ day }) => day >= since)
}

function move(client: Database.Database, steps: readonly string[], moved: readonly Moved[]): void {
  const statements = steps.map((step) => client.prepare(step))
  for (const { batch, day, into } of moved.filter((part) => part.into !== part.batch)) {
    for (const statement of statements) statement.run({ batch, day, into })
  }
}

function recount(
  client: Database.Database,
  moved: readonly Moved[],
  count: Database.Statement,
  remove: Database.Statement,
): void {
  const sums = new Map<number, { rows: number; bytes: number }>()
  for (const { into, rows, bytes } of moved) {
    const sum = sums.get(into)
    sums.set(into, { rows: (sum?.rows ?? 0) + rows, bytes: (sum?.bytes ?? 0) + bytes })
  }
  for (const [batch, sum] of sums) count.run({ batch, ...sum })
  for (const { batch } of moved) if (!sums.has(batch)) remove.run(batch)
}

// In memory, as everything else is that SQLite puts aside, it would be a copy of the whole database.
function rewrite(client: Database.Database): void {
  client.pragma('temp_store = FILE')
  try {
    client.exec('vacuum')
  } finally {
    client.pragma('temp_store = MEMORY')
  }
}

/**
 * Joins and rewrites (docs/protocol.md, 10.6), unless it was done for `today`. The file keeps the day as SQLite's
 * `user_version`, written last: after a crash both are done again. What was accepted on the day before the last time
 * may have become visible after it, so it is looked at twice.
 */
export function compact(client: Database.Database, today: number, truncateLog: () => void): void {
  const last = client.pragma('user_version', { simple: true }) as number
  if (last === whole(today, 'day')) return
  const since = last < today ? last - 1 : 0
  const join = client.transaction(() => {
    client.pragma('defer_foreign_keys = ON')
    return [joinTips(client, since, today), joinDrops(client, since, today)].includes(true)
  })
  if (join.immediate()) rewrite(client)
  client.pragma(`user_version = ${today}`)
  truncateLog()
}
