import { CandorError } from '../protocol/errors.ts'
import type { IntakeKeyRow, KeyringRow, TipRow } from './store.ts'

const malformed = (what: string) => new CandorError('usage', `the store was handed ${what}`)

/** A count, day or batch: a whole number from 0. */
export function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw malformed(`a ${what} that is not a whole number`)
  return value
}

function sized(value: Uint8Array, length: number, what: string): void {
  if (!(value instanceof Uint8Array) || value.length !== length)
    throw malformed(`a ${what} not of ${length} bytes`)
}

function filled(value: Uint8Array, what: string): void {
  if (!(value instanceof Uint8Array) || value.length === 0) throw malformed(`a ${what} without bytes`)
}

export function exactKeyring(row: KeyringRow): void {
  whole(row.seq, 'keyring number')
  sized(row.hash, 32, 'keyring hash')
  filled(row.statement, 'keyring statement')
}

export function exactIntakeKey(row: IntakeKeyRow): void {
  sized(row.hash, 32, 'hash of an intake key')
  sized(row.key, 1216, 'intake key')
}

export function exactTip(tip: TipRow): void {
  sized(tip.hash, 32, 'hash of an envelope')
  sized(tip.tag, 32, 'tag')
  filled(tip.envelope, 'envelope')
  whole(tip.day, 'day')
}
