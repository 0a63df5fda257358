import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { ml_kem768_x25519 as xwing } from '@noble/post-quantum/hybrid.js'
import { type Bytes, concat } from '../bytes.ts'
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

const { Point } = ed25519

/** As libsodium: the equation without the cofactor. `ed25519.verify` multiplies by it, and takes more signatures. */
function verify(key: Bytes, message: Bytes, signature: Bytes): boolean {
  if (key.length !== SEED || signature.length !== SIGNATURE) return false
  try {
    const [a, r] = [Point.fromBytes(key), Point.fromBytes(signature.subarray(0, 32))]
    if (a.isSmallOrder() || r.isSmallOrder()) return false
    const challenge = bytesToNumberLE(sha512(concat(signature.subarray(0, 32), key, message)))
    // Throws for a scalar that is not below the order.
    const sb = Point.BASE.multiplyUnsafe(bytesToNumberLE(signature.subarray(32)))
    return sb.subtract(a.multiplyUnsafe(Point.Fn.create(challenge))).equals(r)
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
