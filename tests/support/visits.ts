import type { Api } from '../../src/client/api.ts'
import { type Bytes, compare, concatAll, toHex } from '../../src/protocol/bytes.ts'
import { type Drop, shardOf, weekOf, weeksAround } from '../../src/protocol/drop.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import type { Trail } from '../../src/protocol/keyring/trail.ts'
import { receiptTag } from '../../src/protocol/receipt.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import type { Author } from '../../src/protocol/thread/author.ts'
import type { Event, SourceEvent } from '../../src/protocol/thread/events.ts'
import { findDrops } from '../../src/protocol/thread/find.ts'
import { homeOf, laneOf, shardIndex } from '../../src/protocol/thread/lane.ts'
import type { Thread } from '../../src/protocol/thread/message.ts'
import { type Cut, readThread } from '../../src/protocol/thread/read.ts'
import { freePlace, newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { type ReturnedTip, type Visit, visit, write } from '../../src/source/visit.ts'
import { sodium as p } from './implementations.ts'
import { deterministic, THIS_EPOCH, TODAY } from './organisation.ts'
import { organisation, to } from './tips.ts'

const { orgId } = organisation.trusted
const first = { ...organisation.trusted, keyring: withBits(4) }
const second = { ...first, hash: deterministic('second')(32), keyring: { ...withBits(6), seq: 2 } }
export const trail: Trail = [first, second]
export const WEEK = THIS_EPOCH

function withBits(shardBits: number) {
  const { keyring } = organisation.trusted
  return { ...keyring, policy: { ...keyring.policy, shardBits } }
}

/** A source with tips, as many as asked for. */
export function makeSource(name: string, tips = 1) {
  const random = deterministic(name)
  const entropy = random(16)
  const keys = deriveSourceKeys(p, entropy, orgId)
  const hashes = Array.from({ length: tips }, () => random(32))
  return { entropy, keys, hashes, rows: hashes.map((hash) => ({ hash, tag: receiptTag(p, keys, hash) })) }
}
export type Source = ReturnType<typeof makeSource>

/** What a server does, in memory: it lists, hands out shards, and takes drops. */
export function makeServer(sources: readonly Source[], bits: (week: number) => number = () => 4) {
  const drops = new Map<string, Drop>()
  const requests: string[] = []
  let week = WEEK
  let kept = 0
  /** What goes wrong with the drops that come, one after the other. */
  const trouble: ('lost' | 'lost-answer' | 'fine')[] = []
  const rows = sources
    .flatMap((each) => each.rows)
    .map((row, batch) => ({ ...row, batch: batch + 1, day: TODAY }))
  const isKept = (drop: Drop) => weekOf(drop.locator) >= kept
  const refuse = (code: ConstructorParameters<typeof CandorError>[0]) => new CandorError(code, code)

  function put(locator: Bytes, cell: Bytes): void {
    const known = drops.get(toHex(locator))
    if (known !== undefined && compare(known.cell, cell) !== 0) throw refuse('drop_conflict')
    if (Math.abs(weekOf(locator) - week) > 1) throw refuse('clock_wrong')
    drops.set(toHex(locator), { locator, cell })
  }
  function shard(week: number, bits: number, shard: number): Drop[] {
    const held = [...drops.values()].filter(
      (drop) => isKept(drop) && weekOf(drop.locator) === week && shardOf(drop.locator, bits) === shard,
    )
    return held.toSorted((a, b) => compare(a.locator, b.locator))
  }
  const fail = () => Promise.reject(new Error('a source asks for no such thing'))
  const log = (request: string) => void requests.push(request)
  const api: Api = {
    server: new URL('http://localhost'),
    skew: () => 0,
    keyring: fail,
    submit: fail,
    tips: fail,
    teamDrops: fail,
    putTeamDrop: fail,
    putKeyring: fail,
    putIntakeBlock: fail,
    intakeBlock: fail,
    recipients: fail,
    entries: async (after) => {
      log(`entries ${after}`)
      return { next: rows.length, more: false, rows: after === 0 ? rows : [] }
    },
    epoch: async (epoch, seq) => {
      log(`epoch ${epoch} ${seq}`)
      if (epoch !== WEEK || seq !== 1) throw refuse('intake_key_missing')
      return concatAll(to.keys)
    },
    weeks: async () => {
      log('weeks')
      const older = [...new Set([...drops.values()].filter(isKept).map(({ locator }) => weekOf(locator)))]
      const around = weeksAround(week)
      const all = [
        ...older.filter((each) => each < (around[0] as number)).toSorted((a, b) => a - b),
        ...around,
      ]
      return { current: week, weeks: all.map((each) => ({ week: each, bits: bits(each) })) }
    },
    shard: async (week, bits, index) => {
      log(`shard ${week} ${bits}`)
      return shard(week, bits, index)
    },
    putDrop: async (locator, cell) => {
      log('put')
      const what = trouble.shift()
      if (what !== 'lost') put(locator, cell)
      if (what === 'lost' || what === 'lost-answer') throw refuse('network_unreachable')
    },
  }
  return {
    api,
    requests,
    trouble,
    put,
    bits,
    drops: () => [...drops.values()].filter(isKept),
    /** Weeks pass; what lies before a week is deleted. */
    go: (to: number, keep = 0) => {
      week = to
      kept = keep
    },
    now: () => week,
  }
}
export type Server = ReturnType<typeof makeServer>

export const random = deterministic('visit')

export interface Answering {
  readonly key?: Bytes
  readonly cuts?: readonly Cut[]
  readonly tip?: number
}

/** A recipient answers, having read everything on the server. */
export function answer(
  server: Server,
  { keys, hashes }: Source,
  who: number,
  event: Event,
  { key = keys.thread, cuts = [], tip = 0 }: Answering = {},
) {
  const people = organisation.people
  const authors: Author[] = ['source', ...people.map(({ id }) => id)]
  const identities = (author: Author) =>
    author === 'source'
      ? [p.verifyingKey(keys.signing)]
      : people.filter(({ id }) => id === author).map(({ identity }) => p.verifyingKey(identity))
  const thread: Thread = {
    orgId,
    envelope: hashes[tip] as Bytes,
    kind: 'conversation',
    verifyingKeys: identities,
  }
  const home = homeOf(p, keys.thread)
  const lanes = [keys.thread, ...(key === keys.thread ? [] : [key])].flatMap((each) =>
    authors.map((author) => laneOf(p, each, author, home)),
  )
  const weeks = Array.from({ length: 60 }, (_, i) => server.now() - 58 + i)
  const drops = findDrops(p, server.drops(), lanes, weeks)
  const view = readThread(p, thread, drops, { from: 0, cuts })
  const week = server.now()
  const lane = laneOf(p, key, people[who]?.id as string, home)
  const bits = server.bits(week)
  const desk = {
    lane,
    signing: people[who]?.identity as Bytes,
    week,
    place: freePlace(drops, view, lane, week),
    shard: { bits, shard: shardIndex(p, keys.thread, bits) },
    day: week * 7,
  }
  for (const drop of writeMessage(p, thread, view, desk, { id: newMessageId(random), event }, random)) {
    server.put(drop.locator, drop.cell)
  }
  return view
}

/** What a recipient says on having read a tip. */
export const acknowledgeOf = ({ hashes }: Source, tip = 0): Event => ({
  type: 'acknowledge',
  envelope: toHex(hashes[tip] as Bytes),
  tip: `${'A'.repeat(43)}=`,
  desk: 'main',
})

export const come = (server: Server, { entropy }: Source, weeks = 4, known: Trail = trail) =>
  visit(p, server.api, { trail: known, entropy, weeks })
export const tipOf = ({ tips }: Visit, index = 0) => tips[index] as ReturnedTip
export const said = (tip: ReturnedTip) =>
  tip.conversation.lines.map(({ event }) => ('text' in event ? event.text : event.type))
export const say = (text: string): SourceEvent => ({ type: 'say', text })
export const tools = (server: Server) => ({ random, day: server.now() * 7 })
export const speak = async (server: Server, found: Visit, event: SourceEvent, index = 0) =>
  write(p, server.api, found, tipOf(found, index), event, tools(server))
