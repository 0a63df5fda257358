import { type Bytes, toHex } from '../protocol/bytes.ts'
import { caseName } from '../protocol/case-name.ts'
import { type Envelope, parseEnvelope } from '../protocol/envelope.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { openTip, type SealingContext } from '../protocol/tip.ts'
import type { CaseRecord } from './case.ts'
import type { Directory } from './directory.ts'
import type { Identity } from './identity.ts'

/** An envelope as the server handed it out. */
export interface Delivered {
  readonly batch: number
  readonly day: number
  readonly envelope: Bytes
  /** `E#`, 32 bytes. */
  readonly hash: Bytes
}

/** `not-mine` says no more than that this identity cannot open it; `alarm` is something no honest server hands out. */
export type Outcome =
  | { readonly kind: 'case'; readonly record: CaseRecord }
  | { readonly kind: 'not-mine' }
  | { readonly kind: 'alarm'; readonly alarm: 'malformed-envelope' | 'unknown-keyring' | 'key-gone' }

/** Opens an envelope with this identity's keys and verifies who else can (docs/protocol.md, 7.5). */
export async function openDelivered(
  p: Primitives,
  directory: Directory,
  identity: Identity,
  delivered: Delivered,
): Promise<Outcome> {
  const envelope = tryParse(delivered.envelope)
  if (envelope === null) return { kind: 'alarm', alarm: 'malformed-envelope' }
  const trusted = directory.byHash(envelope.keyringHash)
  if (trusted === undefined) return { kind: 'alarm', alarm: 'unknown-keyring' }
  if (envelope.recipients !== trusted.keyring.recipients.length)
    return { kind: 'alarm', alarm: 'malformed-envelope' }
  const index = trusted.keyring.recipients.findIndex(({ id }) => id === identity.recipientId)
  if (index < 0) return { kind: 'not-mine' }
  const secret = secretFor(identity, trusted, index, envelope.epoch)
  if (secret === undefined) return { kind: 'alarm', alarm: 'key-gone' }
  const to = await directory.sealingContext(trusted, envelope.epoch)
  return tryOpen(p, to, envelope, index, secret, delivered)
}

function tryOpen(
  p: Primitives,
  to: SealingContext,
  envelope: Envelope,
  index: number,
  secret: Bytes,
  delivered: Delivered,
): Outcome {
  try {
    const opened = openTip(p, to, envelope, index, secret)
    return { kind: 'case', record: { ...factsOf(p, to, delivered), opened } }
  } catch (error) {
    if (isCandorError(error, 'open_failed')) return { kind: 'not-mine' }
    throw error
  }
}

const factsOf = (
  p: Primitives,
  { trusted, epoch }: SealingContext,
  { batch, day, envelope, hash }: Delivered,
) => ({
  envelope: toHex(hash),
  name: caseName(p, hash),
  day,
  batch,
  size: envelope.length,
  keyringSeq: trusted.keyring.seq,
  epoch,
})

/** The secret half of the key that counted for this recipient in that epoch (docs/protocol.md, 5.3). */
function secretFor(
  { intake }: Identity,
  { keyring }: TrustedKeyring,
  index: number,
  epoch: number,
): Bytes | undefined {
  const listed = keyring.recipients[index]
  if (listed === undefined) return undefined
  const counts = Math.min(epoch, listed.firstEpoch + listed.epochs.length - 1)
  return intake.seeds[counts - intake.firstEpoch]
}

function tryParse(bytes: Bytes): Envelope | null {
  try {
    return parseEnvelope(bytes)
  } catch {
    return null
  }
}
