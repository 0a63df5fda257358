import { type Bytes, toBase64, toHex } from '../protocol/bytes.ts'
import { encodeIntakeBlock, type IntakeBlock } from '../protocol/epoch.ts'
import { type IntakeSecrets, signIntakeBlock } from '../protocol/epoch-secret.ts'
import type { Recipient } from '../protocol/keyring/statement.ts'
import { type Primitives, type Random, SEED } from '../protocol/primitives/primitives.ts'

/** The secret side of a recipient. */
export interface Identity {
  /** Who this is in every keyring: 32 hexadecimal digits. */
  readonly recipientId: string
  /** Ed25519 seed, 32 bytes. */
  readonly signing: Bytes
  readonly intake: IntakeSecrets
}

/** How many weeks of intake keys are made ahead. */
const EPOCHS_AHEAD = 26

export function newIdentity(random: Random, firstEpoch: number, epochs: number = EPOCHS_AHEAD): Identity {
  const seeds = Array.from({ length: epochs }, () => random(SEED))
  return { recipientId: toHex(random(16)), signing: random(SEED), intake: { firstEpoch, seeds } }
}

/** What an identity shows of itself: its place in a keyring, without the label and desks that an admin gives it. */
export interface Enrolment {
  readonly recipient: Omit<Recipient, 'label' | 'desks'>
  /** Hands the intake keys to the server (docs/protocol.md, 5.2). */
  readonly block: Bytes
}

export function enrolmentOf(p: Primitives, identity: Identity): Enrolment {
  const block = signIntakeBlock(p, identity.recipientId, identity.signing, identity.intake)
  return { recipient: recipientOf(p, identity, block), block: encodeIntakeBlock(block) }
}

const recipientOf = (
  p: Primitives,
  { recipientId, signing }: Identity,
  block: IntakeBlock,
): Enrolment['recipient'] => ({
  id: recipientId,
  identity: toBase64(p.verifyingKey(signing)),
  firstEpoch: block.firstEpoch,
  epochs: block.keys.map((key) => toBase64(p.sha256(key))),
  signature: toBase64(block.signature),
})
