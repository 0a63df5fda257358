import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ml_kem768_x25519 as xwing } from '@noble/post-quantum/hybrid.js'
import type { Bytes } from '../bytes.ts'
import type { Primitives } from './primitives.ts'
import { SEED, SIGNATURE } from './primitives.ts'

/** Every primitive in plain JavaScript: where WebAssembly is switched off (docs/protocol.md, 2). */
export const noble: Primitives = {
  sha256: (data) => sha256(data),
  hmacSha256: (key, data) => hmac(sha256, key, data),
  blake2b: (length, key, data) => blake2b(data, { dkLen: length, key }),
  verifyingKey: (seed) => ed25519.getPublicKey(seed),
  sign: (seed, message) => ed25519.sign(message, seed),
  verify,
  kemPublicKey: (seed) => xwing.keygen(seed).publicKey,
  kemEncapsulate: (publicKey, randomness) => {
    const { cipherText, sharedSecret } = xwing.encapsulate(publicKey, randomness)
    return { ciphertext: cipherText, secret: sharedSecret }
  },
  kemDecapsulate: (seed, ciphertext) => xwing.decapsulate(ciphertext, seed),
  aeadSeal: (key, nonce, associated, plaintext) =>
    xchacha20poly1305(key, nonce, associated).encrypt(plaintext),
  aeadOpen,
}

function verify(key: Bytes, message: Bytes, signature: Bytes): boolean {
  if (key.length !== SEED || signature.length !== SIGNATURE) return false
  try {
    if (ed25519.Point.fromBytes(signature.subarray(0, 32)).isSmallOrder()) return false
    // Without zip215: false it takes signatures that libsodium refuses.
    return ed25519.verify(signature, message, key, { zip215: false })
  } catch {
    return false
  }
}

function aeadOpen(key: Bytes, nonce: Bytes, associated: Bytes, ciphertext: Bytes): Bytes | null {
  try {
    return xchacha20poly1305(key, nonce, associated).decrypt(ciphertext)
  } catch {
    return null
  }
}
