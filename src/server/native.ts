import { createHash, createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { type Bytes, equal, fromHex } from '../protocol/bytes.ts'
import { loadNotary } from '../protocol/primitives/notary.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'

/** RFC 8410: what stands before the seed of an Ed25519 key in PKCS #8. */
const PKCS8_HEAD = fromHex('302e020100300506032b657004220420')

/** The same bytes as everywhere, made by the platform: a server signs and hashes for every tip. */
export async function loadNativeNotary(): Promise<Notary> {
  const notary = await loadNotary({
    sha256: (data) => plain(createHash('sha256').update(data).digest()),
    hmacSha256: (key, data) => plain(createHmac('sha256', key).update(data).digest()),
    sign: signer(),
  })
  return { ...notary, verifyingKey: remembering((seed) => notary.verifyingKey(seed)) }
}

function signer() {
  const keyOf = remembering(importSeed)
  return (seed: Bytes, message: Bytes): Bytes => plain(sign(null, message, keyOf(seed)))
}

function importSeed(seed: Bytes): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
}

/** A server has one key: what was made of the last seed is kept. */
function remembering<Made>(make: (seed: Bytes) => Made): (seed: Bytes) => Made {
  let last: { readonly seed: Bytes; readonly made: Made } | null = null
  return (seed) => {
    if (last === null || !equal(last.seed, seed)) last = { seed: seed.slice(), made: make(seed) }
    return last.made
  }
}

const plain = (bytes: Buffer): Bytes => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
