import { type Bytes, concat, equal, fromHex, label, u16 } from './bytes.ts'
import { COMMITMENT, SLOT } from './envelope.ts'
import { CandorError, openFailed } from './errors.ts'
import { pad, unpad } from './padding.ts'
import { KEM_CIPHERTEXT, NONCE, type Primitives, SEED } from './primitives/primitives.ts'

const NO_NONCE = new Uint8Array(NONCE)
const NO_SEED = new Uint8Array(SEED)
const SLOT_LABEL = label('slot')
const WRAP_LABEL = label('wrap')
const DECOY_LABEL = label('decoy')
const KEY_LABEL = label('key')

/** Somebody who could be addressed: the recipient's id (32 hexadecimal digits) and intake key (1216 bytes). */
export interface Reader {
  readonly id: string
  readonly key: Bytes
}

/** What a sealed thing is bound to (docs/protocol.md, 6.1): it opens nowhere else. */
export interface Binding {
  /** What is sealed, such as `tip`. */
  readonly kind: string
  /** 32 bytes. */
  readonly orgId: Bytes
  readonly header: Bytes
}

/** `ctx` (docs/protocol.md, 6.1), 32 bytes. */
export const contextOf = (p: Primitives, { kind, orgId, header }: Binding): Bytes =>
  p.sha256(concat(label(`seal/${kind}`), orgId, header))

/**
 * Seals `content` so that exactly the addressed readers can open it, and so that each of them can prove who the others
 * are (docs/protocol.md, 6). Answers `commitment 32 ‖ slots 1168 each ‖ padded body + 16`.
 * @param seed 32 fresh random bytes, never used before.
 */
export function seal(
  p: Primitives,
  binding: Binding,
  readers: readonly (Reader & { readonly addressed: boolean })[],
  content: Bytes,
  seed: Bytes,
): Bytes {
  const ctx = contextOf(p, binding)
  const before = sealSeed(p, binding, readers, seed)
  const body = p.aeadSeal(bodyKey(p, ctx, seed), NO_NONCE, bodyAd(p, binding, before), pad(content))
  return concat(before, body)
}

/**
 * Seals the seed alone: `commitment 32 ‖ slots 1168 each` (docs/protocol.md, 6.3). A key is shared in this way; see
 * {@link keyOf}.
 */
export function sealSeed(
  p: Primitives,
  binding: Binding,
  readers: readonly (Reader & { readonly addressed: boolean })[],
  seed: Bytes,
): Bytes {
  const ctx = contextOf(p, binding)
  const slots = readers.map((reader, i) => makeSlot(p, ctx, seed, i, reader, reader.addressed))
  return concat(commit(p, ctx, seed), ...slots)
}

/** The key that a sealed seed stands for (docs/protocol.md, 6.6), 32 bytes. */
export const keyOf = (p: Primitives, binding: Binding, seed: Bytes): Bytes =>
  p.blake2b(32, seed, concat(KEY_LABEL, contextOf(p, binding)))

/** What a slot turned out to be: `wrong` opens for nobody, though its maker may have wanted it to look addressed. */
export type SlotFinding = 'addressed' | 'left-out' | 'wrong'

export interface Opened {
  readonly content: Bytes
  /** Whoever is given it can open the same (docs/protocol.md, 6.7), 32 bytes. */
  readonly seed: Bytes
  /** One finding for each reader, in order. */
  readonly slots: readonly SlotFinding[]
}

/**
 * Opens what `seal` made, as the reader at `index`, and recomputes every slot (docs/protocol.md, 6.5).
 * @param readers the same readers in the same order as when it was sealed.
 * @param kemSeed the secret half of that reader's intake key, 32 bytes.
 * @throws `open_failed`, always with the same message.
 */
export function open(
  p: Primitives,
  binding: Binding,
  readers: readonly Reader[],
  sealed: Bytes,
  index: number,
  kemSeed: Bytes,
): Opened {
  const bodyAt = COMMITMENT + readers.length * SLOT
  if (sealed.length <= bodyAt) throw openFailed()
  const { found, seed, slots } = trySeed(p, binding, readers, sealed.subarray(0, bodyAt), index, kemSeed)
  const padded = openBody(p, binding, sealed, bodyAt, seed)
  if (!found || padded === null) throw openFailed()
  return { content: unpad(padded), seed, slots }
}

/**
 * Opens what `seal` made with the seed alone, and recomputes every slot (docs/protocol.md, 6.7).
 * @param readers the same readers in the same order as when it was sealed.
 * @throws `open_failed`, always with the same message.
 */
export function openWithSeed(
  p: Primitives,
  binding: Binding,
  readers: readonly Reader[],
  sealed: Bytes,
  seed: Bytes,
): Opened {
  const bodyAt = COMMITMENT + readers.length * SLOT
  if (sealed.length <= bodyAt) throw openFailed()
  const ctx = contextOf(p, binding)
  if (!equal(commit(p, ctx, seed), sealed.subarray(0, COMMITMENT))) throw openFailed()
  const padded = openBody(p, binding, sealed, bodyAt, seed)
  if (padded === null) throw openFailed()
  const slots = readers.map((each, i) => examineSlot(p, ctx, seed, i, each, slotAt(sealed, i)))
  return { content: unpad(padded), seed, slots }
}

function openBody(p: Primitives, binding: Binding, sealed: Bytes, bodyAt: number, seed: Bytes): Bytes | null {
  const ad = bodyAd(p, binding, sealed.subarray(0, bodyAt))
  const key = bodyKey(p, contextOf(p, binding), seed)
  return p.aeadOpen(key, NO_NONCE, ad, sealed.subarray(bodyAt))
}

/** A seed that was opened, and who else can open it. */
export interface OpenedSeed {
  /** 32 bytes. */
  readonly seed: Bytes
  readonly slots: readonly SlotFinding[]
}

/**
 * Opens what `sealSeed` made (docs/protocol.md, 6.6).
 * @throws `open_failed`, always with the same message.
 */
export function openSeed(
  p: Primitives,
  binding: Binding,
  readers: readonly Reader[],
  sealed: Bytes,
  index: number,
  kemSeed: Bytes,
): OpenedSeed {
  if (sealed.length !== COMMITMENT + readers.length * SLOT) throw openFailed()
  const { found, seed, slots } = trySeed(p, binding, readers, sealed, index, kemSeed)
  if (!found) throw openFailed()
  return { seed, slots }
}

/** Whoever was left out does the same work: a server that times the next request must not learn it. */
function trySeed(
  p: Primitives,
  binding: Binding,
  readers: readonly Reader[],
  sealed: Bytes,
  index: number,
  kemSeed: Bytes,
): OpenedSeed & { readonly found: boolean } {
  const ctx = contextOf(p, binding)
  const reader = readers[index]
  if (reader === undefined) throw openFailed()
  const unwrapped = unwrap(p, ctx, index, reader, slotAt(sealed, index), kemSeed)
  const seed = unwrapped ?? NO_SEED
  const committed = equal(commit(p, ctx, seed), sealed.subarray(0, COMMITMENT))
  const slots = readers.map((each, i) => examineSlot(p, ctx, seed, i, each, slotAt(sealed, i)))
  return { found: unwrapped !== null && committed, seed, slots }
}

/** The seed in this reader's slot; null when it holds none for them. */
function unwrap(
  p: Primitives,
  ctx: Bytes,
  index: number,
  { id }: Pick<Reader, 'id'>,
  slot: Bytes,
  kemSeed: Bytes,
): Bytes | null {
  const secret = decapsulate(p, kemSeed, slot.subarray(0, KEM_CIPHERTEXT))
  if (secret === null) return null
  return p.aeadOpen(wrapKey(p, ctx, secret, index, id), NO_NONCE, ctx, slot.subarray(KEM_CIPHERTEXT))
}

/** Null for a ciphertext that X-Wing refuses: its X25519 half is a point of small order. */
function decapsulate(p: Primitives, kemSeed: Bytes, ciphertext: Bytes): Bytes | null {
  try {
    return p.kemDecapsulate(kemSeed, ciphertext)
  } catch {
    return null
  }
}

function makeSlot(
  p: Primitives,
  ctx: Bytes,
  seed: Bytes,
  i: number,
  reader: Reader,
  addressed: boolean,
): Bytes {
  const made = encapsulate(p, ctx, seed, i, reader)
  // The recipient signed and listed bytes that are no key: sealing to the others alone would show who is missing.
  if (made === null) throw keyNotUsable(i)
  const { ciphertext, secret } = made
  // Both keys are always made, so that being left out takes the same time.
  const keys = [decoyKey(p, ctx, seed, i), wrapKey(p, ctx, secret, i, reader.id)] as const
  return concat(ciphertext, p.aeadSeal(keys[addressed ? 1 : 0], NO_NONCE, ctx, seed))
}

function examineSlot(
  p: Primitives,
  ctx: Bytes,
  seed: Bytes,
  i: number,
  reader: Reader,
  slot: Bytes,
): SlotFinding {
  const made = encapsulate(p, ctx, seed, i, reader)
  if (made === null) return 'wrong'
  const { ciphertext, secret } = made
  const wrapped = slot.subarray(KEM_CIPHERTEXT)
  if (!equal(ciphertext, slot.subarray(0, KEM_CIPHERTEXT))) return 'wrong'
  const sealedWith = (key: Bytes) => equal(p.aeadSeal(key, NO_NONCE, ctx, seed), wrapped)
  if (sealedWith(wrapKey(p, ctx, secret, i, reader.id))) return 'addressed'
  return sealedWith(decoyKey(p, ctx, seed, i)) ? 'left-out' : 'wrong'
}

const slotAt = (sealed: Bytes, i: number): Bytes =>
  sealed.subarray(COMMITMENT + i * SLOT, COMMITMENT + (i + 1) * SLOT)

/** Null when the reader's key is none. */
function encapsulate(p: Primitives, ctx: Bytes, seed: Bytes, i: number, { key }: Reader) {
  const randomness = p.blake2b(64, seed, concat(SLOT_LABEL, ctx, u16(i)))
  try {
    return p.kemEncapsulate(key, randomness)
  } catch {
    return null
  }
}

const keyNotUsable = (i: number) =>
  new CandorError('intake_key_wrong', `the key of recipient ${i + 1} is not usable`, 'tell the organisation')

const wrapKey = (p: Primitives, ctx: Bytes, secret: Bytes, i: number, id: string): Bytes =>
  p.blake2b(32, secret, concat(WRAP_LABEL, ctx, u16(i), fromHex(id)))

const decoyKey = (p: Primitives, ctx: Bytes, seed: Bytes, i: number): Bytes =>
  p.blake2b(32, seed, concat(DECOY_LABEL, ctx, u16(i)))

const bodyKey = (p: Primitives, ctx: Bytes, seed: Bytes): Bytes =>
  p.blake2b(32, seed, concat(label('body'), ctx))

const commit = (p: Primitives, ctx: Bytes, seed: Bytes): Bytes =>
  p.blake2b(32, seed, concat(label('commit'), ctx))

const bodyAd = (p: Primitives, { header }: Binding, before: Bytes): Bytes => p.sha256(concat(header, before))
