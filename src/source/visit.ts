import type { Api } from '../client/api.ts'
import { type Bytes, toHex } from '../protocol/bytes.ts'
import type { Drop } from '../protocol/drop.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { policyOn, type Trail } from '../protocol/keyring/trail.ts'
import type { Primitives, Random } from '../protocol/primitives/primitives.ts'
import { deriveSourceKeys, type SourceKeys } from '../protocol/source-keys.ts'
import type { FoundDrop } from '../protocol/thread/cell.ts'
import { type Clocks, clocksOf } from '../protocol/thread/clocks.ts'
import { type Conversation, foldConversation } from '../protocol/thread/conversation.ts'
import type { SourceEvent } from '../protocol/thread/events.ts'
import { laneOf, shardIndex } from '../protocol/thread/lane.ts'
import { freePlace, newMessageId, writeMessage } from '../protocol/thread/write.ts'
import { type Found, findEnvelopes } from './receipt.ts'
import { type Memory, type OwnThread, openThread } from './thread.ts'

/** What a source finds who comes back. */
export interface Visit {
  /** The tips of this codename, oldest first; none when nothing with these words is listed. */
  readonly tips: readonly ReturnedTip[]
  /** Whether the server still holds weeks before those that were looked at. */
  readonly hasEarlier: boolean
  readonly memory: VisitMemory
}

/** A tip, as far as its source can see it: never its text. */
export interface ReturnedTip {
  /** `E#`, 32 bytes. */
  readonly envelope: Bytes
  /** When the server took it, in days since 1970-01-01 UTC. */
  readonly day: number
  readonly conversation: Conversation
  readonly clocks: Clocks
  /** Ids of those who read what is written now; null for everybody who reads the tip, since nothing has changed. */
  readonly readers: readonly string[] | null
}

export interface VisitOptions {
  /** The keyrings of the chain from the genesis, oldest first. */
  readonly trail: Trail
  /** The codename's 16 bytes. */
  readonly entropy: Bytes
  /** How many weeks are looked at: 4, or more when somebody asks for what was said before. */
  readonly weeks: number
}

/** What a visit keeps to itself until the page is left. */
interface VisitMemory extends Memory {
  readonly listed: readonly Found[]
  readonly hasEarlier: boolean
  /** What was sealed and may have arrived: trying again hands in the same drops. */
  readonly pending: Map<string, Pending>
}

interface Pending {
  readonly id: string
  readonly drops: readonly FoundDrop[]
}

/**
 * Looks for everything with this codename (docs/protocol.md, 11.6): the public list, the list of weeks, and one shard of
 * each of the latest weeks, whether or not there is anything.
 * @throws what the requests throw, and `answer_malformed`
 */
export async function visit(p: Primitives, api: Api, options: VisitOptions): Promise<Visit> {
  const { trail, entropy } = options
  const latest = trail.at(-1)
  if (latest === undefined) throw new RangeError('a trail of keyrings is never empty')
  const keys = deriveSourceKeys(p, entropy, latest.orgId)
  const listed = await findEnvelopes(p, api, latest, entropy)
  const { current, looked, hasEarlier } = await weeksToLookAt(api, options)
  const drops = await fetchShards(p, api, keys, looked)
  const weeks = looked.map(({ week }) => week)
  const memory = { trail, keys, listed, drops, weeks, current, hasEarlier, pending: new Map() }
  return recount(p, memory)
}

/** How a week's drops are divided. */
interface Week {
  readonly week: number
  readonly bits: number
}

async function weeksToLookAt(api: Api, { trail, weeks }: VisitOptions) {
  const index = await api.weeks()
  const allowed = new Set(trail.map(({ keyring }) => keyring.policy.shardBits))
  const past = index.weeks.filter(({ week }) => week <= index.current)
  const looked = past.slice(-weeks)
  const current = index.weeks.find(({ week }) => week === index.current)
  // More shards than the organisation decided would tell the server whose they are.
  if (current === undefined || !looked.every(({ bits }) => allowed.has(bits))) throw strange()
  return { current, looked, hasEarlier: past.length > looked.length }
}

async function fetchShards(
  p: Primitives,
  api: Api,
  { thread }: SourceKeys,
  weeks: readonly Week[],
): Promise<Drop[]> {
  const drops: Drop[] = []
  for (const { week, bits } of weeks) {
    drops.push(...(await api.shard(week, bits, shardIndex(p, thread, bits))))
  }
  return drops
}

function recount(p: Primitives, memory: VisitMemory): Visit {
  const tips: ReturnedTip[] = []
  for (const found of memory.listed.toSorted((a, b) => a.day - b.day)) {
    tips.push(tipFrom(memory, found, openThread(p, memory, found.hash)))
  }
  return { tips, hasEarlier: memory.hasEarlier, memory }
}

function tipFrom({ trail }: VisitMemory, { hash, day }: Found, { view, chain }: OwnThread): ReturnedTip {
  const conversation = foldConversation(view, { envelope: toHex(hash), arrived: day })
  const { acknowledged, answered } = conversation
  const clocks = clocksOf({ arrived: day, acknowledged, answered }, policyOn(trail, day))
  const readers = chain.keys[0] === chain.current ? null : chain.current.readers
  return { envelope: hash, day, conversation, clocks, readers }
}

/** What is needed to say something. */
export interface SayingTools {
  readonly random: Random
  /** Days since 1970-01-01 UTC, by this device. */
  readonly day: number
}

/**
 * Says something in the conversation of a tip. Answers, once the server has all of it, with the visit as it is then.
 * After a failure the same event can be written again: it arrives once.
 * @throws what the requests throw
 */
export async function write(
  p: Primitives,
  api: Api,
  { memory }: Visit,
  { envelope }: ReturnedTip,
  event: SourceEvent,
  tools: SayingTools,
): Promise<Visit> {
  const name = `${toHex(envelope)} ${JSON.stringify(event)}`
  const thread = openThread(p, memory, envelope)
  const seal = (id: string, place: number): Pending => ({
    id,
    drops: sealMessage(p, memory, thread, { id, event }, place, tools),
  })
  const begin = () => seal(newMessageId(tools.random), placeIn(p, memory, thread))
  let pending = memory.pending.get(name) ?? begin()
  for (let tries = 1; ; tries++) {
    memory.pending.set(name, pending)
    const taken = await handIn(api, pending.drops, tries < MOST_TRIES)
    if (taken === null) break
    // Something of ours lies there that is not visible yet: from another window, or from a moment ago.
    pending = seal(pending.id, taken + 1)
  }
  memory.pending.delete(name)
  return recount(p, { ...memory, drops: [...memory.drops, ...pending.drops] })
}

function placeIn(p: Primitives, { current }: VisitMemory, thread: OwnThread): number {
  const lane = laneOf(p, thread.chain.current.key, 'source')
  return freePlace(thread.drops, thread.view, lane, current.week)
}

function sealMessage(
  p: Primitives,
  { keys, current: { week, bits } }: VisitMemory,
  { thread, view, chain }: OwnThread,
  message: { readonly id: string; readonly event: SourceEvent },
  place: number,
  { random, day }: SayingTools,
): FoundDrop[] {
  const lane = laneOf(p, chain.current.key, 'source')
  const shard = { bits, shard: shardIndex(p, keys.thread, bits) }
  const desk = { lane, signing: keys.signing, week, place, shard, day }
  return writeMessage(p, thread, view, desk, message, random)
}

/** A server that says of so many places that something lies there says it of all. */
const MOST_TRIES = 64

/** Hands in one drop after the other. Answers with the place at which other bytes lie; null when all were taken. */
async function handIn(api: Api, drops: readonly FoundDrop[], again: boolean): Promise<number | null> {
  for (const { locator, cell, place } of drops) {
    try {
      await api.putDrop(locator, cell)
    } catch (error) {
      if (!again || !isCandorError(error, 'drop_conflict')) throw error
      return place
    }
  }
  return null
}

const strange = () =>
  new CandorError(
    'answer_malformed',
    'the server divides its messages in a way that the organisation did not decide',
    'tell the organisation over another channel',
  )
