import { type Bytes, concat, equal, fromBase64, fromHex, readU16, readU32, toBase64 } from '../bytes.ts'
import { COMMITMENT, encodeHeader, HEADER, SLOT } from '../envelope.ts'
import { isCandorError } from '../errors.ts'
import type { Primitives } from '../primitives/primitives.ts'
import { type Binding, keyOf, openSeed, openSlot, type Reader, sealSeed } from '../seal.ts'
import type { Circle, SealingContext } from '../tip.ts'

/** What a key is for (docs/protocol.md, 11.8): it opens nowhere else. */
export interface KeyPurpose {
  /** `E#` of the case, 32 bytes. */
  readonly envelope: Bytes
  readonly use:
    | { readonly kind: 'case-key'; readonly circle: Circle }
    | {
        readonly kind: 'rekey'
        readonly thread: 'conversation' | 'team'
        /** The name of the key that is replaced, 32 hexadecimal digits. */
        readonly from: string
      }
}

/** The keyring and week under which a key was sealed. */
export interface SealedUnder {
  /** 32 bytes. */
  readonly keyringHash: Bytes
  readonly epoch: number
  readonly recipients: number
}

/** A key of a thread, and who is proven to hold it. */
export interface SharedKey {
  /** 32 bytes. */
  readonly key: Bytes
  /** Ids of recipients; a source that holds it too is not among them. */
  readonly readers: readonly string[]
}

/** `void`: it is not sealed to exactly those to whom it should be. `not-mine`: it cannot be opened here. */
export type Received = SharedKey | 'void' | 'not-mine'

/** The source, where a conversation's key is sealed: after all recipients. */
const SOURCE = '00'.repeat(16)

/**
 * Seals a fresh key for a thread to some of the recipients of a keyring (docs/protocol.md, 11.8). The same length whoever
 * they are.
 * @param readers ids of those who shall hold it
 * @param source the source's X-Wing key, 1216 bytes, where a conversation goes on under another key; else null
 * @param seed 32 fresh random bytes
 * @returns the text that an event carries, and the key
 */
export function shareKey(
  p: Primitives,
  to: SealingContext,
  purpose: KeyPurpose,
  readers: readonly string[],
  source: Bytes | null,
  seed: Bytes,
): { readonly sealed: string; readonly key: Bytes } {
  const { recipients } = to.trusted.keyring
  const header = encodeHeader(to.trusted.hash, to.epoch, recipients.length)
  const binding = bindingOf(to.trusted.orgId, header, purpose)
  const slots = readersOf(to, source).map((reader, i) => ({
    ...reader,
    addressed: i >= recipients.length || readers.includes(reader.id),
  }))
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
  return equal(header, bytes.subarray(0, HEADER)) ? { keyringHash, epoch, recipients } : null
}

/**
 * Whether a key was sealed for the week of the message in which it stands, or the one beside it (docs/protocol.md, 11.8).
 * Any other would let its maker choose which intake keys its readers ask the server for, and so be told of their visits.
 */
export function isOfItsWeek(sealed: string, week: number): boolean {
  const under = sealedUnder(sealed)
  return under !== null && Math.abs(under.epoch - week) <= 1
}

/**
 * Opens a sealed key and checks that it is sealed to exactly `readers` (docs/protocol.md, 11.8).
 * @param as the place of the reader in the keyring (the source stands after the last recipient), and their secret for the
 * epoch, 32 bytes
 */
export function receiveKey(
  p: Primitives,
  to: SealingContext,
  purpose: KeyPurpose,
  sealed: string,
  as: { readonly index: number; readonly secret: Bytes },
  readers: readonly string[],
  source: Bytes | null,
): Received {
  const bytes = decode(sealed)
  const { recipients } = to.trusted.keyring
  const header = encodeHeader(to.trusted.hash, to.epoch, recipients.length)
  if (bytes === null || !equal(header, bytes.subarray(0, HEADER))) return 'void'
  const binding = bindingOf(to.trusted.orgId, header, purpose)
  const all = readersOf(to, source)
  try {
    const { seed, slots } = openSeed(p, binding, all, bytes.subarray(HEADER), as.index, as.secret)
    // By place and not by id: nobody can be listed as the source.
    const exact = all.every(({ id }, i) => {
      const expected = i >= recipients.length || readers.includes(id)
      return slots[i] === (expected ? 'addressed' : 'left-out')
    })
    const listed = readers.every((id) => recipients.some((each) => each.id === id))
    return exact && listed ? { key: keyOf(p, binding, seed), readers } : 'void'
  } catch (error) {
    if (isCandorError(error, 'open_failed')) return 'not-mine'
    throw error
  }
}

/**
 * Opens the source's own place of a conversation's next key. A source does not prove who else can open it: the keys that
 * it would need are the choice of whoever sealed it, and asking the server for them would tell it who is asking.
 * @param sealing the source's X-Wing seed, 32 bytes
 */
export function receiveOwnKey(
  p: Primitives,
  orgId: Bytes,
  purpose: KeyPurpose,
  sealed: string,
  sealing: Bytes,
  readers: readonly string[],
): Received {
  const bytes = decode(sealed)
  const under = sealedUnder(sealed)
  if (bytes === null || under === null) return 'void'
  const { recipients } = under
  if (bytes.length !== HEADER + COMMITMENT + (recipients + 1) * SLOT) return 'void'
  const binding = bindingOf(orgId, bytes.slice(0, HEADER), purpose)
  const seed = openSlot(p, binding, bytes.subarray(HEADER), recipients, SOURCE, sealing)
  return seed === null ? 'not-mine' : { key: keyOf(p, binding, seed), readers }
}

function bindingOf(orgId: Bytes, header: Bytes, { envelope, use }: KeyPurpose): Binding {
  const from = use.kind === 'rekey' ? fromHex(use.from) : new Uint8Array(16)
  const kind = use.kind === 'rekey' ? `rekey/${use.thread}` : `case-key/${use.circle}`
  return { kind, orgId, header: concat(header, envelope, from) }
}

function readersOf({ trusted, keys }: SealingContext, source: Bytes | null): Reader[] {
  const { recipients } = trusted.keyring
  if (keys.length !== recipients.length) throw new RangeError('one intake key for each recipient')
  const readers = recipients.map(({ id }, i) => ({ id, key: keys[i] as Bytes }))
  return source === null ? readers : [...readers, { id: SOURCE, key: source }]
}

function decode(text: string): Bytes | null {
  try {
    return fromBase64(text)
  } catch {
    return null
  }
}
