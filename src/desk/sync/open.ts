import { type Bytes, toHex } from '../../protocol/bytes.ts'
import { caseName } from '../../protocol/case-name.ts'
import { type Envelope, parseEnvelope } from '../../protocol/envelope.ts'
import type { Digests, Primitives } from '../../protocol/primitives/primitives.ts'
import type { OpenedTip } from '../../protocol/tip.ts'
import type { CaseRecord } from '../case/case.ts'
import type { Directory } from '../vault/directory.ts'
import type { Identity } from '../vault/identity.ts'
import { secretFor, wasErased } from '../vault/secret-for.ts'
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
export async function planFor(
  p: Primitives,
  directory: Directory,
  identity: Identity,
  bytes: Bytes,
): Promise<Plan> {
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
  const secret = secretFor(p, identity, trusted, index, envelope.epoch)
  if (secret === undefined && wasErased(p, identity, trusted, index, envelope.epoch))
    return { kind: 'not-mine' }
  if (secret === undefined) return { kind: 'alarm', alarm: 'key-gone' }
  const to = await directory.sealingContext(trusted, envelope.epoch)
  return { kind: 'try', job: { to, envelope: bytes, index, secret } }
}

/** The case that an opened envelope becomes. */
export const recordOf = (
  p: Digests,
  { to }: Pick<Job, 'to'>,
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

function tryParse(bytes: Bytes): Envelope | null {
  try {
    return parseEnvelope(bytes)
  } catch {
    return null
  }
}
