import { and, asc, eq, gt, lte, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { equal } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import type { BatchTable } from './batches.ts'
import { exactTip, whole } from './exact.ts'
import { envelopes, tips } from './schema.ts'
import type { Batch, Store, TipOutcome, TipRow } from './store.ts'

function writes(db: BetterSQLite3Database) {
  const { placeholder } = sql
  const key = { batch: placeholder('batch'), hash: placeholder('hash') }
  return {
    byHash: db
      .select({ tag: tips.tag, day: tips.day })
      .from(tips)
      .where(eq(tips.hash, placeholder('hash')))
      .prepare(),
    insertTip: db
      .insert(tips)
      .values({ ...key, tag: placeholder('tag'), day: placeholder('day') })
      .onConflictDoNothing({ target: tips.hash })
      .prepare(),
    insertEnvelope: db
      .insert(envelopes)
      .values({ ...key, bytes: placeholder('envelope') })
      .prepare(),
  }
}

function reads(db: BetterSQLite3Database) {
  const { batch, hash, tag, day } = tips
  const within = and(gt(batch, sql.placeholder('after')), lte(batch, sql.placeholder('next')))
  const envelope = envelopes.bytes
  return {
    entries: db
      .select({ batch, hash, tag, day })
      .from(tips)
      .where(within)
      .orderBy(asc(batch), asc(hash))
      .prepare(),
    tips: db
      .select({ batch, hash, tag, day, envelope })
      .from(tips)
      .innerJoin(envelopes, and(eq(envelopes.batch, batch), eq(envelopes.hash, hash)))
      .where(within)
      .orderBy(asc(batch), asc(hash))
      .prepare(),
  }
}

/** Puts tips into a batch, inside the caller's transaction. */
function tipWriter(db: BetterSQLite3Database) {
  const { byHash, insertTip, insertEnvelope } = writes(db)

  const held = (tip: TipRow): TipOutcome => {
    const row = byHash.get({ hash: tip.hash })
    if (row === undefined) throw new CandorError('storage_damaged', 'an index of the database is damaged')
    return equal(row.tag, tip.tag) ? { status: 'present', day: row.day } : { status: 'conflict' }
  }

  return (batch: Batch, tip: TipRow): TipOutcome => {
    if (insertTip.run({ ...tip, batch }).changes === 0) return held(tip)
    insertEnvelope.run({ ...tip, batch })
    return { status: 'stored', day: tip.day }
  }
}

/** The tips and the pages over them. */
export function tipTable(
  db: BetterSQLite3Database,
  batches: BatchTable,
): Pick<Store, 'addTips' | 'heldSince' | 'tips' | 'entries'> {
  const add = tipWriter(db)
  const { byHash } = writes(db)
  const pages = reads(db)

  const addAll = (rows: readonly TipRow[]) => {
    const { number } = batches.open()
    const outcomes = rows.map((tip) => add(number, tip))
    const stored = rows.filter((_, i) => outcomes[i]?.status === 'stored')
    const bytes = stored.reduce((sum, tip) => sum + tip.envelope.length, 0)
    if (stored.length > 0) batches.grow(number, stored.length, bytes)
    return outcomes
  }

  return {
    addTips(rows) {
      rows.forEach(exactTip)
      return rows.length === 0 ? [] : db.transaction(() => addAll(rows), { behavior: 'immediate' })
    },
    heldSince(hash, tag) {
      const row = byHash.get({ hash })
      return row !== undefined && equal(row.tag, tag) ? row.day : null
    },
    tips(after, bytes) {
      const page = batches.reach(whole(after, 'batch'), whole(bytes, 'number of bytes'), 'bytes')
      return { rows: pages.tips.all({ after, next: page.next }), ...page }
    },
    entries(after, count) {
      const page = batches.reach(whole(after, 'batch'), whole(count, 'number of rows'), 'tips')
      return { rows: pages.entries.all({ after, next: page.next }), ...page }
    },
  }
}
