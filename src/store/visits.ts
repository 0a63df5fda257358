import { eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { equal } from '../protocol/bytes.ts'
import { exactVisit } from './exact.ts'
import { visits } from './schema.ts'
import type { Store, VisitRow } from './store.ts'

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const { recipient, day } = visits
  return {
    all: db.select().from(visits).prepare(),
    note: db
      .insert(visits)
      .values({
        recipient: placeholder('recipient'),
        day: placeholder('day'),
        fetched: placeholder('fetched'),
      })
      .onConflictDoUpdate({
        target: recipient,
        set: { day: sql`max(${day}, excluded.day)`, fetched: sql`excluded.fetched` },
      })
      .prepare(),
    forget: db
      .delete(visits)
      .where(eq(recipient, placeholder('recipient')))
      .prepare(),
  }
}

/** When recipients asked for tips, and what they have. */
export function visitTable(db: BetterSQLite3Database): Pick<Store, 'noteVisits' | 'visits' | 'forgetVisits'> {
  const { all, note, forget } = prepared(db)
  const noteAll = (rows: readonly VisitRow[]) => {
    for (const row of rows) note.run({ ...row })
  }
  const forgetOthers = (recipients: readonly Uint8Array[]) => {
    for (const { recipient } of all.all())
      if (!recipients.some((each) => equal(each, recipient))) forget.run({ recipient })
  }
  return {
    noteVisits(rows) {
      rows.forEach(exactVisit)
      if (rows.length > 0) db.transaction(() => noteAll(rows), { behavior: 'immediate' })
    },
    visits: () => all.all(),
    forgetVisits: (recipients) => db.transaction(() => forgetOthers(recipients), { behavior: 'immediate' }),
  }
}
