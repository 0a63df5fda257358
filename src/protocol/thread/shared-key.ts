import { type Bytes, concat, equal, fromBase64, readU16, readU32, toBase64 } from '../bytes.ts'
import { COMMITMENT, encodeHeader, HEADER, SLOT } from '../envelope.ts'
import { isCandorError } from '../errors.ts'
import type { Primitives } from '../primitives/primitives.ts'
import { type Binding, keyOf, openSeed, type Reader, sealSeed } from '../seal.ts'
import type { Circle, SealingContext } from '../tip.ts'

/** The two threads that can go on under another key. */
export type RekeyedThread = 'conversation' | 'team'

/** What a key is for (docs/protocol.md, 11.8): it opens nowhere else. */
export interface KeyPurpose {
  /** `E#` of the case, 32 bytes. */
  readonly envelope: Bytes
  readonly use:
    | { readonly kind: 'case-key'; readonly circle: Circle }
    | { readonly kind: 'next-key'; readonly thread: RekeyedThread }
    | { readonly kind: 'grant' }
}

/** The keyring and week under which a key was sealed. */
export interface SealedUnder {
  /** 32 bytes. */
  readonly keyringHash: Bytes
  readonly epoch: number
  readonly recipients: number
}

/** A key of a thread, and who holds it. */
export interface SharedKey {
  /** 32 bytes. */
  readonly key: Bytes
  /** Ids of recipients; a source that holds it too is not among them. */
  readonly readers: readonly string[]
  /** `seq` of the keyring that it was sealed under: of a conversation's first key that of the tip, for a source 0. */
  readonly seq: number
}

/** `void`: it is not sealed to exactly those to whom it should be. `not-mine`: it cannot be opened here. */
export type Received = SharedKey | 'void' | 'not-mine'

/**
 * Seals a fresh key for a thread to some of the recipients of a keyring (docs/protocol.md, 11.8). The same length whoever
 * they are.
 * @param readers ids of those who shall hold it
 * @param seed 32 fresh random bytes
 * @returns the text that an event carries, and the key
 */
export function shareKey(
  p: Primitives,
  to: SealingContext,
  purpose: KeyPurpose,
  readers: readonly string[],
  seed: Bytes,
): { readonly sealed: string; readonly key: Bytes } {
  const header = headerOf(to)
  const binding = bindingOf(to.trusted.orgId, header, purpose)
  const slots = readersOf(to).map((reader) => ({ ...reader, addressed: readers.includes(reader.id) }))
  const sealed = concat(header, sealSeed(p, binding, slots, seed))
  return { sealed: toBase64(sealed), key: keyOf(p, binding, seed) }
}

/** What anybody who reads the event can see of a sealed key; null when it is none. */
export function sealedUnder(sealed: string): SealedUnder | null {
  const bytes = decode(sealed)
  if (bytes === null || bytes.length < HEADER) return null
  const keyringHash = bytes.slice(8, 40)
  const [epoch, recipients] = [readU32(bytes, 40), readU16(bytes, 44)]
  const header = encodeHeader(keyringHash, epoch, recipients)
  const isWhole = bytes.length === HEADER + COMMITMENT + recipients * SLOT
  return isWhole && equal(header, bytes.subarray(0, HEADER)) ? { keyringHash, epoch, recipients } : null
}

/**
 * Opens a sealed key and checks that it is sealed to exactly `readers` (docs/protocol.md, 11.8).
 * @param as the place of the reader in the keyring, and their secret for the epoch, 32 bytes
 * @param spared those of `readers` without whom it counts as well: they are readers where it is sealed to them
 */
export function receiveKey(
  p: Primitives,
  to: SealingContext,
  purpose: KeyPurpose,
  sealed: string,
  as: { readonly index: number; readonly secret: Bytes },
  readers: readonly string[],
  spared: readonly string[] = [],
): Received {
  const bytes = decode(sealed)
  const header = headerOf(to)
  if (bytes === null || !equal(header, bytes.subarray(0, HEADER))) return 'void'
  const binding = bindingOf(to.trusted.orgId, header, purpose)
  const all = readersOf(to)
  try {
    const { seed, slots } = openSeed(p, binding, all, bytes.subarray(HEADER), as.index, as.secret)
    const holding = readers.filter((id) => slots[all.findIndex((each) => each.id === id)] === 'addressed')
    const isExact = all.every(({ id }, i) => slots[i] === (holding.includes(id) ? 'addressed' : 'left-out'))
    const isComplete = readers.every((id) => holding.includes(id) || isSpared(all, spared, id))
    const { seq } = to.trusted.keyring
    return isExact && isComplete ? { key: keyOf(p, binding, seed), readers: holding, seq } : 'void'
  } catch (error) {
    if (isCandorError(error, 'open_failed')) return 'not-mine'
    throw error
  }
}

/** Nobody is a reader who has no place in the keyring. */
const isSpared = (all: readonly Reader[], spared: readonly string[], id: string): boolean =>
  spared.includes(id) && all.some((each) => each.id === id)

const headerOf = ({ trusted, epoch }: SealingContext): Bytes =>
  encodeHeader(trusted.hash, epoch, trusted.keyring.recipients.length)

const bindingOf = (orgId: Bytes, header: Bytes, { envelope, use }: KeyPurpose): Binding => ({
  kind: kindOf(use),
  orgId,
  header: concat(header, envelope),
})

function kindOf(use: KeyPurpose['use']): string {
  if (use.kind === 'case-key') return `case-key/${use.circle}`
  return use.kind === 'next-key' ? `next-key/${use.thread}` : 'grant'
}

function readersOf({ trusted, keys }: SealingContext): Reader[] {
  const { recipients } = trusted.keyring
  if (keys.length !== recipients.length) throw new RangeError('one intake key for each recipient')
  return recipients.map(({ id }, i) => ({ id, key: keys[i] as Bytes }))
}

function decode(text: string): Bytes | null {
  try {
    return fromBase64(text)
  } catch {
    return null
  }
}
