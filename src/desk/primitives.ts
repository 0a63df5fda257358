import { createHash, createHmac } from 'node:crypto'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { loadSodium } from '../protocol/primitives/sodium.ts'

/** Every primitive on Node: libsodium, with the platform's own SHA-256. */
export const loadPrimitives = (): Promise<Primitives> =>
  loadSodium({
    sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
    hmacSha256: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
  })
