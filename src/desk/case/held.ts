import { type Bytes, concat, fromHex, readU16, toUtf8, u16 } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import { type Drop, type DropKind, LOCATOR } from '../../protocol/drop.ts'
import type { FoundDrop } from '../../protocol/thread/cell.ts'
import type { ThreadKind } from '../../protocol/thread/events.ts'
import { trace } from '../../protocol/thread/lane.ts'
import type { Place } from '../../protocol/thread/place.ts'

/** A drop of a case, with its place in one of the case's threads. */
export interface HeldDrop extends Place, Drop {
  readonly thread: ThreadKind
}

export const heldFrom = (thread: ThreadKind, { lane, week, place, locator, cell }: FoundDrop): HeldDrop => ({
  thread,
  author: lane.author,
  key: lane.key,
  week,
  place,
  locator,
  cell,
})

/** Which of the server's two kinds of drops a thread is made of (docs/protocol.md, 11.1). */
export const kindOf = (thread: ThreadKind): DropKind => (thread === 'conversation' ? 'conversation' : 'team')

/** What all drops have in common that could lie at one place: two of them are a fork. */
export const spotOf = (kind: DropKind, locator: Bytes): Bytes => concat(toUtf8(kind), fromHex(trace(locator)))

/** `u16 length ‖ JSON ‖ locator 32 ‖ cell 2048`. */
export function encodeHeld({ thread, author, key, week, place, locator, cell }: HeldDrop): Bytes {
  const head = encodeCanonical({ thread, author, key, week, place })
  return concat(u16(head.length), head, locator, cell)
}

export function readHeld(bytes: Bytes): HeldDrop {
  const end = 2 + readU16(bytes, 0)
  const head = parseJson(bytes.subarray(2, end)) as Omit<HeldDrop, 'locator' | 'cell'>
  return { ...head, locator: bytes.slice(end, end + LOCATOR), cell: bytes.slice(end + LOCATOR) }
}
