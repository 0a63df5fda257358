import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import sodium, { ready } from 'libsodium-wrappers'
import type { Bytes } from '../bytes.ts'
import type { Notary } from './primitives.ts'
import { SEED, SIGNATURE } from './primitives.ts'

/** libsodium's standard build has no SHA-256, and a server signs often: what the platform does natively is handed in. */
export type Native = Partial<Pick<Notary, 'sha256' | 'hmacSha256' | 'sign'>>

/** Hashing and Ed25519 over libsodium (docs/protocol.md, 2). */
export async function loadNotary(native: Native = {}): Promise<Notary> {
  await ready
  return {
    sha256: (data) => sha256(data),
    hmacSha256: (key, data) => hmac(sha256, key, data),
    blake2b: (length, key, data) => sodium.crypto_generichash(length, data, key),
    verifyingKey: (seed) => sodium.crypto_sign_seed_keypair(seed).publicKey,
    sign: (seed, message) =>
      sodium.crypto_sign_detached(message, sodium.crypto_sign_seed_keypair(seed).privateKey),
    verify,
    ...native,
  }
}

function verify(key: Bytes, message: Bytes, signature: Bytes): boolean {
  if (key.length !== SEED || signature.length !== SIGNATURE) return false
  return sodium.crypto_sign_verify_detached(signature, message, key)
}
