import { desc, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { equal } from '../protocol/bytes.ts'
import { exactKeyring, whole } from './exact.ts'
import { keyrings } from './schema.ts'
import type { Store } from './store.ts'

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  return {
    bySeq: db
      .select()
      .from(keyrings)
      .where(eq(keyrings.seq, placeholder('seq')))
      .prepare(),
    latest: db.select().from(keyrings).orderBy(desc(keyrings.seq)).limit(1).prepare(),
    insert: db
      .insert(keyrings)
      .values({ seq: placeholder('seq'), hash: placeholder('hash'), statement: placeholder('statement') })
      .prepare(),
  }
}

/** The chain of keyrings. */
export function keyringTable(
  db: BetterSQLite3Database,
): Pick<Store, 'addKeyring' | 'keyring' | 'latestKeyring'> {
  const { bySeq, latest, insert } = prepared(db)
  return {
    addKeyring(row) {
      exactKeyring(row)
      return db.transaction(
        () => {
          const held = bySeq.get({ seq: row.seq })
          if (held !== undefined) return equal(held.hash, row.hash) ? 'present' : 'conflict'
          if (row.seq !== (latest.get()?.seq ?? 0) + 1) return 'conflict'
          insert.run({ ...row })
          return 'stored'
        },
        { behavior: 'immediate' },
      )
    },
    keyring: (seq) => bySeq.get({ seq: whole(seq, 'keyring number') }) ?? null,
    latestKeyring: () => latest.get() ?? null,
  }
}
