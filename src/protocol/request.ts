import { type Bytes, concat, fromBase64, fromHex, label, toBase64, toHex, toUtf8, u16, u64 } from './bytes.ts'
import { CandorError } from './errors.ts'
import { type Digests, type Notary, SIGNATURE } from './primitives/primitives.ts'

/** A request that a recipient signs (docs/protocol.md, 10.3). */
export interface SignedRequest {
  /** The organisation, 32 bytes. */
  readonly orgId: Bytes
  readonly method: string
  /** Path and query exactly as sent, such as `/v1/tips?after=0`. */
  readonly path: string
  /** Empty when there is none. */
  readonly body: Bytes
  /** Seconds since 1970-01-01 UTC. */
  readonly time: number
}

/** The id by which a root signs a request, 32 hexadecimal digits (docs/protocol.md, 10.3). */
export const rootRequestId = (p: Digests, rootKey: Bytes): string => toHex(p.sha256(rootKey).subarray(0, 16))

/** How far the clocks of a recipient and a server may differ, in seconds. */
export const REQUEST_SKEW = 300

const PATTERN = /^Candor recipient="([0-9a-f]{32})", time="(\d{1,12})", signature="([A-Za-z0-9+/=]{88})"$/

/** The value of the `Authorization` header. */
export function signRequest(p: Notary, recipientId: string, seed: Bytes, request: SignedRequest): string {
  const signature = toBase64(p.sign(seed, requestBytes(p, recipientId, request)))
  return `Candor recipient="${recipientId}", time="${request.time}", signature="${signature}"`
}

export interface Authorization {
  readonly recipientId: string
  readonly time: number
  readonly signature: Bytes
}

/** @throws `request_unsigned` */
export function parseAuthorization(header: string | undefined): Authorization {
  const [, recipientId, time, signature] = PATTERN.exec(header ?? '') ?? []
  if (!recipientId || !time || !signature) throw unsigned()
  return { recipientId, time: Number(time), signature: decode(signature) }
}

/**
 * Checks a signed request against the recipient's identity key and the server's clock.
 * @param now seconds since 1970-01-01 UTC
 * @throws `request_unsigned`, `request_late`
 */
export function verifyRequest(
  p: Notary,
  identity: Bytes,
  { recipientId, time, signature }: Authorization,
  request: Omit<SignedRequest, 'time'>,
  now: number,
): void {
  if (!p.verify(identity, requestBytes(p, recipientId, { ...request, time }), signature)) throw unsigned()
  if (Math.abs(now - time) > REQUEST_SKEW) {
    throw new CandorError(
      'request_late',
      'the clock of this device differs from the server’s',
      'the answer’s Date header has the server’s time',
    )
  }
}

function requestBytes(
  p: Notary,
  recipientId: string,
  { orgId, method, path, body, time }: SignedRequest,
): Bytes {
  const parts = [method, path].map(toUtf8).flatMap((part) => [u16(part.length), part])
  return concat(label('request'), orgId, fromHex(recipientId), u64(time), ...parts, p.sha256(body))
}

function decode(text: string): Bytes {
  try {
    const bytes = fromBase64(text)
    if (bytes.length === SIGNATURE) return bytes
  } catch {
    // Not base64: the same answer as any other wrong signature.
  }
  throw unsigned()
}

const unsigned = () =>
  new CandorError('request_unsigned', 'this needs the signature of a recipient of this organisation')
