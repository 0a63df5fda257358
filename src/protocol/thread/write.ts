import { type Bytes, toHex } from '../bytes.ts'
import { CandorError } from '../errors.ts'
import type { Primitives, Random } from '../primitives/primitives.ts'
import { dayText } from '../time.ts'
import { cellsFor, type FoundDrop, MOST_CELLS, sealCells } from './cell.ts'
import type { Event } from './events.ts'
import { MOST_PLACES } from './find.ts'
import type { Lane, ShardBits } from './lane.ts'
import { encodeMessage, type Head, LAST_LAMPORT, MOST_HEADS, type Thread } from './message.ts'
import { placeOrder } from './place.ts'
import type { ThreadView } from './read.ts'

/** Where and by whom a message is put down. */
export interface Desk {
  readonly lane: Lane
  /** The author's Ed25519 seed, 32 bytes. */
  readonly signing: Bytes
  /** The server's week. */
  readonly week: number
  /** The first free place in this week: past everything that is held, or that the server says is taken. */
  readonly place: number
  readonly shard: ShardBits
  /** Days since 1970-01-01 UTC, by the author's clock. */
  readonly day: number
}

const MESSAGE_ID = 16

export const newMessageId = (random: Random): string => toHex(random(MESSAGE_ID))

/**
 * Writes a message after everything in `view` (docs/protocol.md, 11.5).
 * @param id 32 hexadecimal digits, the same when a message is put down again at another place
 * @throws `tip_too_long` for what does not fit 64 cells, `server_busy` when a week has no places left
 * @returns its drops, in the order in which they are to be handed in
 */
export function writeMessage(
  p: Primitives,
  thread: Thread,
  view: Pick<ThreadView, 'heads' | 'week' | 'lamport'>,
  desk: Desk,
  { id, event }: { readonly id: string; readonly event: Event },
  random: Random,
): FoundDrop[] {
  const { lane, signing, week, place, shard, day } = desk
  const { author, key } = lane
  if (place + MOST_CELLS > MOST_PLACES) throw noPlace()
  const heads = chosenHeads(view.heads, key)
  const lamport = view.week < week ? 1 : Math.min(view.lamport + 1, LAST_LAMPORT)
  const written = { author, key, week, place, id, day: dayText(day), lamport, heads, event }
  const encode = (cells: number) => encodeMessage(p, thread, signing, { ...written, cells })
  // The number of cells is part of the message: one digit more may need one cell more.
  let cells = 1
  let content = encode(cells)
  while (cellsFor(content.length) !== cells) {
    cells = cellsFor(content.length)
    if (cells > MOST_CELLS) throw tooLong()
    content = encode(cells)
  }
  return sealCells(p, { orgId: thread.orgId, lane, week, place, shard }, content, random)
}

/** Where there are more than a message can cite: those under this key, and then the latest. */
function chosenHeads(heads: readonly Head[], key: string): Head[] {
  if (heads.length <= MOST_HEADS) return [...heads]
  const rank = (head: Head) => (head.key === key ? Number.MAX_SAFE_INTEGER : head.week)
  return heads
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, MOST_HEADS)
    .toSorted(placeOrder)
}

/** The first place of a lane in a week that nothing is known to lie at. */
export const freePlace = (
  drops: readonly FoundDrop[],
  { heads }: ThreadView,
  lane: Lane,
  week: number,
): number => {
  const held = drops.filter((drop) => isIn(drop.lane, lane) && drop.week === week)
  const seen = heads.filter((head) => isIn(head, lane) && head.week === week)
  return [...held, ...seen].reduce((last, { place }) => Math.max(last, place), -1) + 1
}

const isIn = (a: Pick<Lane, 'author' | 'key'>, b: Lane): boolean => a.author === b.author && a.key === b.key

const tooLong = () =>
  new CandorError('tip_too_long', 'this is too long for one message', 'send it in several messages')

const noPlace = () =>
  new CandorError('server_busy', 'there is no room left in this week', 'try again next week')
