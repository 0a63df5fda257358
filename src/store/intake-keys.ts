import { eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { toHex } from '../protocol/bytes.ts'
import { exactIntakeKey } from './exact.ts'
import { intakeKeys } from './schema.ts'
import type { Store } from './store.ts'

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  return {
    byHash: db
      .select({ key: intakeKeys.key })
      .from(intakeKeys)
      .where(eq(intakeKeys.hash, placeholder('hash')))
      .prepare(),
    insert: db
      .insert(intakeKeys)
      .values({ hash: placeholder('hash'), key: placeholder('key') })
      .onConflictDoNothing({ target: intakeKeys.hash })
      .prepare(),
    hashes: db.select({ hash: intakeKeys.hash }).from(intakeKeys).prepare(),
    remove: db
      .delete(intakeKeys)
      .where(eq(intakeKeys.hash, placeholder('hash')))
      .prepare(),
  }
}

/** The public halves of the intake keys, by hash. */
export function intakeKeyTable(
  db: BetterSQLite3Database,
): Pick<Store, 'addIntakeKeys' | 'intakeKeys' | 'pruneIntakeKeys'> {
  const { byHash, insert, hashes, remove } = prepared(db)
  const prune = (kept: ReadonlySet<string>) => {
    const spare = hashes.all().filter(({ hash }) => !kept.has(toHex(hash)))
    for (const { hash } of spare) remove.run({ hash })
    return spare.length
  }
  return {
    addIntakeKeys(rows) {
      rows.forEach(exactIntakeKey)
      db.transaction(
        () => {
          for (const row of rows) insert.run({ ...row })
        },
        { behavior: 'immediate' },
      )
    },
    pruneIntakeKeys: (kept) =>
      db.transaction(() => prune(new Set(kept.map(toHex))), { behavior: 'immediate' }),
    intakeKeys: (hashes) => hashes.map((hash) => byHash.get({ hash })?.key ?? null),
  }
}
