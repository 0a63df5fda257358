import { and, asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { CandorError } from '../protocol/errors.ts'
import { type Reached, reach } from './reach.ts'
import { batches } from './schema.ts'
import type { Batch, OpenBatch } from './store.ts'

/** How many batches are looked at in one query; a page of one-tip batches takes several. */
const STRIDE = 256

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const { number, tips, bytes } = batches
  return {
    newest: db.select().from(batches).orderBy(desc(number)).limit(1).prepare(),
    between: db
      .select()
      .from(batches)
      .where(and(gt(number, placeholder('after')), lt(number, placeholder('open'))))
      .orderBy(asc(number))
      .limit(STRIDE)
      .prepare(),
    newestClosed: db
      .select({ number })
      .from(batches)
      .where(lt(number, placeholder('open')))
      .orderBy(desc(number))
      .limit(1)
      .prepare(),
    insert: db
      .insert(batches)
      .values({ number: placeholder('number'), tips: 0, bytes: 0 })
      .prepare(),
    grow: db
      .update(batches)
      .set({
        tips: sql`${tips} + ${placeholder('moreTips')}`,
        bytes: sql`${bytes} + ${placeholder('moreBytes')}`,
      })
      .where(eq(number, placeholder('number')))
      .prepare(),
  }
}

/** The batches and their counts; the newest is the open one, all before it are closed. */
export function batchTable(db: BetterSQLite3Database) {
  const { newest, between, newestClosed, insert, grow } = prepared(db)

  const open = (): OpenBatch => {
    const batch = newest.get()
    if (batch === undefined) throw new CandorError('storage_damaged', 'the database has lost its batches')
    return batch
  }

  return {
    open,
    /** The newest that is closed and not empty: emptied ones are deleted. */
    newest: (): Batch => newestClosed.get({ open: open().number })?.number ?? 0,
    /** Adds to the counts of a batch. */
    grow: (number: Batch, moreTips: number, moreBytes: number) =>
      void grow.run({ number, moreTips, moreBytes }),
    /** Opens the next batch, unless nothing is in this one. Returns the newest closed batch. */
    next: (): Batch => {
      const { number, tips } = open()
      if (tips === 0) return number - 1
      insert.run({ number: number + 1 })
      return number
    },
    reach: (after: Batch, enough: number, measure: 'tips' | 'bytes'): Reached => {
      const { number: opened } = open()
      const following = (from: Batch) =>
        between.all({ after: from, open: opened }).map((batch) => ({ ...batch, amount: batch[measure] }))
      return reach(after, enough, { newest: opened - 1, following })
    },
  }
}

export type BatchTable = ReturnType<typeof batchTable>
