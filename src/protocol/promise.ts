import * as v from 'valibot'
import { type Bytes, concat, equal, fromBase64, fromHex, fromUtf8, toBase64, toHex, toUtf8 } from './bytes.ts'
import { CandorError } from './errors.ts'
import { type Notary, SIGNATURE } from './primitives/primitives.ts'
import { daySchema, dayText, parseDay } from './time.ts'

/** What a server promises about an envelope (docs/protocol.md, 8.2). */
export interface Promised {
  /** The organisation, 32 bytes. */
  readonly orgId: Bytes
  /** `E#`: SHA-256 of the envelope, 32 bytes. */
  readonly envelope: Bytes
  /** The receipt tag, 32 bytes. */
  readonly tag: Bytes
  /** The day on which the server took it, in days since 1970-01-01 UTC. */
  readonly day: number
}

const TITLE = 'candor promise v1'
const ED25519 = Uint8Array.of(1)
const KEY_ID = 4

/**
 * The promise as a C2SP signed note: text that people can keep and that existing tools can check
 * (docs/protocol.md, 8.2). The same promise is always the same bytes.
 * @param seed the log key, 32 bytes.
 */
export function signPromise(p: Notary, promised: Promised, seed: Bytes): string {
  const text = promiseText(promised)
  const id = keyId(p, promised.orgId, p.verifyingKey(seed))
  const signature = p.sign(seed, toUtf8(text))
  return `${text}\n— ${signerName(promised.orgId)} ${toBase64(concat(id, signature))}\n`
}

/**
 * Reads a promise and checks its signature against the log keys of the organisation (docs/protocol.md, 8.2).
 * @param logKeys Ed25519 verification keys, 32 bytes each.
 * @throws `receipt_malformed`, `receipt_wrong`
 */
export function verifyPromise(p: Notary, note: string, logKeys: readonly Bytes[]): Promised {
  const { promised, id, signature } = parsePromise(note)
  const signed = toUtf8(promiseText(promised))
  const holds = (key: Bytes) => equal(keyId(p, promised.orgId, key), id) && p.verify(key, signed, signature)
  if (!logKeys.some(holds)) {
    throw new CandorError('receipt_wrong', 'this receipt was not signed by the organisation’s server')
  }
  return promised
}

const PATTERN =
  /^candor promise v1\norganisation ([0-9a-f]{64})\nenvelope ([0-9a-f]{64})\ntag ([0-9a-f]{64})\nday (\d{4}-\d\d-\d\d)\n\n— (\S+) (\S+)\n$/

function parsePromise(note: string) {
  const [, org, envelope, tag, day, name, signed] = PATTERN.exec(note) ?? []
  if (!org || !envelope || !tag || !signed || !v.is(daySchema, day)) throw malformed()
  const promised = { orgId: fromHex(org), envelope: fromHex(envelope), tag: fromHex(tag), day: parseDay(day) }
  const bytes = decode(signed)
  if (name !== signerName(promised.orgId) || bytes.length !== KEY_ID + SIGNATURE) throw malformed()
  return { promised, id: bytes.subarray(0, KEY_ID), signature: bytes.subarray(KEY_ID) }
}

const promiseText = ({ orgId, envelope, tag, day }: Promised): string =>
  `${TITLE}\norganisation ${toHex(orgId)}\nenvelope ${toHex(envelope)}\ntag ${toHex(tag)}\nday ${dayText(day)}\n`

const signerName = (orgId: Bytes): string => `candor/${toHex(orgId).slice(0, 16)}`

const keyId = (p: Notary, orgId: Bytes, key: Bytes): Bytes =>
  p.sha256(concat(toUtf8(`${signerName(orgId)}\n`), ED25519, key)).slice(0, KEY_ID)

/** The promise in the answer of the server, as text. */
export const promiseFrom = (answer: Bytes): string => fromUtf8(answer)

function decode(text: string): Bytes {
  try {
    return fromBase64(text)
  } catch {
    throw malformed()
  }
}

const malformed = () =>
  new CandorError(
    'receipt_malformed',
    'this is not a receipt, or not a whole one',
    'copy all of its lines, the empty one too',
  )
