import { and, asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { CandorError } from '../protocol/errors.ts'
import { type Reached, reach } from './reach.ts'
import { dropBatches } from './schema.ts'
import type { Batch } from './store.ts'

/** How many batches are looked at in one query. */
const STRIDE = 256

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const { number, drops, day } = dropBatches
  return {
    newest: db.select().from(dropBatches).orderBy(desc(number)).limit(1).prepare(),
    between: db
      .select({ number, amount: drops })
      .from(dropBatches)
      .where(and(gt(number, placeholder('after')), lt(number, placeholder('open'))))
      .orderBy(asc(number))
      .limit(STRIDE)
      .prepare(),
    sum: db
      .select({ all: sql<number>`coalesce(sum(${drops}), 0)` })
      .from(dropBatches)
      .prepare(),
    insert: db
      .insert(dropBatches)
      .values({ number: placeholder('number'), drops: 0, day: 0 })
      .prepare(),
    grow: db
      .update(dropBatches)
      .set({
        drops: sql`${drops} + ${placeholder('more')}`,
        day: sql`case when ${drops} = 0 then ${placeholder('day')} else ${day} end`,
      })
      .where(eq(number, placeholder('number')))
      .prepare(),
    shrink: db
      .update(dropBatches)
      .set({ drops: sql`${drops} - ${placeholder('fewer')}` })
      .where(eq(number, placeholder('number')))
      .prepare(),
  }
}

/** The batches of drops and their counts; the newest is the open one, all before it are closed. */
export function dropBatchTable(db: BetterSQLite3Database) {
  const { newest, between, sum, insert, grow, shrink } = prepared(db)

  const open = () => {
    const batch = newest.get()
    if (batch === undefined)
      throw new CandorError('storage_damaged', 'the database has lost its batches of drops')
    return batch
  }

  return {
    open,
    counts: () => ({ open: open().drops, all: sum.get()?.all ?? 0 }),
    /** Adds to the count of a batch, which keeps the day of its first drops. */
    grow: (number: Batch, more: number, day: number) => void grow.run({ number, more, day }),
    shrink: (number: Batch, fewer: number) => void shrink.run({ number, fewer }),
    /** Opens the next batch, unless nothing is in this one. */
    next: (): void => {
      const { number, drops } = open()
      if (drops > 0) insert.run({ number: number + 1 })
    },
    reach: (after: Batch, enough: number): Reached => {
      const { number } = open()
      return reach(after, enough, {
        newest: number - 1,
        following: (from) => between.all({ after: from, open: number }),
      })
    },
  }
}

export type DropBatchTable = ReturnType<typeof dropBatchTable>
