import { and, eq, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { equal } from '../protocol/bytes.ts'
import { exactBlock, exactPerson } from './exact.ts'
import { intakeBlocks } from './schema.ts'
import type { IntakeBlockRow, Store } from './store.ts'

function prepared(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const { recipient, identity } = intakeBlocks
  const key = { recipient: placeholder('recipient'), identity: placeholder('identity') }
  const isThat = and(eq(recipient, key.recipient), eq(identity, key.identity))
  const values = { ...key, block: placeholder('block') }
  return {
    one: db.select({ block: intakeBlocks.block }).from(intakeBlocks).where(isThat).prepare(),
    all: db.select().from(intakeBlocks).prepare(),
    keep: db
      .insert(intakeBlocks)
      .values(values)
      .onConflictDoUpdate({ target: [recipient, identity], set: { block: sql`excluded.block` } })
      .prepare(),
    drop: db.delete(intakeBlocks).where(isThat).prepare(),
  }
}

type Person = Pick<IntakeBlockRow, 'recipient' | 'identity'>

const isSame = (a: Person, b: Person): boolean =>
  equal(a.recipient, b.recipient) && equal(a.identity, b.identity)

/** The newest block of each recipient. */
export function intakeBlockTable(
  db: BetterSQLite3Database,
): Pick<Store, 'keepIntakeBlock' | 'intakeBlock' | 'intakeBlocks' | 'dropIntakeBlocks'> {
  const { one, all, keep, drop } = prepared(db)
  const dropOthers = (people: readonly Person[]) => {
    for (const row of all.all()) if (!people.some((person) => isSame(person, row))) drop.run({ ...row })
  }
  return {
    keepIntakeBlock: (row) => {
      exactBlock(row)
      keep.run({ ...row })
    },
    intakeBlock: (recipient, identity) => {
      exactPerson({ recipient, identity })
      return one.get({ recipient, identity })?.block ?? null
    },
    intakeBlocks: () => all.all(),
    dropIntakeBlocks: (people) => {
      people.forEach(exactPerson)
      db.transaction(() => dropOthers(people), { behavior: 'immediate' })
    },
  }
}
