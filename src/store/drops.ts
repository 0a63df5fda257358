import { and, asc, between, count, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { type Bytes, concat, equal, u16, u32 } from '../protocol/bytes.ts'
import { DROP_KINDS, LOCATOR, MOST_SHARD_BITS, type Shard } from '../protocol/drop.ts'
import { CandorError } from '../protocol/errors.ts'
import type { DropBatchTable } from './drop-batches.ts'
import { exactDrop, exactShard, exactWeek, whole } from './exact.ts'
import { drops } from './schema.ts'
import type { Batch, DropOutcome, DropRow, Store } from './store.ts'

const CONVERSATION = DROP_KINDS.indexOf('conversation')

function writes(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const key = { kind: placeholder('kind'), locator: placeholder('locator') }
  // With the kinds named, it is a stretch of each, not a walk over all.
  const expired = and(
    inArray(
      drops.kind,
      DROP_KINDS.map((_, code) => code),
    ),
    lt(drops.locator, placeholder('bound')),
  )
  return {
    held: db
      .select({ cell: drops.cell })
      .from(drops)
      .where(and(eq(drops.kind, key.kind), eq(drops.locator, key.locator)))
      .prepare(),
    insert: db
      .insert(drops)
      .values({ ...key, batch: placeholder('batch'), cell: placeholder('cell') })
      .prepare(),
    expiring: db
      .select({ batch: drops.batch, fewer: count() })
      .from(drops)
      .where(expired)
      .groupBy(drops.batch)
      .prepare(),
    expire: db.delete(drops).where(expired).prepare(),
    // A walk over the keys alone.
    talk: db.select({ held: count() }).from(drops).where(eq(drops.kind, CONVERSATION)).prepare(),
  }
}

function reads(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const { kind, locator, batch, cell } = drops
  return {
    page: db
      .select({ batch, kind, locator, cell })
      .from(drops)
      .where(and(gt(batch, placeholder('after')), lte(batch, placeholder('next'))))
      .orderBy(asc(batch), asc(kind), asc(locator))
      .prepare(),
    shard: db
      .select({ locator, cell })
      .from(drops)
      .where(
        and(
          eq(kind, CONVERSATION),
          between(locator, placeholder('first'), placeholder('last')),
          // Behind a sign, so that SQLite reads the stretch of the shard and not the batches.
          lt(sql`+${batch}`, placeholder('open')),
        ),
      )
      .orderBy(asc(locator))
      .prepare(),
  }
}

/** The first and the last locator that a shard can hold. */
function boundsOf({ week, bits, shard }: Shard): { first: Bytes; last: Bytes } {
  const free = MOST_SHARD_BITS - bits
  const bound = (part: number, fill: number) =>
    concat(u32(week), u16(part), new Uint8Array(LOCATOR - 6).fill(fill))
  return { first: bound(shard << free, 0), last: bound(((shard + 1) << free) - 1, 0xff) }
}

/** Puts drops into a batch while there is room, inside the caller's transaction. */
function dropWriter({ held, insert }: ReturnType<typeof writes>) {
  return (batch: Batch, drop: DropRow, hasRoom: boolean): DropOutcome => {
    const kind = DROP_KINDS.indexOf(drop.kind)
    const row = held.get({ kind, locator: drop.locator })
    if (row !== undefined) return equal(row.cell, drop.cell) ? 'present' : 'conflict'
    if (!hasRoom) return 'full'
    insert.run({ ...drop, kind, batch })
    return 'stored'
  }
}

/** The drops, the pages over them and their shards. */
export function dropTable(
  db: BetterSQLite3Database,
  batches: DropBatchTable,
): Pick<Store, 'addDrops' | 'dropCounts' | 'drops' | 'shard' | 'expireDrops'> {
  const written = writes(db)
  const add = dropWriter(written)
  const { page, shard } = reads(db)

  /** How many drops of conversations there are; null until somebody asks. */
  let known: number | null = null

  const addAll = (rows: readonly DropRow[], day: number, most: number, mostOfTalk: number) => {
    const { number } = batches.open()
    const before = batches.counts().all
    let all = before
    let talk = known ?? written.talk.get()?.held ?? 0
    const outcomes = rows.map((drop) => {
      const isTalk = drop.kind === 'conversation'
      const outcome = add(number, drop, all < most && (!isTalk || talk < mostOfTalk))
      if (outcome === 'stored') all += 1
      if (outcome === 'stored' && isTalk) talk += 1
      return outcome
    })
    if (all > before) batches.grow(number, all - before, day)
    return { outcomes, talk }
  }

  const expire = (bound: Bytes): number => {
    for (const { batch, fewer } of written.expiring.all({ bound })) batches.shrink(batch, fewer)
    return written.expire.run({ bound }).changes
  }

  return {
    addDrops(rows, day, most = Number.MAX_SAFE_INTEGER, mostOfTalk = most) {
      rows.forEach(exactDrop)
      whole(day, 'day')
      for (const each of [most, mostOfTalk]) whole(each, 'number of drops')
      if (rows.length === 0) return []
      const add = () => addAll(rows, day, most, mostOfTalk)
      const { outcomes, talk } = db.transaction(add, { behavior: 'immediate' })
      // Only once it is committed.
      known = talk
      return outcomes
    },
    dropCounts: batches.counts,
    drops(after, enough) {
      const reached = batches.reach(whole(after, 'batch'), whole(enough, 'number of rows'))
      const rows = page.all({ after, next: reached.next })
      return { rows: rows.map((row) => ({ ...row, kind: kindOf(row.kind) })), ...reached }
    },
    shard(asked) {
      exactShard(asked)
      return shard.all({ ...boundsOf(asked), open: batches.open().number })
    },
    expireDrops(week) {
      const bound = concat(u32(exactWeek(week)), new Uint8Array(LOCATOR - 4))
      known = null
      return db.transaction(() => expire(bound), { behavior: 'immediate' })
    },
  }
}

function kindOf(code: number): DropRow['kind'] {
  const kind = DROP_KINDS[code]
  if (kind === undefined)
    throw new CandorError('storage_damaged', 'the database holds a drop of an unknown kind')
  return kind
}
