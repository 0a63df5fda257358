import { type Bytes, concat, equal, fromUtf8, readU16, readU32, toUtf8, u16, u32 } from './bytes.ts'
import { CandorError } from './errors.ts'
import { MOST_RECIPIENTS } from './keyring/statement.ts'
import { BODY_SIZES, LARGEST_BODY } from './padding.ts'
import { AEAD_TAG, KEM_CIPHERTEXT, SEED } from './primitives/primitives.ts'

const MAGIC = toUtf8('candor/1')
const HASH_AT = MAGIC.length
const EPOCH_AT = HASH_AT + 32
const COUNT_AT = EPOCH_AT + 4

/** `"candor/1" 8 ‖ keyring hash 32 ‖ u32 epoch ‖ u16 recipients` (docs/protocol.md, 7.1). */
export const HEADER = COUNT_AT + 2

/** Binds the seed, so that a body opens with one seed only: 32 bytes (docs/protocol.md, 6.3). */
export const COMMITMENT = 32
/** X-Wing ciphertext and sealed seed: 1168 bytes for every recipient (docs/protocol.md, 6.2). */
export const SLOT = KEM_CIPHERTEXT + SEED + AEAD_TAG

/** The length of an envelope for so many recipients and a padded body of `bodySize` bytes (docs/protocol.md, 7.2). */
export const envelopeSize = (recipients: number, bodySize: number): number =>
  HEADER + COMMITMENT + recipients * SLOT + bodySize + AEAD_TAG

/** The longest envelope, in bytes. */
export const LARGEST_ENVELOPE = envelopeSize(MOST_RECIPIENTS, LARGEST_BODY)

/** What anybody can see of an envelope. */
export interface Envelope {
  /** The first 46 bytes. */
  readonly header: Bytes
  /** SHA-256 of the keyring's payload that it was sealed under, 32 bytes. */
  readonly keyringHash: Bytes
  readonly epoch: number
  /** How many slots it has: one for every recipient of that keyring, addressed or not. */
  readonly recipients: number
  /** Everything after the header: commitment, slots, body. */
  readonly sealed: Bytes
}

export const encodeHeader = (keyringHash: Bytes, epoch: number, recipients: number): Bytes =>
  concat(MAGIC, keyringHash, u32(epoch), u16(recipients))

/**
 * Checks the form of an envelope, which is all that can be checked without a key (docs/protocol.md, 7.3).
 * @throws `envelope_newer`, `envelope_malformed`
 */
export function parseEnvelope(bytes: Bytes): Envelope {
  if (bytes.length < HEADER) throw malformed()
  checkMagic(bytes.subarray(0, HASH_AT))
  const recipients = readU16(bytes, COUNT_AT)
  if (recipients < 1 || recipients > MOST_RECIPIENTS) throw malformed()
  if (!BODY_SIZES.some((size) => envelopeSize(recipients, size) === bytes.length)) throw malformed()
  return {
    header: bytes.slice(0, HEADER),
    keyringHash: bytes.slice(HASH_AT, EPOCH_AT),
    epoch: readU32(bytes, EPOCH_AT),
    recipients,
    sealed: bytes.subarray(HEADER),
  }
}

function checkMagic(magic: Bytes): void {
  if (equal(magic, MAGIC)) return
  if (!fromUtf8(magic).startsWith('candor/')) throw malformed()
  throw new CandorError(
    'envelope_newer',
    'this was sealed by a newer version of Candor',
    'update Candor and try again',
  )
}

const malformed = () => new CandorError('envelope_malformed', 'this is not an envelope, or not a whole one')
