import { type Bytes, fromBase64 } from '../protocol/bytes.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { parseAuthorization, verifyRequest } from '../protocol/request.ts'
import type { Clock, Keyrings } from './keyrings.ts'

/** A request as it came in. */
export interface Received {
  readonly method: string
  /** Path and query exactly as sent. */
  readonly path: string
  /** The `Authorization` header. */
  readonly authorization: string | undefined
  /** Empty when there is none. */
  readonly body?: Bytes
}

/**
 * Lets a recipient of the newest or the served keyring pass who signed the request (docs/protocol.md, 10.3).
 * Throws `request_unsigned`, `request_late`, `recipient_unknown`, `keyring_missing`.
 */
export type Admit = (request: Received) => void

export interface AdmitOptions {
  readonly notary: Notary
  readonly clock: Clock
  readonly keyrings: Keyrings
}

export function openAdmit({ notary, clock, keyrings }: AdmitOptions): Admit {
  return ({ method, path, authorization, body = new Uint8Array() }) => {
    const claim = parseAuthorization(authorization)
    const request = { orgId: keyrings.latest().orgId, method, path, body }
    tryEach(identitiesOf(claim.recipientId, keyrings), (identity) =>
      verifyRequest(notary, fromBase64(identity), claim, request, clock()),
    )
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
