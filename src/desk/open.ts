import { type Bytes, toHex } from '../protocol/bytes.ts'
import { caseName } from '../protocol/case-name.ts'
import { type Envelope, parseEnvelope } from '../protocol/envelope.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'
import type { OpenedTip } from '../protocol/tip.ts'
import type { CaseRecord } from './case.ts'
import type { Directory } from './directory.ts'
import type { Identity } from './identity.ts'
import type { Job } from './opener.ts'

/** An envelope as the server handed it out. */
export interface Delivered {
  readonly batch: number
  readonly day: number
  readonly envelope: Bytes
  /** `E#`, 32 bytes. */
  readonly hash: Bytes
}

/** What to do with an envelope; an `alarm` is something that no honest server hands out. */
export type Plan =
  | { readonly kind: 'try'; readonly job: Job }
  | { readonly kind: 'not-mine' }
  | { readonly kind: 'alarm'; readonly alarm: 'malformed-envelope' | 'unknown-keyring' | 'key-gone' }

/** Finds the keyring, the keys and this identity's secret for an envelope (docs/protocol.md, 7.5). */
export async function planFor(directory: Directory, identity: Identity, bytes: Bytes): Promise<Plan> {
  const envelope = tryParse(bytes)
  if (envelope === null) return { kind: 'alarm', alarm: 'malformed-envelope' }
  const trusted = directory.byHash(envelope.keyringHash)
  if (trusted === undefined) return { kind: 'alarm', alarm: 'unknown-keyring' }
  if (envelope.recipients !== trusted.keyring.recipients.length)
    return { kind: 'alarm', alarm: 'malformed-envelope' }
  // Nobody could seal to a week for which a recipient listed no key.
  if (trusted.keyring.recipients.some(({ firstEpoch }) => envelope.epoch < firstEpoch)) {
    return { kind: 'alarm', alarm: 'malformed-envelope' }
  }
  const index = trusted.keyring.recipients.findIndex(({ id }) => id === identity.recipientId)
  if (index < 0) return { kind: 'not-mine' }
  const secret = secretFor(identity, trusted, index, envelope.epoch)
  if (secret === undefined) return { kind: 'alarm', alarm: 'key-gone' }
  const to = await directory.sealingContext(trusted, envelope.epoch)
  return { kind: 'try', job: { to, envelope: bytes, index, secret } }
}

/** The case that an opened envelope becomes. */
export const recordOf = (
  p: Digests,
  { to }: Job,
  { batch, day, envelope, hash }: Delivered,
  opened: OpenedTip,
): CaseRecord => ({
  envelope: toHex(hash),
  name: caseName(p, hash),
  day,
  batch,
  size: envelope.length,
  keyringSeq: to.trusted.keyring.seq,
  epoch: to.epoch,
  opened,
})

/** The secret half of the key that counted for this recipient in that epoch (docs/protocol.md, 5.3). */
export function secretFor(
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
