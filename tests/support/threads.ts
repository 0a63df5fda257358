import { type Bytes, concat, label, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import type { Drop } from '../../src/protocol/drop.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import type { Author } from '../../src/protocol/thread/author.ts'
import { type FoundDrop, sealCells } from '../../src/protocol/thread/cell.ts'
import {
  type FollowOptions,
  followKeys,
  type KeyChain,
  type Resolve,
} from '../../src/protocol/thread/chain.ts'
import type { Event, ThreadKind } from '../../src/protocol/thread/events.ts'
import { homeOf, keyName, laneOf, NO_SHARD } from '../../src/protocol/thread/lane.ts'
import type { Thread } from '../../src/protocol/thread/message.ts'
import { type Reach, readThread, type ThreadView } from '../../src/protocol/thread/read.ts'
import { freePlace, newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { dayText } from '../../src/protocol/time.ts'
import { sodium } from './implementations.ts'
import { deterministic, THIS_EPOCH, TODAY } from './organisation.ts'
import { fc } from './property.ts'

/** Somebody who writes in a thread. */
export interface Voice {
  readonly author: Author
  readonly signing: Bytes
}

export const WEEK = THIS_EPOCH
export const orgId = deterministic('organisation of a thread')(32)
export const envelope = deterministic('envelope of a thread')(32)
export const KEY = deterministic('key of a thread')(32)
export const KEY_NAME = keyName(sodium, KEY)
/** Where the conversation lies, whatever key it goes on under. */
export const HOME = homeOf(sodium, KEY)

const voice = (author: Author): Voice => ({ author, signing: deterministic(`voice of ${author}`)(32) })

/** The source and three recipients. */
export const source = voice('source')
export const people = [1, 2, 3].map((n) => voice(toHex(deterministic(`person ${n}`)(16)))) as [
  Voice,
  Voice,
  Voice,
]
export const everyone = [source, ...people] as const

/** A thread in which these voices count. */
export function threadOf(kind: ThreadKind = 'conversation', voices: readonly Voice[] = everyone): Thread {
  const keys = new Map(voices.map(({ author, signing }) => [author, [sodium.verifyingKey(signing)]]))
  return { orgId, envelope, kind, verifyingKeys: (author) => keys.get(author) ?? [] }
}

export const conversation = threadOf()

/** What is read of drops, by somebody who looked at every week. */
export const read = (
  drops: readonly FoundDrop[],
  reach: Partial<Reach> = {},
  thread = conversation,
  p: Primitives = sodium,
): ThreadView => readThread(p, thread, drops, { from: 0, ...reach })

/** Why each thing was set aside. */
export const reasons = ({ findings }: ThreadView): string[] => findings.aside.map(({ why }) => why)

/** What was said, in order. */
export const texts = ({ messages }: Pick<ThreadView, 'messages'>): string[] =>
  messages.map(({ event }) => (event !== null && 'text' in event ? event.text : (event?.type ?? '')))

export const say = (text: string): Event => ({ type: 'say', text })

interface Turn {
  readonly key?: Bytes
  readonly week?: number
  readonly place?: number
  readonly day?: number
  readonly id?: string
  readonly thread?: Thread
  readonly random?: ReturnType<typeof deterministic>
  readonly reach?: Partial<Reach>
  readonly p?: Primitives
}

let turns = 0

/** Writes as the program does: after everything in `drops`, at the first free place. */
export function write(
  { author, signing }: Voice,
  drops: readonly FoundDrop[],
  event: Event,
  { key = KEY, week = WEEK, place, day, thread = conversation, reach = {}, p = sodium, ...rest }: Turn = {},
): FoundDrop[] {
  const random = rest.random ?? deterministic(`turn ${turns++}`)
  const lane = laneOf(p, key, author, HOME)
  const view = read(drops, reach, thread, p)
  const desk = {
    lane,
    signing,
    week,
    place: place ?? freePlace(drops, view, lane, week),
    shard: NO_SHARD,
    day: day ?? (week === WEEK ? TODAY : week * 7),
  }
  return writeMessage(p, thread, view, desk, { id: rest.id ?? newMessageId(random), event }, random)
}

/** A message as docs/protocol.md, 11.5, has it, its fields in order. */
interface PlainMessage {
  candor: unknown
  version: unknown
  thread: unknown
  author: unknown
  key: unknown
  week: unknown
  place: unknown
  cells: unknown
  id: unknown
  day: unknown
  lamport: unknown
  heads: unknown
  event: unknown
}

/** What somebody does who wants to be taken for another, or for what they are not. */
export interface Forgery {
  readonly voice: Voice
  /** Whose lane it is put into; the voice's own unless told. */
  readonly laneOf?: Author
  readonly key?: Bytes
  readonly week?: number
  readonly place?: number
  readonly kind?: ThreadKind
  readonly change?: Partial<PlainMessage>
  readonly spell?: (json: string) => string
  /** The bytes that are signed before the JSON. */
  readonly signed?: { readonly orgId?: Bytes; readonly envelope?: Bytes; readonly label?: string }
  readonly signing?: Bytes
  readonly contents?: (content: Bytes) => Bytes
  readonly seed?: string
}

/** Signed and sealed by hand, after the text alone. Honest when nothing is changed. */
export function forge({
  voice,
  key = KEY,
  week = WEEK,
  place = 0,
  kind = 'conversation',
  ...rest
}: Forgery): FoundDrop[] {
  const { signed = {}, spell = (json) => json, contents = (content) => content } = rest
  const message: PlainMessage = {
    candor: 'message',
    version: 1,
    thread: kind,
    author: voice.author,
    key: keyName(sodium, key),
    week,
    place,
    cells: 1,
    id: toHex(deterministic(`forged ${rest.seed ?? ''} ${voice.author} ${week} ${place}`)(16)),
    day: dayText(week === WEEK ? TODAY : week * 7),
    lamport: 1,
    heads: [],
    event: say('forged'),
    ...rest.change,
  }
  const json = toUtf8(spell(JSON.stringify(message)))
  const before = concat(label(signed.label ?? 'message'), signed.orgId ?? orgId, signed.envelope ?? envelope)
  const signature = sodium.sign(rest.signing ?? voice.signing, concat(before, json))
  const lane = laneOf(sodium, key, rest.laneOf ?? voice.author, HOME)
  const spot = { orgId, lane, week, place, shard: NO_SHARD }
  return sealCells(sodium, spot, contents(concat(signature, json)), deterministic(`nonce ${rest.seed ?? ''}`))
}

/** A drop without what is known of it, as a server hands it out. */
export const bare = ({ locator, cell }: Drop): Drop => ({ locator, cell })

/** One thing that happens: somebody, having got some of what there is, writes. */
const step = fc.record({
  who: fc.nat(3),
  /** Which drops have reached them, by number. */
  sees: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  length: fc.constantFrom(3, 3, 40, 2200, 4100).map(Number),
  next: fc.nat(9).map((n) => n === 0),
})

/** What several people write at once, each knowing only a part. */
export const histories = (maxLength = 9) => fc.array(step, { minLength: 1, maxLength })

export type History = readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]

/** Every message's drops, in the order in which they were written. */
export function enact(history: History): FoundDrop[][] {
  const written: { readonly who: number; readonly drops: FoundDrop[] }[] = []
  const known = everyone.map(() => new Set<FoundDrop>())
  let week = WEEK
  for (const [i, { who, sees, length, next }] of history.entries()) {
    if (next) week++
    const own = known[who] as Set<FoundDrop>
    written
      .flatMap(({ drops }) => drops)
      .forEach((drop, j) => {
        if (sees[j % sees.length] === true) own.add(drop)
      })
    const text = `${i} `.padEnd(length, 'x')
    const random = deterministic(`history ${i}`)
    const drops = write(everyone[who] as Voice, [...own], say(text), { week, random })
    for (const drop of drops) own.add(drop)
    written.push({ who, drops })
  }
  return written.map(({ drops }) => drops)
}

/** The same drops in another order, some of them more than once. */
export function muddled<Item>(items: readonly Item[], order: readonly number[]): Item[] {
  const keyed = items.map((item, i) => ({ item, key: order[i % order.length] as number }))
  const again = keyed.filter(({ key }) => key % 3 === 0)
  return [...keyed.toSorted((a, b) => a.key - b.key), ...again].map(({ item }) => item)
}

export const orders = fc.array(fc.nat(1000), { minLength: 11, maxLength: 11 })

const nextKeys = new Map<string, Bytes>()

/** A key with which a thread can go on: how it is sealed is promised elsewhere. */
export function nextKey(name: string): Bytes {
  const key = deterministic(`next ${name}`)(32)
  nextKeys.set(keyName(sodium, key), key)
  return key
}

/** Leads to a key of that name; for those who stay, and as if the slot of the source were right. */
export const rekey = (name: string, stays: readonly Voice[], type: 'rekey' | 'follow' = 'rekey'): Event => ({
  type,
  stays: stays.map(({ author }) => author).toSorted(),
  next: keyName(sodium, nextKey(name)),
  sealed: 'AAAA',
})

/** What somebody makes of rekeys who holds every next key. */
const resolveAll: Resolve = ({ event: { next, stays } }) => {
  const key = nextKeys.get(next)
  return key === undefined ? null : { key, readers: stays, seq: 1 }
}

interface Following extends Partial<FollowOptions> {
  readonly readers?: readonly string[]
  readonly resolve?: Resolve
  readonly most?: number
}

/** As a reader does: reads, follows, and reads again until nothing new comes; fails when that has no end. */
export function followAll(
  drops: readonly FoundDrop[],
  { readers = people.map(({ author }) => author), resolve = resolveAll, most = 60, ...rest }: Following = {},
): { view: ThreadView; chain: KeyChain } {
  const first = { key: KEY, readers, seq: 1 }
  let chain: KeyChain = { keys: [first], cuts: [], current: first }
  for (let round = 0; round < most; round++) {
    const names = new Set(chain.keys.map((each) => keyName(sodium, each.key)))
    const found = drops.filter(({ lane }) => names.has(lane.key))
    const view = read(found, { cuts: chain.cuts })
    const next = followKeys(sodium, first, view.rekeys, resolve, { granted: [], ...rest })
    if (next.keys.length === chain.keys.length) return { view, chain }
    chain = next
  }
  throw new Error('the reading has no end')
}
