import type { Drop, DropKind, Shard } from '../protocol/drop.ts'

/** A batch number: rows become visible to readers when their batch closes, and the number is the reader's cursor. */
export type Batch = number

/** One published keyring (docs/protocol.md, 4). */
export interface KeyringRow {
  /** Position in the chain; the genesis keyring is 1. */
  readonly seq: number
  /** SHA-256 of the payload, 32 bytes. */
  readonly hash: Uint8Array
  /** The DSSE envelope exactly as it was published. */
  readonly statement: Uint8Array
}

/** The public half of one recipient's intake key for one epoch (docs/protocol.md, 5). */
export interface IntakeKeyRow {
  /** SHA-256 of `key`, 32 bytes: the name under which the keyring lists it. */
  readonly hash: Uint8Array
  /** X-Wing public key, 1216 bytes. */
  readonly key: Uint8Array
}

/** The newest block of intake keys that was delivered for a recipient (docs/protocol.md, 5.5). */
export interface IntakeBlockRow {
  /** The recipient's id, 16 bytes. */
  readonly recipient: Uint8Array
  /** The identity key that signed the block, 32 bytes. */
  readonly identity: Uint8Array
  readonly block: Uint8Array
}

/** When a recipient asked for tips (docs/protocol.md, 10.3). */
export interface VisitRow {
  /** The recipient's id, 16 bytes. */
  readonly recipient: Uint8Array
  /** Days since 1970-01-01 UTC of the last request. */
  readonly day: number
  /** They have said that they have every batch up to this one. */
  readonly fetched: Batch
}

/** How far the envelopes of a keyring may be deleted. */
export interface Reach {
  /** The keyring's hash, 32 bytes. */
  readonly keyring: Uint8Array
  /** Those of this batch and of the batches before it. */
  readonly batch: Batch
}

/** One accepted envelope (docs/protocol.md, 7). */
export interface TipRow {
  /** `E#`, SHA-256 of `envelope`, 32 bytes. */
  readonly hash: Uint8Array
  /** The receipt tag sent beside it, 32 bytes. */
  readonly tag: Uint8Array
  readonly envelope: Uint8Array
  /** Days since 1970-01-01 UTC on which it was accepted; the server keeps no finer time. */
  readonly day: number
}

/** What became of one tip: stored now, present already (with the day it was first stored), or the envelope is held under another tag. */
export type TipOutcome =
  | { readonly status: 'stored' | 'present'; readonly day: number }
  | { readonly status: 'conflict' }

/** One line of the public list: which envelope is held under which tag (docs/protocol.md, 8). */
type EntryRow = Omit<TipRow, 'envelope'>

/** One cell under its locator (docs/protocol.md, 10.5). */
export interface DropRow extends Drop {
  readonly kind: DropKind
}

/**
 * What became of one drop: stored now, present already with the same bytes, other bytes are held at its locator, or
 * there are as many drops, or as many of its kind, as there may be.
 */
export type DropOutcome = 'stored' | 'present' | 'conflict' | 'full'

/** How many drops are kept, of both kinds. */
interface DropCounts {
  /** In the batch that is not visible yet. */
  readonly open: number
  readonly all: number
}

/** Into how many shards the drops of a week are parted (docs/protocol.md, 10.5). */
interface WeekRow {
  readonly week: number
  /** 0–16. */
  readonly bits: number
  /** Drops of conversations are kept for it. */
  readonly isHeld: boolean
}

/** Whole batches after a cursor, in order of batch, then hash; drops in order of batch, kind, locator. */
export interface Page<Row> {
  readonly rows: readonly (Row & { readonly batch: Batch })[]
  /**
   * The cursor to continue from: every closed batch up to it has been given. Less than the cursor asked with when that
   * lies beyond the newest closed batch: then it is that batch, so that a reader sees that the list has gone back.
   */
  readonly next: Batch
  /** Closed batches lie beyond `next`. */
  readonly more: boolean
}

/** How full the batch is that is not visible yet. */
export interface OpenBatch {
  readonly number: Batch
  readonly tips: number
  readonly bytes: number
}

/**
 * What the server keeps. Each method is one atomic act, durable when it returns: a crash leaves it whole or absent.
 * Implementations hold ciphertext and public data only, and never a time finer than a day.
 */
export interface Store {
  /** Appends to the chain. `conflict`: the sequence is taken by another hash, or is not the next one. */
  addKeyring(row: KeyringRow): 'stored' | 'present' | 'conflict'
  keyring(seq: number): KeyringRow | null
  latestKeyring(): KeyringRow | null

  /** Keeps intake keys by hash; keys already held are left alone. */
  addIntakeKeys(rows: readonly IntakeKeyRow[]): void
  /** The keys in the order asked for, `null` where one is not held. */
  intakeKeys(hashes: readonly Uint8Array[]): readonly (Uint8Array | null)[]

  /** Deletes every intake key but these; says how many they were. */
  pruneIntakeKeys(kept: readonly Uint8Array[]): number

  /** Keeps a block in the place of the one that was held for this recipient and identity. */
  keepIntakeBlock(row: IntakeBlockRow): void
  intakeBlock(recipient: Uint8Array, identity: Uint8Array): Uint8Array | null
  intakeBlocks(): readonly IntakeBlockRow[]
  /** Deletes the blocks of all but these. */
  dropIntakeBlocks(people: readonly Omit<IntakeBlockRow, 'block'>[]): void

  /** Notes requests for tips, in one commit: the day never goes back, and the last batch counts. */
  noteVisits(rows: readonly VisitRow[]): void
  visits(): readonly VisitRow[]
  /** Deletes the visits of all but these recipients. */
  forgetVisits(recipients: readonly Uint8Array[]): void

  /** Stores tips into the open batch, in one commit; the outcomes stand in the order of the tips. */
  addTips(tips: readonly TipRow[]): readonly TipOutcome[]
  /** The day on which exactly this envelope was stored under this tag, `null` when it was not. */
  heldSince(hash: Uint8Array, tag: Uint8Array): number | null
  openBatch(): OpenBatch
  /**
   * Makes the open batches visible, that of tips and that of drops, and truncates the write-ahead log; an empty batch
   * stays open. Returns the newest visible batch of tips.
   */
  closeBatch(): Batch
  /**
   * Whole closed batches after `after`, until at least `bytes` of envelopes are gathered; at least one batch if any.
   * An `after` beyond the newest closed batch gives no rows, and that batch as `next`.
   */
  tips(after: Batch, bytes: number): Page<TipRow>
  /** The same without envelopes, until at least `count` rows are gathered. */
  entries(after: Batch, count: number): Page<EntryRow>

  /** The newest closed batch that still holds tips; 0 when none does. */
  newestBatch(): Batch
  /**
   * Deletes, with their entries, the envelopes of closed batches that were accepted before `day`, as far as the reach of
   * the keyring that they name goes; of a keyring without a reach none. Says how many they were. One atomic act for each
   * thousand; cursors keep their meaning.
   */
  expireTips(day: number, reach: readonly Reach[]): number

  /**
   * Stores drops into the open batch of drops, in one commit; the outcomes stand in the order of the drops. Batches of
   * drops are numbered apart from those of tips.
   * @param day days since 1970-01-01 UTC: the batch keeps that of its first drops
   * @param most how many drops there may be in all
   * @param mostOfTalk how many of them may be of conversations; all unless told
   */
  addDrops(drops: readonly DropRow[], day: number, most?: number, mostOfTalk?: number): readonly DropOutcome[]
  dropCounts(): DropCounts
  /** Whole closed batches of drops after `after`, until at least `count` rows are gathered, as `tips` does. */
  drops(after: Batch, count: number): Page<DropRow>
  /** The visible drops of conversations in one shard, in ascending order of locators. */
  shard(shard: Shard): readonly Drop[]
  /** Fixes the bits of a week; those that are fixed stay. */
  fixWeek(week: number, bits: number): void
  /** Every week that was fixed, ascending. */
  weeks(): readonly WeekRow[]
  /** Deletes the drops of both kinds of every week before `week`, and says how many they were. */
  expireDrops(week: number): number

  /**
   * Joins the closed batches of days before `today`: neighbours with rows of the same day become one of at most 32 MiB,
   * under the number of the last of them, so that no cursor passes over a row. Then rewrites the file, so that nothing
   * in it tells the order of arrival. Joining and rewriting are an atomic act each. Does nothing when it was done for
   * `today`. Needs room for two more copies of the database, and takes about eight seconds for 1 GiB.
   */
  compact(today: number): void

  /** Verifies what is stored; returns one sentence per fault, none when sound. */
  check(): readonly string[]
  close(): void
}
