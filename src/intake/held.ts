import type { Bytes } from '../protocol/bytes.ts'
import { intakeHash } from '../protocol/epoch.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Keyring, Recipient } from '../protocol/keyring/statement.ts'
import type { Store } from '../store/store.ts'

type KeyStore = Pick<Store, 'intakeKeys'>

/** One at a time: whoever has delivered nothing costs one look-up, not one for every week. */
const holdsAll = (store: KeyStore, hashes: readonly Bytes[]): boolean =>
  hashes.every((hash) => store.intakeKeys([hash]).every((key) => key !== null))

/** Whether every key of a recipient that will be used from an epoch on is here. */
export function holdsKeysFrom(store: KeyStore, recipient: Recipient, epoch: number): boolean {
  const { firstEpoch, epochs } = recipient
  if (epoch < firstEpoch) return false
  const last = Math.max(epoch, firstEpoch + epochs.length - 1)
  const hashes = Array.from({ length: last - epoch + 1 }, (_, i) => intakeHash(recipient, epoch + i))
  return holdsAll(store, hashes)
}

/** Whether the key of a recipient that counts in an epoch is here. */
export const holdsKeysFor = (store: KeyStore, recipient: Recipient, epoch: number): boolean =>
  epoch >= recipient.firstEpoch && holdsAll(store, [intakeHash(recipient, epoch)])

/** Throws `clock_wrong`, `envelope_stale`. */
export type CheckSealable = (keyring: Keyring, epoch: number) => void

/**
 * Whether anybody can have sealed honestly under a keyring in an epoch: to keys that are not here nobody can, and no
 * recipient could tell what such an envelope is. A key once held stays, so a good answer is found once.
 */
export function checkSealable(store: KeyStore): CheckSealable {
  const sealable = new Set<string>()
  return ({ seq, recipients }, epoch) => {
    const name = `${seq} ${epoch}`
    if (sealable.has(name)) return
    if (recipients.some(({ firstEpoch }) => epoch < firstEpoch)) throw early()
    const hashes = recipients.map((recipient) => intakeHash(recipient, epoch))
    if (!holdsAll(store, hashes)) throw stale()
    sealable.add(name)
  }
}

const early = () =>
  new CandorError(
    'clock_wrong',
    'in the week of this envelope not all of its recipients had keys yet: correct the date, and seal it again',
    'set the date of this device and send it again',
  )

/** Under keys that are followed by others, or that never were complete. */
export const stale = () =>
  new CandorError(
    'envelope_stale',
    'this was sealed to keys that the organisation does not use: fetch its keyring again, and seal it again',
    'send it again; it is sealed to the new keys then',
  )
