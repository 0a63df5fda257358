import type { Bytes } from '../bytes.ts'

/** Hashes (docs/protocol.md, 2). */
export interface Digests {
  /** SHA-256, 32 bytes. */
  sha256(data: Bytes): Bytes
  /** HMAC-SHA-256, 32 bytes. */
  hmacSha256(key: Bytes, data: Bytes): Bytes
  /** Keyed BLAKE2b of `length` bytes; the key has 16 to 64 bytes. */
  blake2b(length: 32 | 64, key: Bytes, data: Bytes): Bytes
}

/** Ed25519 (docs/protocol.md, 2). Seeds and public keys have 32 bytes, signatures 64. */
export interface Signatures {
  verifyingKey(seed: Bytes): Bytes
  sign(seed: Bytes, message: Bytes): Bytes
  /** False for every malformed key or signature; never throws. */
  verify(key: Bytes, message: Bytes, signature: Bytes): boolean
}

/** X-Wing and XChaCha20-Poly1305 (docs/protocol.md, 2). */
interface Ciphers {
  /** Seed of 32 bytes to public key of 1216. */
  kemPublicKey(seed: Bytes): Bytes
  /** Public key of 1216 bytes and 64 bytes of randomness to a ciphertext of 1120 and a secret of 32. */
  kemEncapsulate(publicKey: Bytes, randomness: Bytes): { readonly ciphertext: Bytes; readonly secret: Bytes }
  kemDecapsulate(seed: Bytes, ciphertext: Bytes): Bytes
  /** Key of 32 bytes, nonce of 24; the answer is 16 bytes longer than the plaintext. */
  aeadSeal(key: Bytes, nonce: Bytes, associated: Bytes, plaintext: Bytes): Bytes
  /** Null when the ciphertext is not authentic. */
  aeadOpen(key: Bytes, nonce: Bytes, associated: Bytes, ciphertext: Bytes): Bytes | null
}

/** What a server may have: it hashes, signs promises and checks signatures, and can open nothing. */
export type Notary = Digests & Signatures

/** What sources and recipients have. */
export type Primitives = Notary & Ciphers

/** `length` bytes that nobody can guess. */
export type Random = (length: number) => Bytes

export const KEM_PUBLIC_KEY = 1216
export const KEM_CIPHERTEXT = 1120
export const AEAD_TAG = 16
export const NONCE = 24
export const SEED = 32
export const SIGNATURE = 64
