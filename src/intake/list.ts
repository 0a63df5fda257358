import { type Bytes, fromBase64 } from '../protocol/bytes.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { parseAuthorization, verifyRequest } from '../protocol/request.ts'
import { encodeEntries, encodeTips } from '../protocol/wire.ts'
import type { Batch, Store } from '../store/store.ts'
import type { Clock, Keyrings } from './keyrings.ts'

/** A request without a body, as it came in. */
interface Received {
  readonly method: string
  /** Path and query exactly as sent. */
  readonly path: string
  /** The `Authorization` header. */
  readonly authorization: string | undefined
}

export interface List {
  /**
   * Whole batches of envelopes after a cursor, for a recipient of the newest or the served keyring who signed the
   * request.
   * Throws `request_unsigned`, `request_late`, `recipient_unknown`, `keyring_missing`.
   */
  tips(request: Received, after: Batch): Bytes
  /** Whole batches of the public list after a cursor. */
  entries(after: Batch): Bytes
}

/** A page ends with the batch that reaches this. */
const PAGE_BYTES = 8 * 1024 * 1024
const PAGE_ENTRIES = 10_000

export interface ListOptions {
  readonly store: Store
  readonly notary: Notary
  readonly clock: Clock
  readonly keyrings: Keyrings
}

export function openList({ store, notary, clock, keyrings }: ListOptions): List {
  const admit = ({ method, path, authorization }: Received): void => {
    const claim = parseAuthorization(authorization)
    const request = { orgId: keyrings.latest().orgId, method, path, body: new Uint8Array() }
    tryEach(identitiesOf(claim.recipientId, keyrings), (identity) =>
      verifyRequest(notary, fromBase64(identity), claim, request, clock()),
    )
  }
  return {
    tips: (request, after) => {
      admit(request)
      return encodeTips(store.tips(after, PAGE_BYTES))
    },
    entries: (after) => encodeEntries(store.entries(after, PAGE_ENTRIES)),
  }
}

/** Until the newest keyring is served tips are sealed under the one before: its readers are not locked out meanwhile. */
function identitiesOf(recipientId: string, keyrings: Keyrings): readonly string[] {
  const lists = [keyrings.latest(), keyrings.served()].flatMap((each) => each?.keyring.recipients ?? [])
  return [...new Set(lists.filter(({ id }) => id === recipientId).map(({ identity }) => identity))]
}

/** Done with the first identity that signed; otherwise throws what the last one met with. */
function tryEach([identity, ...others]: readonly string[], verify: (identity: string) => void): void {
  if (identity === undefined) throw unknown()
  try {
    verify(identity)
  } catch (error) {
    if (others.length === 0 || !isCandorError(error, 'request_unsigned')) throw error
    tryEach(others, verify)
  }
}

const unknown = () =>
  new CandorError(
    'recipient_unknown',
    'neither the organisation’s newest keyring nor the one that is served lists this recipient',
  )
