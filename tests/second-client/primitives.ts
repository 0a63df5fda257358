import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as sha2, sha512 } from '@noble/hashes/sha2.js'
import { ml_kem768_x25519 as xwing } from '@noble/post-quantum/hybrid.js'
import { type Bytes, join } from './bytes.ts'

export type Random = (size: number) => Bytes

const zeroNonce = new Uint8Array(24)

export const sha256 = (...parts: Bytes[]): Bytes => sha2(join(...parts))

export const hmac256 = (key: Bytes, message: Bytes): Bytes => hmac(sha2, key, message)

export const keyed = (key: Bytes, ...parts: Bytes[]): Bytes => blake2b(join(...parts), { key, dkLen: 32 })

export const keyed64 = (key: Bytes, ...parts: Bytes[]): Bytes => blake2b(join(...parts), { key, dkLen: 64 })

export const signKey = (seed: Bytes): Bytes => ed25519.getPublicKey(seed)

export const sign = (seed: Bytes, ...parts: Bytes[]): Bytes => ed25519.sign(join(...parts), seed)

const { Point } = ed25519

/** 2: canonical points that are not of small order, and the equation without the cofactor */
export function verify(key: Bytes, message: Bytes, signature: Bytes): boolean {
  if (key.length !== 32 || signature.length !== 64) return false
  const r = signature.subarray(0, 32)
  try {
    const [keyPoint, rPoint] = [Point.fromBytes(key), Point.fromBytes(r)]
    if (keyPoint.isSmallOrder() || rPoint.isSmallOrder()) return false
    const s = Point.Fn.fromBytes(signature.subarray(32))
    const h = Point.Fn.create(bytesToNumberLE(sha512(join(r, key, message))))
    return Point.BASE.multiplyUnsafe(s).equals(rPoint.add(keyPoint.multiplyUnsafe(h)))
  } catch {
    return false
  }
}

export const kemKey = (seed: Bytes): Bytes => xwing.keygen(seed).publicKey

export const encaps = (key: Bytes, randomness: Bytes): { ct: Bytes; ss: Bytes } => {
  const { cipherText, sharedSecret } = xwing.encapsulate(key, randomness)
  return { ct: cipherText, ss: sharedSecret }
}

export const decaps = (seed: Bytes, ct: Bytes): Bytes => xwing.decapsulate(ct, seed)

export const aeadSeal = (key: Bytes, data: Bytes, message: Bytes): Bytes =>
  xchacha20poly1305(key, zeroNonce, data).encrypt(message)

export const aeadOpen = (key: Bytes, data: Bytes, sealed: Bytes): Bytes =>
  xchacha20poly1305(key, zeroNonce, data).decrypt(sealed)

/** 11.4: the nonce stands before what it seals */
export const aeadSealWith = (key: Bytes, nonce: Bytes, data: Bytes, message: Bytes): Bytes =>
  join(nonce, xchacha20poly1305(key, nonce, data).encrypt(message))

export const aeadOpenWith = (key: Bytes, data: Bytes, sealed: Bytes): Bytes =>
  xchacha20poly1305(key, sealed.subarray(0, 24), data).decrypt(sealed.subarray(24))
