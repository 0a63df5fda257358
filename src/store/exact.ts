import { CELL, DROP_KINDS, LOCATOR, MOST_SHARD_BITS, type Shard } from '../protocol/drop.ts'
import { CandorError } from '../protocol/errors.ts'
import type { DropRow, IntakeBlockRow, IntakeKeyRow, KeyringRow, TipRow, VisitRow } from './store.ts'

const malformed = (what: string) => new CandorError('usage', `the store was handed ${what}`)

/** A count, day or batch: a whole number from 0. */
export function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw malformed(`a ${what} that is not a whole number`)
  return value
}

/** A week: an epoch that fits four bytes. */
export function exactWeek(week: number): number {
  if (whole(week, 'week') > 0xffff_ffff) throw malformed('a week of more than four bytes')
  return week
}

export function exactBits(bits: number): number {
  if (whole(bits, 'number of bits') > MOST_SHARD_BITS) throw malformed('more bits than a shard has')
  return bits
}

export function exactShard({ week, bits, shard }: Shard): void {
  exactWeek(week)
  if (whole(shard, 'shard') >= 2 ** exactBits(bits)) throw malformed('a shard that its week does not have')
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

export function exactPerson({ recipient, identity }: Omit<IntakeBlockRow, 'block'>): void {
  sized(recipient, 16, 'recipient')
  sized(identity, 32, 'identity')
}

export function exactBlock(row: IntakeBlockRow): void {
  exactPerson(row)
  filled(row.block, 'block of intake keys')
}

export function exactVisit({ recipient, day, fetched }: VisitRow): void {
  sized(recipient, 16, 'recipient')
  whole(day, 'day')
  whole(fetched, 'batch')
}

export function exactTip(tip: TipRow): void {
  sized(tip.hash, 32, 'hash of an envelope')
  sized(tip.tag, 32, 'tag')
  filled(tip.envelope, 'envelope')
  whole(tip.day, 'day')
}

export function exactDrop(drop: DropRow): void {
  if (!DROP_KINDS.includes(drop.kind)) throw malformed('a drop of an unknown kind')
  sized(drop.locator, LOCATOR, 'locator')
  sized(drop.cell, CELL, 'cell')
}
