import { fromBase64, fromHex } from '../../protocol/bytes.ts'
import type { Weeks } from '../../protocol/drop.ts'
import { CandorError } from '../../protocol/errors.ts'
import { makeParcel } from '../../protocol/parcel.ts'
import type { Primitives, Random } from '../../protocol/primitives/primitives.ts'
import type { Event, KeyEvent } from '../../protocol/thread/events.ts'
import { MOST_BOXED, sealBox } from '../../protocol/thread/grant-box.ts'
import { keyName, laneOf, NO_SHARD, type ShardBits, shardIndex } from '../../protocol/thread/lane.ts'
import {
  type KeyPurpose,
  type RekeyedThread,
  type SharedKey,
  shareKey,
} from '../../protocol/thread/shared-key.ts'
import { freePlace, writeMessage } from '../../protocol/thread/write.ts'
import type { Circle } from '../../protocol/tip.ts'
import type { SoundCase } from '../case/casebook.ts'
import { membersOf, stillIn } from '../case/circles.ts'
import { type HeldDrop, heldFrom } from '../case/held.ts'
import { contextOf } from '../case/receive.ts'
import { type CaseThreads, type ReadThread, writingKey } from '../case/threads.ts'
import type { Directory } from '../vault/directory.ts'
import type { Identity } from '../vault/identity.ts'
import type { Queueable, Queued } from './queue.ts'
import { type Ground, groundOf, leadingTo, movedOn, nextKeyFor, staysAfter } from './rekeys.ts'

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
  if (outgoing.thread === 'parcel') return parcelDrop(p, pen, stored, outgoing.event.to)
  const { identity, weeks, day, random } = pen
  const read = threads[outgoing.thread]
  const event = await eventOf(p, pen, stored, threads, outgoing)
  const key = event?.type === 'follow' ? firstKey(read) : writingKey(read)
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

/** Where a source looks that was away. */
const firstKey = ({ chains }: ReadThread): SharedKey | null => chains[0]?.keys[0] ?? null

/** It is nobody's message; only its locator and cell count. */
async function parcelDrop(
  p: Primitives,
  pen: Pen,
  { record }: SoundCase,
  to: string,
): Promise<HeldDrop[] | null> {
  const { directory, weeks, identity } = pen
  const context = await contextOf(directory, directory.latest, weeks.current)
  if (context === null || record.opened.status !== 'sound') return null
  const contents = { envelope: fromHex(record.envelope), seed: fromBase64(record.opened.seed) }
  const parcel = makeParcel(p, context, to, weeks.current, contents)
  if (parcel === null) return null
  return [{ thread: 'keys', author: identity.recipientId, key: '', week: weeks.current, place: 0, ...parcel }]
}

/** The event as it is handed in; null while what it needs is not there. */
async function eventOf(
  p: Primitives,
  pen: Pen,
  stored: SoundCase,
  threads: CaseThreads,
  { event }: Exclude<Queueable, { readonly thread: 'parcel' }>,
): Promise<Event | null> {
  const ground = groundOf(pen.directory.trail, stored, threads)
  switch (event.type) {
    case 'case-key':
      return makeKey(p, pen, stored, threads, event.circle)
    case 'next-key':
      return makeNext(p, pen, stored, ground, event.thread)
    case 'rekey':
      return makeRekey(p, pen, stored, ground, 'sealed' in event ? 'conversation' : 'team')
    case 'follow':
      return makeFollow(p, pen, stored, ground)
    case 'grant':
      return makeGrant(p, pen, stored, ground, event.to)
    case 'acknowledge':
    case 'ask':
    case 'assign':
    case 'conflict':
    case 'delay':
    case 'label':
    case 'leave':
    case 'link':
    case 'merge':
    case 'name':
    case 'note':
    case 'recap':
    case 'say':
    case 'severity':
    case 'status':
    case 'tell':
    default:
      return event
  }
}

/** A fresh key for a circle, under the newest keyring; null when this desk is not in it, or its keys are not to be had. */
async function makeKey(
  p: Primitives,
  pen: Pen,
  { record, tip, keyring }: SoundCase,
  { members: { left } }: CaseThreads,
  circle: Circle,
): Promise<KeyEvent | null> {
  const circled = membersOf(keyring, tip, circle).filter((id) => !left.includes(id))
  const readers = stillIn(pen.directory.latest.keyring, circled)
  const shared = await share(p, pen, record.envelope, { kind: 'case-key', circle }, readers)
  return shared === null ? null : { type: 'case-key', circle, sealed: shared.sealed }
}

async function makeNext(
  p: Primitives,
  pen: Pen,
  { record }: SoundCase,
  ground: Ground,
  thread: RekeyedThread,
): Promise<KeyEvent | null> {
  const stays = staysAfter(p, ground, thread)
  if (stays === null) return null
  const shared = await share(p, pen, record.envelope, { kind: 'next-key', thread }, stays)
  return shared === null ? null : { type: 'next-key', thread, stays: [...stays], sealed: shared.sealed }
}

/** Seals a fresh key under the newest keyring and the server's week; this desk must be among its readers. */
async function share(
  p: Primitives,
  { identity, directory, weeks, random }: Pen,
  envelope: string,
  use: KeyPurpose['use'],
  readers: readonly string[],
) {
  const to = await contextOf(directory, directory.latest, weeks.current)
  if (to === null || !(use.kind === 'grant' || readers.includes(identity.recipientId))) return null
  return shareKey(p, to, { envelope: fromHex(envelope), use }, readers, random(32))
}

function makeRekey(
  p: Primitives,
  { directory }: Pen,
  stored: SoundCase,
  ground: Ground,
  thread: RekeyedThread,
): Event | null {
  const stays = staysAfter(p, ground, thread)
  const from = writingKey(ground.threads[thread])
  const next = stays === null ? null : nextKeyFor(p, ground, thread, stays)
  if (from === null || next === null) return null
  if (thread === 'team') return { type: 'rekey', stays: next.readers.toSorted(), next: keyName(p, next.key) }
  return { type: 'rekey', ...leadingTo(p, directory.latest.orgId, stored, from, next) }
}

function makeFollow(p: Primitives, { directory }: Pen, stored: SoundCase, ground: Ground): Event | null {
  const moved = movedOn(p, ground)
  if (moved === null) return null
  return { type: 'follow', ...leadingTo(p, directory.latest.orgId, stored, moved.first, moved.current) }
}

/** Everything that this desk can open of the team's work goes along. */
async function makeGrant(
  p: Primitives,
  pen: Pen,
  { record }: SoundCase,
  { threads, opened }: Ground,
  to: string,
): Promise<KeyEvent | null> {
  const shared = await share(p, pen, record.envelope, { kind: 'grant' }, [to])
  if (shared === null) return null
  const entries = threads.keys.view.messages.flatMap(({ event, hash }) => {
    const received = opened.get(hash)
    const isKey = event?.type === 'case-key' || event?.type === 'next-key'
    return isKey && typeof received === 'object' ? [{ hash, key: received.key }] : []
  })
  const box = sealBox(p, shared.key, fromHex(record.envelope), entries.slice(-MOST_BOXED))
  return { type: 'grant', to, sealed: shared.sealed, box }
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
