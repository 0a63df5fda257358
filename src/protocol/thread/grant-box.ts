import * as v from 'valibot'
import { type Bytes, fromBase64, toBase64 } from '../bytes.ts'
import { base64Of, encodeCanonical, hexOf, list, parseCanonical } from '../canonical.ts'
import { NONCE, type Primitives } from '../primitives/primitives.ts'

/** A key that is handed on, and the message in which it was sealed to others. */
export interface BoxedKey {
  /** Of the message, 64 hexadecimal digits. */
  readonly hash: string
  /** 32 bytes. */
  readonly key: Bytes
}

/** A box holds at most so many keys. */
export const MOST_BOXED = 64

const schema = v.strictObject({
  keys: list(v.strictObject({ hash: hexOf(32), key: base64Of(32) }), 0, MOST_BOXED),
})

/** The key of a grant seals its box and nothing else. */
const NO_NONCE = new Uint8Array(NONCE)

/**
 * Seals the keys that somebody who is granted a case is given (docs/protocol.md, 11.9).
 * @param key the key that the grant shares, 32 bytes, never used before
 * @param envelope `E#` of the case, 32 bytes
 * @throws RangeError for more than 64 keys
 */
export function sealBox(p: Primitives, key: Bytes, envelope: Bytes, entries: readonly BoxedKey[]): string {
  if (entries.length > MOST_BOXED) throw new RangeError('a box holds at most 64 keys')
  const keys = entries.map((entry) => ({ hash: entry.hash, key: toBase64(entry.key) }))
  const content = encodeCanonical({ keys } satisfies v.InferOutput<typeof schema>)
  return toBase64(p.aeadSeal(key, NO_NONCE, envelope, content))
}

/** The keys in a box; null when it is not sealed under this key, or is no box. */
export function openBox(p: Primitives, key: Bytes, envelope: Bytes, box: string): BoxedKey[] | null {
  const bytes = decode(box)
  const content = bytes === null ? null : p.aeadOpen(key, NO_NONCE, envelope, bytes)
  const opened = content === null ? null : parseCanonical(schema, content)
  return opened?.keys.map((entry) => ({ hash: entry.hash, key: fromBase64(entry.key) })) ?? null
}

function decode(text: string): Bytes | null {
  try {
    return fromBase64(text)
  } catch {
    return null
  }
}
