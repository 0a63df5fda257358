import { createHash, randomBytes } from 'node:crypto'
import { concat, u32 } from '../../src/protocol/bytes.ts'
import { CELL, type DropKind } from '../../src/protocol/drop.ts'
import type { DropRow, IntakeKeyRow, KeyringRow, TipRow } from '../../src/store/store.ts'

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

export const random = (length: number) => new Uint8Array(randomBytes(length))

/** A tip as an honest intake hands it over: filed under the hash of its envelope. */
export function tip(
  envelope: Uint8Array = random(18 * 1024),
  tag: Uint8Array = random(32),
  day = 20_000,
): TipRow {
  return { hash: sha256(envelope), tag, envelope, day }
}

export const tipsOf = (count: number, bytes = 18 * 1024) =>
  Array.from({ length: count }, () => tip(random(bytes)))

export function keyring(seq: number, statement = random(900)): KeyringRow {
  return { seq, hash: sha256(statement), statement }
}

export function intakeKey(key = random(1216)): IntakeKeyRow {
  return { hash: sha256(key), key }
}

/** The week of the tests' drops. */
export const WEEK = 2968

export function drop(kind: DropKind = 'conversation', week = WEEK, rest: Uint8Array = random(28)): DropRow {
  return { kind, locator: concat(u32(week), rest), cell: random(CELL) }
}

export const dropsOf = (count: number, kind: DropKind = 'conversation', week = WEEK) =>
  Array.from({ length: count }, () => drop(kind, week))

/** In the order of a page: by kind, then locator. */
export const inPageOrder = (drops: readonly DropRow[]) =>
  drops.toSorted((a, b) =>
    a.kind === b.kind ? Buffer.compare(a.locator, b.locator) : a.kind < b.kind ? -1 : 1,
  )
