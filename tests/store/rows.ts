import { createHash, randomBytes } from 'node:crypto'
import type { IntakeKeyRow, KeyringRow, TipRow } from '../../src/store/store.ts'

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

export const random = (length: number) => new Uint8Array(randomBytes(length))

/** A tip as an honest intake hands it over: filed under the hash of its envelope. */
export function tip(envelope: Uint8Array = random(18 * 1024), tag = random(32), day = 20_000): TipRow {
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
