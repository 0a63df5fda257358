import { type Bytes, concat } from '../protocol/bytes.ts'
import { type IntakeBlock, intakeHash, parseIntakeBlock } from '../protocol/epoch.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../protocol/time.ts'
import type { Store } from '../store/store.ts'
import { openBlocks } from './blocks.ts'
import type { Clock, Keyrings, Publication } from './keyrings.ts'

/** How many epochs ahead intake keys are taken. */
const FURTHEST = 64

export interface Epochs {
  /**
   * Keeps the intake keys of a recipient, who signed them: whoever delivers them. Answers how the newest keyring stands.
   * Throws `keyring_missing`, `recipient_unknown`, `request_malformed`, `request_unsigned`, `intake_list_old`.
   */
  deliver(recipientId: string, block: Bytes): Publication
  /** The newest block that was delivered for a recipient of the newest keyring. Throws `keyring_missing`, `not_found`. */
  block(recipientId: string): Bytes
  /**
   * The intake keys of an epoch in keyring order, 1216 bytes each, for the served keyring or for the one named.
   * Throws `keyring_missing`, `intake_key_missing`.
   */
  keys(epoch: number, seq?: number): Bytes
}

export interface EpochOptions {
  readonly store: Store
  readonly notary: Notary
  readonly clock: Clock
  readonly keyrings: Keyrings
}

export function openEpochs({ store, notary, clock, keyrings }: EpochOptions): Epochs {
  const keyringFor = (seq?: number) => {
    const trusted = seq === undefined ? keyrings.served() : keyrings.at(seq)
    if (trusted === null) throw unserved()
    return trusted.keyring
  }
  const blocks = openBlocks({ store, notary })
  const listed = (recipientId: string) =>
    keyrings.latest().keyring.recipients.find(({ id }) => id === recipientId)
  return {
    deliver: (recipientId, bytes) => {
      const recipient = listed(recipientId)
      if (recipient === undefined) throw unknown()
      const block = parseIntakeBlock(notary, recipient, bytes)
      const keys = useful(block, epochOfDay(dayOf(clock())))
      blocks.keep(recipient, block, bytes)
      store.addIntakeKeys(keys.map((key) => ({ hash: notary.sha256(key), key })))
      return keyrings.reconsider()
    },
    block: (recipientId) => {
      const recipient = listed(recipientId)
      const held = recipient === undefined ? null : blocks.of(recipient)
      if (held === null) throw notDelivered()
      return held
    },
    keys: (epoch, seq) => {
      const hashes = keyringFor(seq).recipients.map((recipient) => intakeHash(recipient, epoch))
      const held = store.intakeKeys(hashes).filter((key) => key !== null)
      if (held.length < hashes.length) throw missing()
      return concat(...held)
    },
  }
}

/** The keys of a block from the last epoch on; and always the last one, which stays in use however old it is. */
function useful({ firstEpoch, keys }: IntakeBlock, epoch: number): Bytes[] {
  if (firstEpoch + keys.length - 1 > epoch + FURTHEST) {
    throw new CandorError(
      'request_malformed',
      `intake keys are taken up to epoch ${epoch + FURTHEST}, and these go further`,
    )
  }
  return keys.filter((_, i) => firstEpoch + i >= epoch - 1 || i === keys.length - 1)
}

const notDelivered = () => new CandorError('not_found', 'no intake keys of such a recipient were delivered')

const unknown = () =>
  new CandorError('recipient_unknown', 'the organisation’s newest keyring does not list this recipient')

const missing = () =>
  new CandorError('intake_key_missing', 'the keys of every recipient for this week are not here yet')

const unserved = () =>
  new CandorError('keyring_missing', 'this server has no keyring with the keys of all its recipients yet')
