import { type Bytes, concat, fromHex, label, u32 } from '../../protocol/bytes.ts'
import { KEM_CIPHERTEXT, NONCE, type Primitives, type Random } from '../../protocol/primitives/primitives.ts'
import { contextOf } from '../../protocol/seal.ts'

const NO_NONCE = new Uint8Array(NONCE)
const RANDOMNESS = 64

/** What a share belongs to: it opens nowhere else. */
export interface ShareBinding {
  /** Sealed with the snapshot, or handed over for a recovery. */
  readonly kind: 'snapshot-share' | 'recovery-share'
  /** 32 bytes. */
  readonly orgId: Bytes
  /** The snapshot's own name, 32 hexadecimal digits. */
  readonly snapshot: string
  /** Whose vault it is. */
  readonly owner: string
  /** Who holds the share. */
  readonly holder: string
  /** Days since 1970-01-01 UTC. */
  readonly day: number
}

const bound = (p: Primitives, { kind, orgId, snapshot, owner, holder, day }: ShareBinding): Bytes =>
  contextOf(p, { kind, orgId, header: concat(fromHex(snapshot), fromHex(owner), fromHex(holder), u32(day)) })

const wrapKey = (p: Primitives, secret: Bytes, ctx: Bytes): Bytes =>
  p.blake2b(32, secret, concat(label('wrap'), ctx))

/** Seals a share to one key, as a parcel is sealed (docs/protocol.md, 10.8): `ct 1120 ‖ share + 16`. */
export function sealShare(
  p: Primitives,
  binding: ShareBinding,
  key: Bytes,
  share: Bytes,
  random: Random,
): Bytes {
  const ctx = bound(p, binding)
  const { ciphertext, secret } = p.kemEncapsulate(key, random(RANDOMNESS))
  return concat(ciphertext, p.aeadSeal(wrapKey(p, secret, ctx), NO_NONCE, ctx, share))
}

/** Null when it was not sealed to this seed, for this purpose. */
export function openShare(p: Primitives, binding: ShareBinding, seed: Bytes, sealed: Bytes): Bytes | null {
  const ctx = bound(p, binding)
  try {
    const secret = p.kemDecapsulate(seed, sealed.subarray(0, KEM_CIPHERTEXT))
    return p.aeadOpen(wrapKey(p, secret, ctx), NO_NONCE, ctx, sealed.subarray(KEM_CIPHERTEXT))
  } catch {
    return null
  }
}
