import { type Bytes, concat, fromHex, label, u16 } from '../../src/protocol/bytes.ts'
import { pad } from '../../src/protocol/padding.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import type { Binding, Reader } from '../../src/protocol/seal.ts'
import { sodium } from './implementations.ts'
import { deterministic } from './organisation.ts'

export interface Person extends Reader {
  readonly secret: Bytes
}

/** Readers whose keys are made once: making them is what costs. */
export function makeReaders(count: number, seed = 'readers'): Person[] {
  const random = deterministic(seed)
  return Array.from({ length: count }, () => {
    const secret = random(32)
    return { id: Buffer.from(random(16)).toString('hex'), key: sodium.kemPublicKey(secret), secret }
  })
}

export const binding: Binding = {
  kind: 'tip',
  orgId: new Uint8Array(32).fill(1),
  header: new Uint8Array(46).fill(2),
}

const NO_NONCE = new Uint8Array(24)

/** What a maker may put into a slot. */
export interface SlotPlan {
  /** Who gets it, and for whom the ciphertext is made. */
  readonly reader: Reader
  readonly wrap: 'real' | 'decoy' | 'noise' | 'foreign-id' | 'other-position'
  readonly ciphertext?: 'other-randomness' | 'for-another' | 'noise'
}

/**
 * A sealer of its own, after docs/protocol.md alone, that does what it is told: an honest one when every slot is planned
 * `real` or `decoy`.
 */
export function cheatingSeal(
  p: Primitives,
  { kind, orgId, header }: Binding,
  plans: readonly SlotPlan[],
  content: Bytes,
  seed: Bytes,
  { padded = pad(content), committed = seed }: { readonly padded?: Bytes; readonly committed?: Bytes } = {},
): Bytes {
  const ctx = p.sha256(concat(label(`seal/${kind}`), orgId, header))
  const keyed = (length: 32 | 64, key: Bytes, name: string, ...rest: Bytes[]) =>
    p.blake2b(length, key, concat(label(name), ctx, ...rest))
  const slots = plans.map(({ reader, wrap, ciphertext }, i) => {
    const randomness = keyed(64, seed, 'slot', u16(ciphertext === 'other-randomness' ? i + 1000 : i))
    const target = ciphertext === 'for-another' ? (plans[(i + 1) % plans.length]?.reader as Reader) : reader
    const made = p.kemEncapsulate(target.key, randomness)
    const place = wrap === 'other-position' ? i + 1 : i
    const id = fromHex(wrap === 'foreign-id' ? 'ff'.repeat(16) : reader.id)
    const key =
      wrap === 'decoy' ? keyed(32, seed, 'decoy', u16(i)) : keyed(32, made.secret, 'wrap', u16(place), id)
    const wrapped = wrap === 'noise' ? new Uint8Array(48).fill(i + 1) : p.aeadSeal(key, NO_NONCE, ctx, seed)
    const bytes = ciphertext === 'noise' ? new Uint8Array(1120).fill(i + 1) : made.ciphertext
    return concat(bytes, wrapped)
  })
  const before = concat(keyed(32, committed, 'commit'), ...slots)
  const body = p.aeadSeal(keyed(32, seed, 'body'), NO_NONCE, p.sha256(concat(header, before)), padded)
  return concat(before, body)
}
