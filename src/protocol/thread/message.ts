import * as v from 'valibot'
import { type Bytes, concat, label, toBase64, toHex } from '../bytes.ts'
import {
  distinct,
  encodeCanonical,
  hexOf,
  list,
  parseCanonical,
  parseJson,
  slug,
  whole,
} from '../canonical.ts'
import { type Notary, SIGNATURE } from '../primitives/primitives.ts'
import { daySchema, epochOfDay, parseDay } from '../time.ts'
import type { Author } from './author.ts'
import { MOST_CELLS } from './cell.ts'
import { type Event, parseEvent, type ThreadKind } from './events.ts'
import { laneName, type Place, placed } from './place.ts'

/** The greatest Lamport number: far beyond any conversation, and far below where counting would end. */
export const LAST_LAMPORT = 2 ** 47

/** A message names at most so many lanes of others. */
export const MOST_HEADS = 256

const head = v.strictObject({ ...placed, hash: hexOf(32) })

const schema = v.strictObject({
  candor: v.literal('message'),
  version: v.literal(1),
  thread: v.picklist(['conversation', 'keys', 'team']),
  ...placed,
  cells: whole(1, MOST_CELLS),
  id: hexOf(16),
  day: daySchema,
  lamport: whole(1, LAST_LAMPORT),
  heads: list(head, 0, MOST_HEADS),
  event: v.looseObject({ type: slug }),
})

/** The last message of an author under a key that the writer had seen. */
export type Head = v.InferOutput<typeof head>

/** A message as it is written and signed (docs/protocol.md, 11.5). */
type Written = v.InferOutput<typeof schema>

/** A message that was read: signed by its author, at its place. */
export interface Message extends Place {
  /** SHA-256 of `signature ‖ JSON`, 64 hexadecimal digits. */
  readonly hash: string
  /** The key that verified it, in base64: a recipient may have had several. */
  readonly signedBy: string
  readonly id: string
  readonly cells: number
  /** When its author says they wrote it, in days since 1970-01-01 UTC; within a week of `week`. */
  readonly day: number
  readonly lamport: number
  readonly heads: readonly Head[]
  /** Null when the type is not known here: a newer program wrote it. */
  readonly event: Event | null
}

/** Whose thread it is. */
export interface Thread {
  /** 32 bytes. */
  readonly orgId: Bytes
  /** `E#` of the case, 32 bytes. */
  readonly envelope: Bytes
  readonly kind: ThreadKind
  /** The verification keys that count for an author in a week, 32 bytes each. */
  readonly verifyingKeys: (author: Author, week: number) => readonly Bytes[]
}

/** Why something was set aside instead of read (docs/protocol.md, 11.7). */
export type Why =
  | 'unreadable'
  | 'incomplete'
  | 'interrupted'
  | 'malformed'
  | 'newer'
  | 'misplaced'
  | 'unsigned'
  | 'unknown-type'
  | 'not-allowed'
  | 'repeated'
  | 'order'
  | 'forked'
  | 'removed'
  | 'void-key'

/** What its author signs: the case first, so that it counts in no other. */
const signedBytes = ({ orgId, envelope }: Pick<Thread, 'orgId' | 'envelope'>, json: Bytes): Bytes =>
  concat(label('message'), orgId, envelope, json)

/** `signature 64 ‖ JSON` (docs/protocol.md, 11.5). */
export function encodeMessage(
  p: Notary,
  thread: Thread,
  signing: Bytes,
  message: Omit<Written, 'candor' | 'version' | 'thread'>,
): Bytes {
  const { author, key, week, place, cells, id, day, lamport, heads, event } = message
  const start = { candor: 'message', version: 1, thread: thread.kind, author, key, week, place } as const
  const json = encodeCanonical({ ...start, cells, id, day, lamport, heads, event } satisfies Written)
  return concat(p.sign(signing, signedBytes(thread, json)), json)
}

/** Reads the message that begins at a place and fills so many cells; never throws. */
export function decodeMessage(
  p: Notary,
  thread: Thread,
  at: Place & { readonly cells: number },
  content: Bytes,
): Message | Why {
  const json = content.subarray(SIGNATURE)
  const message = parseMessage(json)
  if (message === null) return isNewer(json) ? 'newer' : 'malformed'
  if (!isAt(thread, at, message)) return 'misplaced'
  const signed = signedBytes(thread, json)
  const signature = content.subarray(0, SIGNATURE)
  const signer = thread.verifyingKeys(at.author, at.week).find((key) => p.verify(key, signed, signature))
  if (signer === undefined) return 'unsigned'
  const event = parseEvent(thread.kind, at.author, message.event)
  if (event === 'malformed' || event === 'not-allowed') return event
  const { id, day, lamport, heads } = message
  const hash = toHex(p.sha256(content))
  return {
    ...at,
    hash,
    signedBy: toBase64(signer),
    id,
    day: parseDay(day),
    lamport,
    heads,
    event: event === 'unknown-type' ? null : event,
  }
}

function parseMessage(json: Bytes): Written | null {
  try {
    const message = parseCanonical(schema, json)
    return message !== null && distinct(message.heads.map(laneName)) ? message : null
  } catch {
    // JSON nested so deeply that it cannot be written again.
    return null
  }
}

function isNewer(json: Bytes): boolean {
  const value = parseJson(json)
  if (typeof value !== 'object' || value === null) return false
  const { candor, version } = value as { readonly candor?: unknown; readonly version?: unknown }
  return candor === 'message' && Number.isInteger(version) && (version as number) > 1
}

/** A day that lies far from the week would let an author say that a clock was met in time. */
const isAt = (
  { kind }: Thread,
  at: Place & { readonly cells: number },
  { thread, author, key, week, place, cells, day }: Written,
): boolean =>
  thread === kind &&
  author === at.author &&
  key === at.key &&
  week === at.week &&
  place === at.place &&
  cells === at.cells &&
  Math.abs(epochOfDay(parseDay(day)) - week) <= 1
