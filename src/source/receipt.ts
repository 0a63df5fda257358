import type { Api } from '../client/api.ts'
import { type Bytes, equal, fromBase64, toHex } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { type Promised, verifyPromise } from '../protocol/promise.ts'
import { receiptTag } from '../protocol/receipt.ts'
import { deriveSourceKeys } from '../protocol/source-keys.ts'
import type { WireEntry } from '../protocol/wire.ts'

/** An entry of the public list that belongs to a codename. */
export interface Found {
  /** `E#`, 32 bytes. */
  readonly hash: Bytes
  readonly tag: Bytes
  /** Days since 1970-01-01 UTC. */
  readonly day: number
}

/**
 * Goes through the whole public list for the envelopes of a codename (docs/protocol.md, 8.1). The server sees that
 * somebody read the list, not for which entry.
 * @param entropy the codename's 16 bytes
 */
export async function findEnvelopes(
  p: Primitives,
  api: Api,
  { orgId }: TrustedKeyring,
  entropy: Bytes,
): Promise<Found[]> {
  const source = deriveSourceKeys(p, entropy, orgId)
  const found: Found[] = []
  for (let after = 0, more = true; more; ) {
    const page = await api.entries(after)
    found.push(...page.rows.filter((entry) => belongsTo(p, source, entry)))
    if (page.more && page.next <= after) throw stuck()
    after = page.next
    more = page.more
  }
  return found.map(({ hash, tag, day }) => ({ hash, tag, day }))
}

const belongsTo = (
  p: Primitives,
  source: ReturnType<typeof deriveSourceKeys>,
  { tag, hash }: WireEntry,
): boolean => equal(tag, receiptTag(p, source, hash))

/**
 * Holds a kept receipt against the list: signed by the organisation's server, and about an envelope that is listed.
 * @param trail the keyrings of the chain, any of which may list the log key
 * @throws `receipt_wrong`, `receipt_malformed`
 */
export function checkReceipt(
  p: Primitives,
  trail: readonly TrustedKeyring[],
  note: string,
  found: readonly Found[],
): Promised {
  const logKeys = trail.flatMap(({ keyring }) => keyring.logKeys).map(fromBase64)
  const promised = verifyPromise(p, note, logKeys)
  const listed = found.some(
    ({ hash, tag, day }) =>
      equal(hash, promised.envelope) && equal(tag, promised.tag) && day === promised.day,
  )
  if (!listed) throw missing(promised)
  return promised
}

const missing = ({ envelope }: Promised) =>
  new CandorError(
    'receipt_wrong',
    `the server promised to hold ${toHex(envelope).slice(0, 16)}…, and its list does not show it`,
    'a tip that was just sent shows after up to ten minutes. If it stays away, keep the receipt: it proves the promise',
  )

const stuck = () => new CandorError('answer_malformed', 'the server’s list does not go on', 'try again later')
