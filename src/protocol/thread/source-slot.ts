import { type Bytes, concat, fromBase64, fromHex, label, toBase64 } from '../bytes.ts'
import { SLOT } from '../envelope.ts'
import { KEM_CIPHERTEXT, NONCE, type Primitives } from '../primitives/primitives.ts'
import { keyName } from './lane.ts'

/** Which key of which conversation is replaced. */
export interface SlotPlace {
  /** 32 bytes. */
  readonly orgId: Bytes
  /** `E#` of the case, 32 bytes. */
  readonly envelope: Bytes
  /** The name of the key that is replaced, 32 hexadecimal digits. */
  readonly from: string
}

const NO_NONCE = new Uint8Array(NONCE)

/**
 * Seals the next key of a conversation to its source (docs/protocol.md, 11.8). Whoever holds that key makes the same bytes
 * again, and so knows what the source was given.
 * @param key the next key, 32 bytes
 * @param seal the source's X-Wing key, 1216 bytes; to one that is none nothing can be sealed, and the slot is all zeros
 */
export function sealToSource(p: Primitives, place: SlotPlace, key: Bytes, seal: Bytes): string {
  const ctx = contextOf(p, place, keyName(p, key))
  const made = encapsulate(p, ctx, key, seal)
  if (made === null) return toBase64(new Uint8Array(SLOT))
  return toBase64(concat(made.ciphertext, p.aeadSeal(wrapKey(p, ctx, made.secret), NO_NONCE, ctx, key)))
}

/**
 * Opens the source's slot. A source does not prove who else holds the key: the intake keys that it would need are the
 * choice of whoever sealed it, and asking the server for them would tell it who is asking.
 * @param next the name that the key must have, 32 hexadecimal digits
 * @param sealing the source's X-Wing seed, 32 bytes
 * @returns the key, 32 bytes; null when it is not sealed to this source
 */
export function openAsSource(
  p: Primitives,
  place: SlotPlace,
  next: string,
  sealed: string,
  sealing: Bytes,
): Bytes | null {
  const slot = decode(sealed)
  const ctx = contextOf(p, place, next)
  const secret = slot === null ? null : decapsulate(p, sealing, slot.subarray(0, KEM_CIPHERTEXT))
  if (slot === null || secret === null) return null
  const key = p.aeadOpen(wrapKey(p, ctx, secret), NO_NONCE, ctx, slot.subarray(KEM_CIPHERTEXT))
  return key !== null && keyName(p, key) === next ? key : null
}

const contextOf = (p: Primitives, { orgId, envelope, from }: SlotPlace, next: string): Bytes =>
  p.sha256(concat(label('seal/rekey'), orgId, envelope, fromHex(from), fromHex(next)))

const wrapKey = (p: Primitives, ctx: Bytes, secret: Bytes): Bytes =>
  p.blake2b(32, secret, concat(label('wrap'), ctx))

/** Null when the source's key is none. */
function encapsulate(p: Primitives, ctx: Bytes, key: Bytes, seal: Bytes) {
  try {
    return p.kemEncapsulate(seal, p.blake2b(64, key, concat(label('slot'), ctx)))
  } catch {
    return null
  }
}

/** Null for a ciphertext that X-Wing refuses. */
function decapsulate(p: Primitives, sealing: Bytes, ciphertext: Bytes): Bytes | null {
  try {
    return p.kemDecapsulate(sealing, ciphertext)
  } catch {
    return null
  }
}

/** Null for what has not the length of a slot. */
function decode(text: string): Bytes | null {
  try {
    const bytes = fromBase64(text)
    return bytes.length === SLOT ? bytes : null
  } catch {
    return null
  }
}
