import * as v from 'valibot'
import { type Bytes, compare, concat, concatAll, readU16, readU32, u16, u32 } from './bytes.ts'
import { encodeCanonical, list, parseCanonical, whole } from './canonical.ts'
import { encodePage, malformed, openCursor, parsePage, type WirePage } from './wire.ts'

/** The bytes of a locator: `u32 week ‖ 28` (docs/protocol.md, 10.5). */
export const LOCATOR = 32

/** The bytes of every drop (docs/protocol.md, 10.5). */
export const CELL = 2048

/** Most bits of a week's shards: 65,536 of them. */
export const MOST_SHARD_BITS = 16

/** Fewest drops in a shard that a server hands out, fillers among them. */
export const FEWEST_IN_SHARD = 8

/** Most drops in a shard, fillers among them: more is no shard but a flood. */
export const MOST_IN_SHARD = 32_768

const WEEK = 4
const SHARD_HEAD = WEEK + 1 + 2 + 4
const SHARD_ROW = LOCATOR - WEEK + CELL

/** The longest answer of `GET /v1/drops/{week}/{shard}`, in bytes. */
export const LARGEST_SHARD = SHARD_HEAD + MOST_IN_SHARD * SHARD_ROW

/** The longest answer of `GET /v1/weeks`, in bytes: room for 8192 weeks of ten digits. */
export const LARGEST_WEEKS = 524_288

/** In the order of the byte that a page writes for them. */
export const DROP_KINDS = ['conversation', 'team'] as const

/** The two kinds share nothing but their form (docs/protocol.md, 10.5). */
export type DropKind = (typeof DROP_KINDS)[number]

/** One cell under its locator. */
export interface Drop {
  /** 32 bytes. */
  readonly locator: Bytes
  /** 2048 bytes. */
  readonly cell: Bytes
}

/** Which part of a week's drops (docs/protocol.md, 10.5). */
export interface Shard {
  /** An epoch, four bytes. */
  readonly week: number
  /** How many bits after the week tell the shards of this week apart, 0–16. */
  readonly bits: number
  /** 0 … 2^bits − 1. */
  readonly shard: number
}

/** The week of a locator, which is an epoch (docs/protocol.md, 10.5 and 5.1). */
export const weekOf = (locator: Bytes): number => readU32(locator, 0)

/** The first `bits` (0–16) bits of a locator after its week, as a number (docs/protocol.md, 10.5). */
export const shardOf = (locator: Bytes, bits: number): number =>
  readU16(locator, WEEK) >>> (MOST_SHARD_BITS - bits)

/**
 * `u32 week ‖ u8 bits ‖ u16 shard ‖ u32 count ‖ { 28 bytes of the locator ‖ cell 2048 }` (docs/protocol.md, 10.5).
 * @param drops all of this shard, in ascending order of locators, a power of two of them and at least 8
 */
export const encodeShard = ({ week, bits, shard }: Shard, drops: readonly Drop[]): Bytes =>
  concatAll([
    concat(u32(week), Uint8Array.of(bits), u16(shard), u32(drops.length)),
    ...drops.flatMap(({ locator, cell }) => [locator.subarray(WEEK), cell]),
  ])

/**
 * Reads the answer of `GET /v1/drops/{week}/{shard}` (docs/protocol.md, 10.5): the shard that was asked for, its drops
 * in ascending order, each once.
 * @throws `answer_malformed` for anything else
 */
export function parseShard(bytes: Bytes, asked: Shard): Drop[] {
  const cursor = openCursor(bytes)
  const week = cursor.take(WEEK)
  const bits = cursor.take(1)[0]
  const shard = readU16(cursor.take(2), 0)
  const count = cursor.u32()
  const isAsked = readU32(week, 0) === asked.week && bits === asked.bits && shard === asked.shard
  if (!isAsked || !isPadded(count) || bytes.length !== SHARD_HEAD + count * SHARD_ROW) throw malformed()
  const drops = Array.from({ length: count }, () => ({
    locator: concat(week, cursor.take(LOCATOR - WEEK)),
    cell: cursor.take(CELL),
  }))
  if (!drops.every((drop, i) => belongs(drop, asked) && follows(drops[i - 1], drop))) throw malformed()
  return drops
}

/** How many drops a shard holds, as it was encoded. */
export const countIn = (bytes: Bytes): number => readU32(bytes, SHARD_HEAD - 4)

/** The cell under a locator in a shard as it was encoded, a view of its bytes; null when there is none. */
export function cellIn(bytes: Bytes, locator: Bytes): Bytes | null {
  const rest = locator.subarray(WEEK)
  let [from, to] = [0, countIn(bytes)]
  while (from < to) {
    const middle = (from + to) >>> 1
    const at = SHARD_HEAD + middle * SHARD_ROW
    const order = compare(bytes.subarray(at, at + rest.length), rest)
    if (order === 0) return bytes.subarray(at + rest.length, at + SHARD_ROW)
    if (order < 0) from = middle + 1
    else to = middle
  }
  return null
}

/** A power of two from 8. */
const isPadded = (count: number): boolean =>
  count >= FEWEST_IN_SHARD && count <= MOST_IN_SHARD && (count & (count - 1)) === 0

const belongs = ({ locator }: Drop, { bits, shard }: Shard): boolean => shardOf(locator, bits) === shard

const follows = (before: Drop | undefined, { locator }: Drop): boolean =>
  before === undefined || compare(before.locator, locator) < 0

const MOST_WEEKS = 8192
/** The weeks that are listed whether or not they hold anything: `current − 3` to `current + 1`. */
const WEEKS_BEFORE = 3
const WEEKS_ALWAYS = WEEKS_BEFORE + 2

const weeksSchema = v.strictObject({
  current: whole(WEEKS_BEFORE, 0xffff_fffe),
  weeks: list(
    v.strictObject({ week: whole(0, 0xffff_ffff), bits: whole(0, MOST_SHARD_BITS) }),
    WEEKS_ALWAYS,
    MOST_WEEKS,
  ),
})

/** The server's week, and into how many shards each week is parted (docs/protocol.md, 10.5). */
export type Weeks = Readonly<v.InferOutput<typeof weeksSchema>>

/** The weeks that a server lists whether or not they hold anything, ascending (docs/protocol.md, 10.5). */
export const weeksAround = (current: number): number[] =>
  Array.from({ length: WEEKS_ALWAYS }, (_, i) => current - WEEKS_BEFORE + i)

/** `{current, weeks: [{week, bits}]}` as JSON (docs/protocol.md, 10.5 and 3). */
export const encodeWeeks = ({ current, weeks }: Weeks): Bytes =>
  encodeCanonical({ current, weeks: weeks.map(({ week, bits }) => ({ week, bits })) })

/**
 * Reads the answer of `GET /v1/weeks` (docs/protocol.md, 10.5).
 * @throws `answer_malformed` unless the weeks ascend and end with `current − 3` to `current + 1`
 */
export function parseWeeks(bytes: Bytes): Weeks {
  const parsed = parseCanonical(weeksSchema, bytes)
  if (parsed === null) throw malformed()
  const weeks = parsed.weeks.map(({ week }) => week)
  const ascend = weeks.every((week, i) => i === 0 || week > (weeks[i - 1] as number))
  const last = weeksAround(parsed.current)
  if (!ascend || !weeks.slice(-WEEKS_ALWAYS).every((week, i) => week === last[i])) throw malformed()
  return parsed
}

/** A drop in a page for recipients (docs/protocol.md, 10.5). */
export interface WireDrop extends Drop {
  readonly batch: number
  readonly kind: DropKind
}

const DROP = 4 + 1 + LOCATOR + CELL

/** A page of `u32 batch ‖ u8 kind ‖ locator 32 ‖ cell 2048` (docs/protocol.md, 10.5 and 10.4). */
export const encodeDrops = (page: WirePage<WireDrop>): Bytes =>
  encodePage(page, ({ batch, kind, locator, cell }) => [
    u32(batch),
    Uint8Array.of(DROP_KINDS.indexOf(kind)),
    locator,
    cell,
  ])

/**
 * Reads the answer of `GET /v1/team/drops` (docs/protocol.md, 10.5).
 * @throws `answer_malformed`
 */
export function parseDrops(bytes: Bytes): WirePage<WireDrop> {
  const page = parsePage(bytes, DROP, (cursor) => ({
    batch: cursor.u32(),
    kind: kindFrom(cursor.take(1)[0]),
    locator: cursor.take(LOCATOR),
    cell: cursor.take(CELL),
  }))
  if (!page.rows.every((row, i) => stands(page.rows[i - 1], row))) throw malformed()
  return page
}

function kindFrom(code: number | undefined): DropKind {
  const kind = DROP_KINDS[code ?? DROP_KINDS.length]
  if (kind === undefined) throw malformed()
  return kind
}

/** Within a batch in the order of kind, then locator, each once. */
function stands(before: WireDrop | undefined, row: WireDrop): boolean {
  if (before === undefined || before.batch !== row.batch) return true
  const kinds = DROP_KINDS.indexOf(row.kind) - DROP_KINDS.indexOf(before.kind)
  return kinds > 0 || (kinds === 0 && follows(before, row))
}
