import { type Bytes, concat, equal, fromHex, label, u32 } from './bytes.ts'
import { CELL, type Drop, weekOf } from './drop.ts'
import { encodeHeader, HEADER } from './envelope.ts'
import { AEAD_TAG, KEM_CIPHERTEXT, NONCE, type Primitives, SEED } from './primitives/primitives.ts'
import { contextOf as sealingContext } from './seal.ts'
import type { SealingContext } from './tip.ts'

const NO_NONCE = new Uint8Array(NONCE)
const HASH = 32
const TAIL = 28
const PLAIN = CELL - HEADER - KEM_CIPHERTEXT - AEAD_TAG

/** The seed of an envelope, for somebody to whom it was not sealed (docs/protocol.md, 10.8). */
export interface Contents {
  /** `E#`, 32 bytes. */
  readonly envelope: Bytes
  /** 32 bytes (docs/protocol.md, 6.2). */
  readonly seed: Bytes
}

/**
 * Seals the seed of an envelope to one recipient. The same seed to the same recipient in the same week makes the same
 * bytes, whoever makes them.
 * @param to the keyring and intake keys under which it is sealed, in keyring order
 * @param id the recipient's, 32 hexadecimal digits
 * @param week the server's
 * @returns null when that keyring does not list the recipient, or their key is none
 */
export function makeParcel(
  p: Primitives,
  to: SealingContext,
  id: string,
  week: number,
  { envelope, seed }: Contents,
): Drop | null {
  const { recipients } = to.trusted.keyring
  const key = to.keys[recipients.findIndex((each) => each.id === id)]
  const header = encodeHeader(to.trusted.hash, to.epoch, recipients.length)
  const ctx = contextOf(p, to.trusted.orgId, header, id)
  const made = key === undefined ? null : encapsulate(p, key, ctx, seed)
  if (made === null) return null
  const plain = concat(envelope, seed, new Uint8Array(PLAIN - HASH - SEED))
  const sealed = p.aeadSeal(wrapKey(p, ctx, made.secret), NO_NONCE, ctx, plain)
  const cell = concat(header, made.ciphertext, sealed)
  return { cell, locator: locatorOf(p, to.trusted.orgId, week, cell) }
}

/** Whether a drop is a parcel, which anybody can see; for whom it is nobody can. */
export const isParcel = (p: Primitives, orgId: Bytes, { locator, cell }: Drop): boolean =>
  equal(locator, locatorOf(p, orgId, weekOf(locator), cell))

/** The first 46 bytes of a parcel: the keyring and epoch under which it is sealed, as in an envelope. */
export const headerOf = ({ cell }: Pick<Drop, 'cell'>): Bytes => cell.subarray(0, HEADER)

/**
 * Opens a parcel as one recipient.
 * @param kemSeed that recipient's intake secret for the epoch in its header, 32 bytes
 * @returns null for whom it is not meant
 */
export function openParcel(
  p: Primitives,
  orgId: Bytes,
  parcel: Drop,
  id: string,
  kemSeed: Bytes,
): Contents | null {
  const ctx = contextOf(p, orgId, headerOf(parcel), id)
  const secret = decapsulate(p, kemSeed, parcel.cell.subarray(HEADER, HEADER + KEM_CIPHERTEXT))
  if (secret === null) return null
  const sealed = parcel.cell.subarray(HEADER + KEM_CIPHERTEXT)
  const plain = p.aeadOpen(wrapKey(p, ctx, secret), NO_NONCE, ctx, sealed)
  if (plain === null || plain.subarray(HASH + SEED).some((byte) => byte !== 0)) return null
  return { envelope: plain.slice(0, HASH), seed: plain.slice(HASH, HASH + SEED) }
}

const contextOf = (p: Primitives, orgId: Bytes, header: Bytes, id: string): Bytes =>
  sealingContext(p, { kind: 'parcel', orgId, header: concat(header, fromHex(id)) })

const locatorOf = (p: Primitives, orgId: Bytes, week: number, cell: Bytes): Bytes => {
  const name = concat(label('parcel'), u32(week), p.sha256(cell))
  return concat(u32(week), p.blake2b(32, orgId, name).subarray(0, TAIL))
}

const wrapKey = (p: Primitives, ctx: Bytes, secret: Bytes): Bytes =>
  p.blake2b(32, secret, concat(label('wrap'), ctx))

function encapsulate(p: Primitives, key: Bytes, ctx: Bytes, seed: Bytes) {
  try {
    return p.kemEncapsulate(key, p.blake2b(64, seed, concat(label('parcel'), ctx)))
  } catch {
    return null
  }
}

/** Null for a ciphertext that X-Wing refuses. */
function decapsulate(p: Primitives, kemSeed: Bytes, ciphertext: Bytes): Bytes | null {
  try {
    return p.kemDecapsulate(kemSeed, ciphertext)
  } catch {
    return null
  }
}
