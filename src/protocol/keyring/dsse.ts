import * as v from 'valibot'
import { type Bytes, concat, fromBase64, toBase64, toUtf8 } from '../bytes.ts'
import { base64Of, encodeCanonical, list, parseCanonical } from '../canonical.ts'
import { CandorError } from '../errors.ts'
import { LARGEST_KEYRING } from './statement.ts'

const PAYLOAD_TYPE = 'application/vnd.candor.keyring+json'

/** Enough for every root before and after, and every recipient. */
const MOST_SIGNATURES = 96

/** The longest signed keyring, in bytes. */
export const LARGEST_STATEMENT = Math.ceil(LARGEST_KEYRING / 3) * 4 + 256 * MOST_SIGNATURES

const envelopeSchema = v.strictObject({
  payloadType: v.literal(PAYLOAD_TYPE),
  payload: v.pipe(v.string(), v.nonEmpty()),
  signatures: list(v.strictObject({ keyid: base64Of(32), sig: base64Of(64) }), 0, MOST_SIGNATURES),
})

/** A payload with signatures over it, by verification key (docs/protocol.md, 4.3). */
export interface Statement {
  readonly payload: Bytes
  readonly signatures: readonly { readonly key: string; readonly signature: Bytes }[]
}

/**
 * Reads a signed keyring; the signatures are not checked here (docs/protocol.md, 4.3).
 * @throws `keyring_malformed`
 */
export function parseStatement(bytes: Bytes): Statement {
  const parsed = bytes.length <= LARGEST_STATEMENT ? parseCanonical(envelopeSchema, bytes) : null
  if (parsed === null) throw malformed()
  return {
    payload: decode(parsed.payload),
    signatures: parsed.signatures.map(({ keyid, sig }) => ({ key: keyid, signature: fromBase64(sig) })),
  }
}

export const encodeStatement = ({ payload, signatures }: Statement): Bytes =>
  encodeCanonical({
    payloadType: PAYLOAD_TYPE,
    payload: toBase64(payload),
    signatures: signatures.map(({ key, signature }) => ({ keyid: key, sig: toBase64(signature) })),
  })

/** What is signed: DSSE's pre-authentication encoding of the payload (docs/protocol.md, 4.3). */
export const signedBytes = (payload: Bytes): Bytes =>
  concat(toUtf8(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload)

function decode(payload: string): Bytes {
  try {
    return fromBase64(payload)
  } catch {
    throw malformed()
  }
}

const malformed = () =>
  new CandorError(
    'keyring_malformed',
    'this is not a signed keyring',
    'check the address of the server or the file',
  )
