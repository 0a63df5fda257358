import * as v from 'valibot'
import { type Bytes, concat, concatAll, readU32, u32 } from './bytes.ts'
import { distinct, encodeCanonical, hexOf, list, parseCanonical, whole } from './canonical.ts'
import { LARGEST_ENVELOPE } from './envelope.ts'
import { CandorError } from './errors.ts'
import { MOST_RECIPIENTS } from './keyring/statement.ts'
import { daySchema, LAST_DAY } from './time.ts'

/** The bytes of a receipt tag, and of an envelope's hash. */
export const HASH = 32

/** The longest body of `POST /v1/tips`. */
export const LARGEST_SUBMISSION = HASH + LARGEST_ENVELOPE

/** `tag 32 ‖ envelope`: the body of `POST /v1/tips` (docs/protocol.md, 10.2). */
export const encodeSubmission = (tag: Bytes, envelope: Bytes): Bytes => concat(tag, envelope)

/** @throws `envelope_malformed` */
export function parseSubmission(body: Bytes): { readonly tag: Bytes; readonly envelope: Bytes } {
  if (body.length <= HASH) throw new CandorError('envelope_malformed', 'there is no envelope in this request')
  return { tag: body.slice(0, HASH), envelope: body.slice(HASH) }
}

/** Whole batches after a cursor (docs/protocol.md, 10.4). */
export interface WirePage<Row> {
  /** The cursor to go on from. */
  readonly next: number
  readonly more: boolean
  readonly rows: readonly Row[]
}

export interface WireTip {
  readonly batch: number
  /** 32 bytes. */
  readonly tag: Bytes
  readonly envelope: Bytes
}

export interface WireEntry {
  readonly batch: number
  /** Days since 1970-01-01 UTC. */
  readonly day: number
  /** 32 bytes. */
  readonly tag: Bytes
  /** `E#`, 32 bytes. */
  readonly hash: Bytes
}

const PAGE_HEAD = 9
const TIP_HEAD = 4 + HASH + 4
const ENTRY = 4 + 4 + HASH + HASH
/** More than any server puts into a page; a hostile one must not fill the memory of a reader with empty rows. */
const MOST_ROWS = 262_144

/** `u32 next ‖ u8 more ‖ u32 count ‖ { u32 batch ‖ tag 32 ‖ u32 length ‖ envelope }` */
export const encodeTips = (page: WirePage<WireTip>): Bytes =>
  encodePage(page, ({ batch, tag, envelope }) => [u32(batch), tag, u32(envelope.length), envelope])

/** `u32 next ‖ u8 more ‖ u32 count ‖ { u32 batch ‖ u32 day ‖ tag 32 ‖ E# 32 }` */
export const encodeEntries = (page: WirePage<WireEntry>): Bytes =>
  encodePage(page, ({ batch, day, tag, hash }) => [u32(batch), u32(day), tag, hash])

/** @throws `answer_malformed` */
export const parseTips = (bytes: Bytes): WirePage<WireTip> =>
  parsePage(bytes, TIP_HEAD, (cursor) => ({
    batch: cursor.u32(),
    tag: cursor.take(HASH),
    envelope: cursor.take(cursor.u32()),
  }))

/** @throws `answer_malformed` */
export const parseEntries = (bytes: Bytes): WirePage<WireEntry> =>
  parsePage(bytes, ENTRY, (cursor) => ({
    batch: cursor.u32(),
    day: dayFrom(cursor.u32()),
    tag: cursor.take(HASH),
    hash: cursor.take(HASH),
  }))

function dayFrom(value: number): number {
  if (value > LAST_DAY) throw malformed()
  return value
}

/** `u32 next ‖ u8 more ‖ u32 count ‖ rows` (docs/protocol.md, 10.4). */
export function encodePage<Row>({ next, more, rows }: WirePage<Row>, parts: (row: Row) => Bytes[]): Bytes {
  return concatAll([u32(next), Uint8Array.of(more ? 1 : 0), u32(rows.length), ...rows.flatMap(parts)])
}

/**
 * Reads a page (docs/protocol.md, 10.4).
 * @param smallest the fewest bytes of a row: a count that cannot fit is refused before anything is made for it
 * @throws `answer_malformed`
 */
export function parsePage<Row extends { readonly batch: number }>(
  bytes: Bytes,
  smallest: number,
  parseRow: (cursor: Cursor) => Row,
): WirePage<Row> {
  const cursor = openCursor(bytes)
  if (bytes.length < PAGE_HEAD) throw malformed()
  const next = cursor.u32()
  const more = cursor.take(1)[0] as number
  const count = cursor.u32()
  if (more > 1 || count > Math.min(MOST_ROWS, bytes.length / smallest)) throw malformed()
  const rows = Array.from({ length: count }, () => parseRow(cursor))
  if (!cursor.ended() || !inOrder(rows, next)) throw malformed()
  return { next, more: more === 1, rows }
}

/** Batches ascend, and none lies beyond the cursor to go on from. */
const inOrder = (rows: readonly { readonly batch: number }[], next: number): boolean =>
  rows.every(
    ({ batch }, i) => batch <= next && (i === 0 || batch >= (rows[i - 1] as { batch: number }).batch),
  )

const batch = whole(0, 0xffff_ffff)

const recipientsSchema = v.strictObject({
  newest: batch,
  recipients: list(
    v.strictObject({ id: hexOf(16), seen: v.union([v.literal(''), daySchema]), fetched: batch }),
    1,
    MOST_RECIPIENTS,
  ),
})

/**
 * When each recipient last asked for tips (`seen`, a day or `''`), and the batch up to which they have everything
 * (docs/protocol.md, 10.3).
 */
export type WireRecipients = Readonly<v.InferOutput<typeof recipientsSchema>>

/** `{newest, recipients: [{id, seen, fetched}]}` as JSON (docs/protocol.md, 10.3 and 3). */
export const encodeRecipients = ({ newest, recipients }: WireRecipients): Bytes =>
  encodeCanonical({
    newest,
    recipients: recipients.map(({ id, seen, fetched }) => ({ id, seen, fetched })),
  })

/** The longest answer of `GET /v1/recipients`, in bytes: 128 for each recipient. */
export const LARGEST_RECIPIENTS = 128 * (MOST_RECIPIENTS + 1)

/**
 * Reads the answer of `GET /v1/recipients` (docs/protocol.md, 10.3).
 * @throws `answer_malformed` also when an id stands twice, or somebody has more than there is
 */
export function parseRecipients(bytes: Bytes): WireRecipients {
  const parsed = parseCanonical(recipientsSchema, bytes)
  if (parsed === null || !distinct(parsed.recipients.map(({ id }) => id))) throw malformed()
  if (parsed.recipients.some(({ fetched }) => fetched > parsed.newest)) throw malformed()
  return parsed
}

/** Reads bytes in order; what is taken shares no memory with them. */
interface Cursor {
  u32(): number
  take(length: number): Bytes
  ended(): boolean
}

/** @throws `answer_malformed`, by what takes more than there is */
export function openCursor(bytes: Bytes): Cursor {
  let at = 0
  const take = (length: number): Bytes => {
    if (at + length > bytes.length) throw malformed()
    at += length
    return bytes.slice(at - length, at)
  }
  return { take, u32: () => readU32(take(4), 0), ended: () => at === bytes.length }
}

/** An answer that is not as the protocol demands. */
export const malformed = () =>
  new CandorError(
    'answer_malformed',
    'the server’s answer is not whole',
    'try again; if it stays, tell whoever runs the server',
  )
