import { type Bytes, fromBase64 } from '../protocol/bytes.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { parseAuthorization, rootRequestId, verifyRequest } from '../protocol/request.ts'
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
 * Lets somebody pass who signed the request (docs/protocol.md, 10.3), and says under which id.
 * Throws `request_unsigned`, `request_late`, `recipient_unknown`, `keyring_missing`.
 */
export type Admit = (request: Received) => string

export interface AdmitOptions {
  readonly notary: Notary
  readonly clock: Clock
  readonly keyrings: Keyrings
}

/** For a recipient of the newest or the served keyring. */
export const openAdmit = (options: AdmitOptions): Admit =>
  admitting(options, (id) => identitiesOf(id, options.keyrings))

/** For a recipient or a root of the newest keyring. */
export const openAdmitOverseer = (options: AdmitOptions): Admit =>
  admitting(options, (id) => overseersOf(id, options))

/** @param keysOf the keys, in base64, that may sign under an id */
function admitting(
  { notary, clock, keyrings }: AdmitOptions,
  keysOf: (id: string) => readonly string[],
): Admit {
  return ({ method, path, authorization, body = new Uint8Array() }) => {
    const claim = parseAuthorization(authorization)
    const request = { orgId: keyrings.latest().orgId, method, path, body }
    tryEach(keysOf(claim.recipientId), (key) =>
      verifyRequest(notary, fromBase64(key), claim, request, clock()),
    )
    return claim.recipientId
  }
}

/** Until the newest keyring is served tips are sealed under the one before: its readers are not locked out meanwhile. */
function identitiesOf(recipientId: string, keyrings: Keyrings): readonly string[] {
  const lists = [keyrings.latest(), keyrings.served()].flatMap((each) => each?.keyring.recipients ?? [])
  return [...new Set(lists.filter(({ id }) => id === recipientId).map(({ identity }) => identity))]
}

function overseersOf(signer: string, { notary, keyrings }: AdmitOptions): readonly string[] {
  const { recipients, roots } = keyrings.latest().keyring
  return [
    ...recipients.filter(({ id }) => id === signer).map(({ identity }) => identity),
    ...roots.filter((root) => rootRequestId(notary, fromBase64(root)) === signer),
  ]
}

/** Done with the first key that signed; otherwise throws what the last one met with. */
function tryEach([key, ...others]: readonly string[], verify: (key: string) => void): void {
  if (key === undefined) throw unknown()
  try {
    verify(key)
  } catch (error) {
    if (others.length === 0 || !isCandorError(error, 'request_unsigned')) throw error
    tryEach(others, verify)
  }
}

const unknown = () =>
  new CandorError(
    'recipient_unknown',
    'neither the organisation’s newest keyring nor the one that is served lists whoever asked',
  )
