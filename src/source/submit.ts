import type { Api } from '../client/api.ts'
import { type Bytes, equal, fromBase64 } from '../protocol/bytes.ts'
import { CODENAME_ENTROPY, codenameFrom, codenameNumbers } from '../protocol/codename.ts'
import { CandorError } from '../protocol/errors.ts'
import { type Primitives, type Random, SEED } from '../protocol/primitives/primitives.ts'
import { verifyPromise } from '../protocol/promise.ts'
import { receiptTag } from '../protocol/receipt.ts'
import { deriveSourceKeys } from '../protocol/source-keys.ts'
import { type SealingContext, sealTip, type TipDraft } from '../protocol/tip.ts'
import { encodeSubmission } from '../protocol/wire.ts'

/** A codename, before anything is sealed: people see it first, so that a broken connection cannot lose it. */
export interface Codename {
  /** 16 bytes. */
  readonly entropy: Bytes
  readonly words: string
  readonly numbers: string
}

export function newCodename(random: Random): Codename {
  const entropy = random(CODENAME_ENTROPY)
  const words = codenameFrom(entropy)
  return { entropy, words, numbers: codenameNumbers(words) }
}

/** A sealed tip, ready to be handed over; sending it again changes nothing. */
export interface SealedTip {
  readonly envelope: Bytes
  /** `E#`, 32 bytes. */
  readonly hash: Bytes
  readonly tag: Bytes
}

/** Seals a tip and makes its tag (docs/protocol.md, 7 and 8.1). */
export function sealForSending(
  p: Primitives,
  to: SealingContext,
  { entropy }: Codename,
  draft: TipDraft,
  random: Random,
): SealedTip {
  const source = deriveSourceKeys(p, entropy, to.trusted.orgId)
  const envelope = sealTip(p, to, source, draft, random(SEED))
  const hash = p.sha256(envelope)
  return { envelope, hash, tag: receiptTag(p, source, hash) }
}

/**
 * Hands a sealed tip to the server and checks what it promises (docs/protocol.md, 8.2). Answers with the receipt.
 * @throws `receipt_wrong` when the promise is not of this organisation or not about this tip
 */
export async function deliver(
  p: Primitives,
  api: Api,
  to: SealingContext,
  sealed: SealedTip,
): Promise<string> {
  const note = await api.submit(encodeSubmission(sealed.tag, sealed.envelope))
  const { orgId, keyring } = to.trusted
  const promised = verifyPromise(p, note, keyring.logKeys.map(fromBase64))
  const same = [
    [promised.orgId, orgId],
    [promised.envelope, sealed.hash],
    [promised.tag, sealed.tag],
  ] as const
  if (!same.every(([a, b]) => equal(a, b))) {
    throw new CandorError(
      'receipt_wrong',
      'the server’s receipt is about something else',
      'the tip may not have arrived; tell the organisation over another channel',
    )
  }
  return note
}
