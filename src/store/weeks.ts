import { and, asc, between, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { concat, u32 } from '../protocol/bytes.ts'
import { DROP_KINDS, LOCATOR } from '../protocol/drop.ts'
import { exactBits, exactWeek } from './exact.ts'
import { drops, weeks } from './schema.ts'
import type { Store } from './store.ts'

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  return {
    all: db.select().from(weeks).orderBy(asc(weeks.week)).prepare(),
    insert: db
      .insert(weeks)
      .values({ week: placeholder('week'), bits: placeholder('bits') })
      .onConflictDoNothing({ target: weeks.week })
      .prepare(),
    any: db
      .select({ kind: drops.kind })
      .from(drops)
      .where(
        and(
          eq(drops.kind, DROP_KINDS.indexOf('conversation')),
          between(drops.locator, placeholder('first'), placeholder('last')),
        ),
      )
      .limit(1)
      .prepare(),
  }
}

const edge = (week: number, fill: number) => concat(u32(week), new Uint8Array(LOCATOR - 4).fill(fill))

/** Into how many shards each week is parted. */
export function weekTable(db: BetterSQLite3Database): Pick<Store, 'fixWeek' | 'weeks'> {
  const { all, insert, any } = prepared(db)
  const isHeld = (week: number) => any.get({ first: edge(week, 0), last: edge(week, 0xff) }) !== undefined
  return {
    fixWeek: (week, bits) => void insert.run({ week: exactWeek(week), bits: exactBits(bits) }),
    weeks: () => all.all().map((row) => ({ ...row, isHeld: isHeld(row.week) })),
  }
}
