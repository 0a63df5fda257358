import sodium from 'libsodium-wrappers'
import type { Bytes } from '../bytes.ts'
import { loadNotary, type Native } from './notary.ts'
import type { Primitives } from './primitives.ts'

/** Every primitive over libsodium: where WebAssembly runs (docs/protocol.md, 2). */
export async function loadSodium(native: Native = {}): Promise<Primitives> {
  const notary = await loadNotary(native)
  return {
    ...notary,
    kemPublicKey: (seed) => sodium.crypto_kem_xwing_seed_keypair(seed).publicKey,
    kemEncapsulate: (publicKey, randomness) => {
      const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc_deterministic(publicKey, randomness)
      return { ciphertext, secret: sharedSecret }
    },
    kemDecapsulate: (seed, ciphertext) => sodium.crypto_kem_xwing_dec(ciphertext, seed),
    aeadSeal: (key, nonce, associated, plaintext) =>
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, null, nonce, key),
    aeadOpen,
  }
}

function aeadOpen(key: Bytes, nonce: Bytes, associated: Bytes, ciphertext: Bytes): Bytes | null {
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, associated, nonce, key)
  } catch {
    return null
  }
}
