import { sql } from 'drizzle-orm'
import {
  check,
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  unique,
} from 'drizzle-orm/sqlite-core'

// The driver answers with Buffers; nobody outside should have to know, nor hold a view into memory that others share.
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'blob',
  fromDriver(value) {
    const whole = value.byteLength === value.buffer.byteLength
    return whole ? new Uint8Array(value.buffer) : new Uint8Array(value)
  },
})

const hashLength = (name: string, column: string) => check(name, sql.raw(`length("${column}") = 32`))

/**
 * The tables. Everywhere `WITHOUT ROWID`, which drizzle cannot say: a row number would keep the order of arrival.
 * The migrations add it by hand, and `STRICT` with it.
 */
export const keyrings = sqliteTable(
  'keyrings',
  {
    seq: integer().primaryKey(),
    hash: bytes().notNull(),
    statement: bytes().notNull(),
  },
  () => [hashLength('keyrings_hash', 'hash')],
)

export const intakeKeys = sqliteTable(
  'intake_keys',
  {
    hash: bytes().primaryKey(),
    key: bytes().notNull(),
  },
  () => [check('intake_keys_key', sql.raw('length("key") = 1216'))],
)

/** The newest block that was delivered for a recipient under an identity. */
export const intakeBlocks = sqliteTable(
  'intake_blocks',
  {
    recipient: bytes().notNull(),
    identity: bytes().notNull(),
    block: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.recipient, table.identity] }),
    check('intake_blocks_recipient', sql.raw('length("recipient") = 16')),
    hashLength('intake_blocks_identity', 'identity'),
  ],
)

/** When a recipient last asked for tips, and what they said that they have. */
export const visits = sqliteTable(
  'visits',
  {
    recipient: bytes().primaryKey(),
    day: integer().notNull(),
    fetched: integer().notNull(),
  },
  () => [check('visits_recipient', sql.raw('length("recipient") = 16'))],
)

/** The newest batch is the open one; the counts spare readers a walk over the tips. */
export const batches = sqliteTable('batches', {
  number: integer().primaryKey(),
  tips: integer().notNull(),
  bytes: integer().notNull(),
})

/** The public list: small rows apart from the envelopes, so that reading it touches none of their pages. */
export const tips = sqliteTable(
  'tips',
  {
    batch: integer()
      .notNull()
      .references(() => batches.number),
    hash: bytes().notNull(),
    tag: bytes().notNull(),
    day: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.batch, table.hash] }),
    unique('tips_by_hash').on(table.hash),
    hashLength('tips_hash', 'hash'),
    hashLength('tips_tag', 'tag'),
  ],
)

/**
 * Keyed by batch first, so that inserts stay in few pages and a batch is one stretch of the file. Groups of 64 durable
 * inserts of 18 KiB took 0.9 times as long at 100,000 rows as at none; keyed by hash alone 3.3 times. Pages of 4096
 * bytes: with 16384 a single insert at 100,000 rows took twice as long.
 */
export const envelopes = sqliteTable(
  'envelopes',
  {
    batch: integer().notNull(),
    hash: bytes().notNull(),
    bytes: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.batch, table.hash] }),
    foreignKey({ columns: [table.batch, table.hash], foreignColumns: [tips.batch, tips.hash] }),
  ],
)

/** The batches of drops, numbered apart from those of tips; the newest is the open one. */
export const dropBatches = sqliteTable('drop_batches', {
  number: integer().primaryKey(),
  drops: integer().notNull(),
  /** The day on which its first drop came; drops have no day of their own. */
  day: integer().notNull(),
})

/** Keyed so that a shard of a week is one stretch, in the order in which it is handed out. */
export const drops = sqliteTable(
  'drops',
  {
    /** The place of the kind in `DROP_KINDS`. */
    kind: integer().notNull(),
    locator: bytes().notNull(),
    batch: integer()
      .notNull()
      .references(() => dropBatches.number),
    cell: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.locator] }),
    index('drops_by_batch').on(table.batch),
    hashLength('drops_locator', 'locator'),
    check('drops_cell', sql.raw('length("cell") = 2048')),
  ],
)

/** Into how many shards the drops of a week are parted: fixed before the week begins. */
export const weeks = sqliteTable(
  'weeks',
  {
    week: integer().primaryKey(),
    bits: integer().notNull(),
  },
  () => [check('weeks_bits', sql.raw('"bits" between 0 and 16'))],
)
