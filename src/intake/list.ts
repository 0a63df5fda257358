import { type Bytes, fromBase64 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
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
   * Whole batches of envelopes after a cursor, for a recipient of the newest keyring who signed the request.
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
    const { orgId, keyring } = keyrings.latest()
    const recipient = keyring.recipients.find(({ id }) => id === claim.recipientId)
    if (recipient === undefined) throw unknown()
    const request = { orgId, method, path, body: new Uint8Array() }
    verifyRequest(notary, fromBase64(recipient.identity), claim, request, clock())
  }
  return {
    tips: (request, after) => {
      admit(request)
      return encodeTips(store.tips(after, PAGE_BYTES))
    },
    entries: (after) => encodeEntries(store.entries(after, PAGE_ENTRIES)),
  }
}

const unknown = () =>
  new CandorError('recipient_unknown', 'the organisation’s newest keyring does not list this recipient')
