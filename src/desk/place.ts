import { fromBase64, fromHex } from '../protocol/bytes.ts'
import type { Weeks } from '../protocol/drop.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Primitives, Random } from '../protocol/primitives/primitives.ts'
import type { Event, KeyEvent } from '../protocol/thread/events.ts'
import { laneOf, NO_SHARD, type ShardBits, shardIndex } from '../protocol/thread/lane.ts'
import { shareKey } from '../protocol/thread/shared-key.ts'
import { freePlace, writeMessage } from '../protocol/thread/write.ts'
import type { SoundCase } from './casebook.ts'
import { membersOf, stillIn } from './circles.ts'
import type { Directory } from './directory.ts'
import { type HeldDrop, heldFrom } from './held.ts'
import type { Identity } from './identity.ts'
import type { Queued } from './queue.ts'
import { contextOf } from './receive.ts'
import { type CaseThreads, writingKey } from './threads.ts'

/** What it takes to put something down. */
export interface Pen {
  readonly identity: Identity
  readonly directory: Directory
  readonly weeks: Weeks
  /** Days since 1970-01-01 UTC. */
  readonly day: number
  readonly random: Random
}

/**
 * Seals what waits for its place in its thread (docs/protocol.md, 11.5).
 * @param from the first place that is not known to be taken
 * @returns null while there is no key that it could be written under
 */
export async function placeDrops(
  p: Primitives,
  pen: Pen,
  stored: SoundCase,
  threads: CaseThreads,
  { outgoing, id }: Queued,
  from = 0,
): Promise<HeldDrop[] | null> {
  const { identity, weeks, day, random } = pen
  const read = threads[outgoing.thread]
  const key = writingKey(read)
  const event = await eventOf(p, pen, stored, outgoing.event)
  if (key === null || event === null) return null
  const lane = laneOf(p, key.key, identity.recipientId)
  const week = weeks.current
  const place = Math.max(from, freePlace(read.drops, read.view, lane, week))
  const shard = outgoing.thread === 'conversation' ? shardFor(p, pen, stored) : NO_SHARD
  const desk = { lane, signing: identity.signing, week, place, shard, day }
  return writeMessage(p, read.thread, read.view, desk, { id, event }, random).map((drop) =>
    heldFrom(outgoing.thread, drop),
  )
}

const eventOf = async (p: Primitives, pen: Pen, stored: SoundCase, event: Event): Promise<Event | null> =>
  event.type === 'case-key' ? makeKey(p, pen, stored, event.circle) : event

/** A fresh key for a circle, under the newest keyring; null when this desk is not in it, or its keys are not to be had. */
async function makeKey(
  p: Primitives,
  { identity, directory, weeks, random }: Pen,
  { record, tip, keyring }: SoundCase,
  circle: KeyEvent['circle'],
): Promise<KeyEvent | null> {
  const { latest } = directory
  const readers = stillIn(latest.keyring, membersOf(keyring, tip, circle))
  const to = await contextOf(directory, latest, weeks.current)
  if (to === null || !readers.includes(identity.recipientId)) return null
  const purpose = { envelope: fromHex(record.envelope), use: { kind: 'case-key', circle } } as const
  const { sealed } = shareKey(p, to, purpose, readers, null, random(32))
  return { type: 'case-key', circle, sealed }
}

function shardFor(p: Primitives, { directory, weeks }: Pen, { tip }: SoundCase): ShardBits {
  const week = weeks.weeks.find((each) => each.week === weeks.current)
  const allowed = directory.trail.map(({ keyring }) => keyring.policy.shardBits)
  // More shards than the organisation decided would tell the server whose they are.
  if (week === undefined || !allowed.includes(week.bits)) throw strange()
  return { bits: week.bits, shard: shardIndex(p, fromBase64(tip.thread), week.bits) }
}

const strange = () =>
  new CandorError(
    'answer_malformed',
    'the server divides its messages in a way that the organisation did not decide',
    'tell the organisation over another channel',
  )
