import { type Bytes, demand, fromHex, join, label, Reader, same, u16, u32 } from './bytes.ts'
import { bytesOf, type Keyring, type Recipient } from './keyring.ts'
import { sha256, sign, verify } from './primitives.ts'
import type { Readers } from './seal.ts'

const keySize = 1216

/** 5.1 */
export const epochOf = (day: number): number => Math.floor(day / 7)

/** 5.2: what the recipient signs */
const listMessage = (id: Bytes, firstEpoch: number, hashes: Bytes[]): Bytes =>
  join(label('intake'), id, u32(firstEpoch), u16(hashes.length), ...hashes)

export const checkRecipientSignature = ({ id, identity, firstEpoch, epochs, signature }: Recipient): void => {
  const message = listMessage(fromHex(id, 16), firstEpoch, epochs.map(bytesOf))
  demand(verify(bytesOf(identity), message, bytesOf(signature)), 'an intake list is not its recipient’s')
}

/** 5.2: the intake block */
export const makeBlock = (identitySeed: Bytes, id: Bytes, firstEpoch: number, keys: Bytes[]): Bytes => {
  const hashes = keys.map((key) => sha256(key))
  const signature = sign(identitySeed, listMessage(id, firstEpoch, hashes))
  return join(u32(firstEpoch), u16(keys.length), ...keys, signature)
}

export type Block = { firstEpoch: number; keys: Bytes[]; signature: Bytes }

export const readBlock = (bytes: Bytes, id: Bytes, identity: Bytes): Block => {
  const reader = new Reader(bytes)
  const firstEpoch = reader.number(4)
  const count = reader.number(2)
  demand(count >= 1 && count <= 64, 'an intake block of another length')
  const keys = Array.from({ length: count }, () => reader.take(keySize))
  const signature = reader.take(64)
  reader.end()
  const message = listMessage(
    id,
    firstEpoch,
    keys.map((key) => sha256(key)),
  )
  demand(verify(identity, message, signature), 'an intake block is not its recipient’s')
  return { firstEpoch, keys, signature }
}

/** 5.3: the place in the recipient's list of the key that counts in an epoch */
export const entryAt = ({ firstEpoch, epochs }: Recipient, epoch: number): number => {
  demand(epoch >= firstEpoch, 'no key for so early an epoch')
  return Math.min(epoch - firstEpoch, epochs.length - 1)
}

/** 5.4: exactly one key for each recipient, each the one listed */
export const readIntakeKeys = (keyring: Keyring, epoch: number, bytes: Bytes): Bytes[] => {
  const reader = new Reader(bytes)
  const keys = keyring.recipients.map((recipient) => {
    const key = reader.take(keySize)
    const listed = recipient.epochs[entryAt(recipient, epoch)] ?? ''
    demand(same(sha256(key), bytesOf(listed)), 'an intake key is not the listed one')
    return key
  })
  reader.end()
  return keys
}

/** 6.2: everyone in the keyring, in its order */
export const readersOf = (keyring: Keyring, epoch: number, bytes: Bytes): Readers => ({
  ids: keyring.recipients.map(({ id }) => fromHex(id, 16)),
  keys: readIntakeKeys(keyring, epoch, bytes),
})
