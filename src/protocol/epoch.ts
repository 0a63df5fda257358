import { type Bytes, concat, equal, fromBase64, fromHex, label, readU16, readU32, u16, u32 } from './bytes.ts'
import { CandorError } from './errors.ts'
import { type Keyring, MOST_EPOCHS, type Recipient } from './keyring/statement.ts'
import { type Digests, KEM_PUBLIC_KEY, type Notary, SIGNATURE } from './primitives/primitives.ts'

/** What a recipient signs about their intake keys (docs/protocol.md, 5.2). */
export function intakeListBytes(recipientId: string, firstEpoch: number, hashes: readonly Bytes[]): Bytes {
  return concat(label('intake'), fromHex(recipientId), u32(firstEpoch), u16(hashes.length), ...hashes)
}

/** Whether the recipient signed the list that the keyring holds for them (docs/protocol.md, 5.2). */
export function verifyIntakeList(
  p: Notary,
  { id, identity, firstEpoch, epochs, signature }: Recipient,
): boolean {
  const message = intakeListBytes(id, firstEpoch, epochs.map(fromBase64))
  return p.verify(fromBase64(identity), message, fromBase64(signature))
}

/**
 * The hash of the intake key that counts for a recipient in an epoch: past the last listed epoch the last key stays in
 * use (docs/protocol.md, 5.3).
 * @throws `intake_key_missing` before the first listed epoch.
 */
export function intakeHash({ firstEpoch, epochs }: Recipient, epoch: number): Bytes {
  const hash = epochs[Math.min(epoch - firstEpoch, epochs.length - 1)]
  if (epoch < firstEpoch || hash === undefined) throw missing()
  return fromBase64(hash)
}

/**
 * Reads the answer of `GET /v1/epochs/{n}`: one intake key of 1216 bytes for every recipient, in keyring order, each
 * checked against the keyring (docs/protocol.md, 5.4).
 * @throws `intake_key_missing`, `intake_key_wrong`
 */
export function parseIntakeKeys(p: Digests, keyring: Keyring, epoch: number, bytes: Bytes): Bytes[] {
  if (bytes.length !== keyring.recipients.length * KEM_PUBLIC_KEY) throw missing()
  return keyring.recipients.map((recipient, i) => {
    const key = bytes.slice(i * KEM_PUBLIC_KEY, (i + 1) * KEM_PUBLIC_KEY)
    if (!equal(p.sha256(key), intakeHash(recipient, epoch))) throw wrong()
    return key
  })
}

/** Intake keys that a recipient hands in, with their signature over the list (docs/protocol.md, 5.2). */
export interface IntakeBlock {
  readonly firstEpoch: number
  /** X-Wing public keys, 1216 bytes each, for consecutive epochs. */
  readonly keys: readonly Bytes[]
  /** Ed25519, 64 bytes. */
  readonly signature: Bytes
}

const BLOCK_HEAD = 6

/** The longest block, in bytes. */
export const LARGEST_INTAKE_BLOCK = BLOCK_HEAD + MOST_EPOCHS * KEM_PUBLIC_KEY + SIGNATURE

/** `u32 first epoch ‖ u16 count ‖ keys ‖ signature` (docs/protocol.md, 5.2). */
export const encodeIntakeBlock = ({ firstEpoch, keys, signature }: IntakeBlock): Bytes =>
  concat(u32(firstEpoch), u16(keys.length), ...keys, signature)

/**
 * Reads a block whose signature was checked before.
 * @throws `request_malformed`
 */
export function readIntakeBlock(bytes: Bytes): IntakeBlock {
  const count = bytes.length >= BLOCK_HEAD ? readU16(bytes, 4) : 0
  const end = BLOCK_HEAD + count * KEM_PUBLIC_KEY
  if (count < 1 || count > MOST_EPOCHS || bytes.length !== end + SIGNATURE) {
    throw new CandorError('request_malformed', 'these are not intake keys')
  }
  const keys = [...Array(count).keys()].map((i) =>
    bytes.slice(BLOCK_HEAD + i * KEM_PUBLIC_KEY, BLOCK_HEAD + (i + 1) * KEM_PUBLIC_KEY),
  )
  return { firstEpoch: readU32(bytes, 0), keys, signature: bytes.slice(end) }
}

/**
 * Reads a block and checks that the recipient signed it.
 * @throws `request_malformed`, `request_unsigned`
 */
export function parseIntakeBlock(
  p: Notary,
  recipient: Pick<Recipient, 'id' | 'identity'>,
  bytes: Bytes,
): IntakeBlock {
  const block = readIntakeBlock(bytes)
  const message = intakeListBytes(
    recipient.id,
    block.firstEpoch,
    block.keys.map((key) => p.sha256(key)),
  )
  if (!p.verify(fromBase64(recipient.identity), message, block.signature)) {
    throw new CandorError('request_unsigned', 'the recipient did not sign these intake keys')
  }
  return block
}

const missing = () =>
  new CandorError(
    'intake_key_missing',
    'the server does not have the keys of every recipient for this week',
    'try again later, or tell the organisation',
  )

const wrong = () =>
  new CandorError(
    'intake_key_wrong',
    'the server offers a key that the organisation did not list',
    'nothing was sent. Tell the organisation over another channel',
  )
