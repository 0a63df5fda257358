import * as v from 'valibot'
import { type Bytes, fromBase64, toBase64 } from './bytes.ts'
import { base64Of, encodeCanonical, hexOf, parseCanonical, parseJson, text } from './canonical.ts'
import { type IntakeBlock, LARGEST_INTAKE_BLOCK, parseIntakeBlock } from './epoch.ts'
import { CandorError } from './errors.ts'
import type { Notary } from './primitives/primitives.ts'

const VERSION = 1

/** The longest a request can be, in bytes. */
const LARGEST = 2000 + Math.ceil(LARGEST_INTAKE_BLOCK / 3) * 4

const schema = v.strictObject({
  candor: v.literal('request'),
  version: v.literal(VERSION),
  label: text(200, 1),
  id: hexOf(16),
  identity: base64Of(32),
  block: v.pipe(v.string(), v.maxLength(LARGEST), v.regex(/^[A-Za-z0-9+/]+={0,2}$/)),
})

/** What a recipient asks to be enrolled with (docs/protocol.md, 4.6). */
export interface Request {
  /** What they call themselves; an admin decides what they are called. */
  readonly label: string
  /** 32 hexadecimal digits. */
  readonly id: string
  /** Ed25519, base64 of 32 bytes. */
  readonly identity: string
  readonly block: IntakeBlock
  /** The block as it is delivered (docs/protocol.md, 5.2). */
  readonly blockBytes: Bytes
}

/**
 * Writes a request.
 * @throws `usage` for a name that is empty or longer than 200 bytes
 */
export function encodeRequest({ label, id, identity, blockBytes }: Omit<Request, 'block'>): Bytes {
  if (!v.is(text(200, 1), label))
    throw new CandorError('usage', 'a name has 1 to 200 bytes', 'choose another one')
  const block = toBase64(blockBytes)
  return encodeCanonical({
    candor: 'request',
    version: VERSION,
    label,
    id,
    identity,
    block,
  } satisfies v.InferOutput<typeof schema>)
}

/**
 * Reads a request, and checks that its identity signed the keys in it.
 * @throws `file_damaged`, naming what is wrong with it
 */
export function parseRequest(p: Notary, bytes: Bytes): Request {
  const content = bytes.length > LARGEST ? null : parseCanonical(schema, bytes)
  if (content === null) throw refused(bytes)
  const blockBytes = decode(content.block)
  return {
    label: content.label,
    id: content.id,
    identity: content.identity,
    blockBytes,
    block: blockOf(p, content, blockBytes),
  }
}

function decode(block: string): Bytes {
  try {
    return fromBase64(block)
  } catch {
    throw edited()
  }
}

function blockOf(p: Notary, { id, identity }: Pick<Request, 'id' | 'identity'>, bytes: Bytes): IntakeBlock {
  try {
    return parseIntakeBlock(p, { id, identity }, bytes)
  } catch {
    throw edited()
  }
}

function refused(bytes: Bytes): CandorError {
  const json = parseJson(bytes)
  if (json === undefined) return beginsLikeOne(bytes) ? truncated() : foreign()
  const head = v.safeParse(v.object({ candor: v.literal('request'), version: v.number() }), json)
  if (!head.success) return foreign()
  return Number.isInteger(head.output.version) && head.output.version > VERSION ? newer() : edited()
}

const BEGINNING = '{"candor":"request"'

/** A file that was cut short still begins as it did. */
function beginsLikeOne(bytes: Bytes): boolean {
  const beginning = String.fromCharCode(...bytes.subarray(0, BEGINNING.length))
  return beginning !== '' && BEGINNING.startsWith(beginning)
}

const truncated = () =>
  new CandorError('file_damaged', 'this request was cut short', 'ask for the whole file again')

const edited = () =>
  new CandorError(
    'file_damaged',
    'this request was changed after it was made',
    'ask for it again, and compare its words over another channel',
  )

const foreign = () =>
  new CandorError(
    'file_damaged',
    'this file is no request to be enrolled',
    'name the file that candor identity create wrote',
  )

const newer = () =>
  new CandorError(
    'file_damaged',
    'this request was made by a newer version of Candor',
    'update Candor and try again',
  )
