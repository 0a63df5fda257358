import { type Bytes, fromBase64, fromHex, toBase64 } from '../protocol/bytes.ts'
import { identitiesOf, type Trail } from '../protocol/keyring/trail.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { Author } from '../protocol/thread/author.ts'
import type { FoundDrop } from '../protocol/thread/cell.ts'
import { followKeys, type KeyChain } from '../protocol/thread/chain.ts'
import type { ThreadKind } from '../protocol/thread/events.ts'
import { keyName, keysThreadKey, laneOf } from '../protocol/thread/lane.ts'
import type { Message, Thread } from '../protocol/thread/message.ts'
import { laneName } from '../protocol/thread/place.ts'
import { type Cut, readThread, type ThreadView } from '../protocol/thread/read.ts'
import type { SharedKey } from '../protocol/thread/shared-key.ts'
import type { Tip } from '../protocol/tip.ts'
import type { HeldDrop } from './held.ts'
import { openedOf, type Watch } from './watch.ts'

/** Everything that a case's threads are read from. */
export interface CaseSources {
  readonly trail: Trail
  /** `E#` as 64 hexadecimal digits. */
  readonly envelope: string
  readonly tip: Tip
  readonly watch: Watch
  readonly drops: readonly HeldDrop[]
  /** The first week of which drops can be held. */
  readonly from: number
}

/** One thread as it was read. */
export interface ReadThread {
  readonly thread: Thread
  readonly view: ThreadView
  /** The drops that it was read from. */
  readonly drops: readonly FoundDrop[]
  /** The keys that are read, and those that are written under: none where nobody made one yet. */
  readonly chains: readonly KeyChain[]
}

export type CaseThreads = Readonly<Record<ThreadKind, ReadThread>>

/** Reads the three threads of a case: the same for everyone who holds the same drops and keys (docs/protocol.md, 11.8). */
export function readThreads(p: Primitives, sources: CaseSources): CaseThreads {
  const { tip, watch } = sources
  const start = fromBase64(tip.thread)
  const shared = (key: Bytes): SharedKey => ({ key, readers: watch.people })
  const keys = readOne(p, sources, 'keys', [shared(keysThreadKey(p, start))])
  return {
    conversation: readOne(p, sources, 'conversation', [shared(start)]),
    keys,
    team: readOne(p, sources, 'team', caseKeysIn(p, watch, keys.view)),
  }
}

/** The valid case keys that this desk holds, in order, each once. */
function caseKeysIn(p: Primitives, watch: Watch, { messages }: ThreadView): SharedKey[] {
  const opened = openedOf(watch)
  const found = messages.flatMap(({ hash }) => {
    const received = opened.get(hash)
    return received === undefined || typeof received === 'string' ? [] : [received]
  })
  return [...new Map(found.toReversed().map((each) => [keyName(p, each.key), each])).values()].toReversed()
}

function readOne(
  p: Primitives,
  sources: CaseSources,
  kind: ThreadKind,
  firsts: readonly SharedKey[],
): ReadThread {
  const thread = threadOf(sources, kind)
  const opened = openedOf(sources.watch)
  const read = (chains: readonly KeyChain[]): ReadThread => {
    const drops = dropsUnder(p, sources, kind, chains)
    const cuts: Cut[] = chains.flatMap((chain) => chain.cuts)
    return { thread, chains, drops, view: readThread(p, thread, drops, { from: sources.from, cuts }) }
  }
  let all = read(firsts.map((first) => ({ keys: [first], cuts: [], current: first })))
  for (;;) {
    const chains = firsts.map((first) => followKeys(p, first, all.view.messages, opened))
    if (countKeys(chains) === countKeys(all.chains)) return all
    all = read(chains)
  }
}

const countKeys = (chains: readonly KeyChain[]): number =>
  chains.reduce((sum, { keys }) => sum + keys.length, 0)

function threadOf({ trail, envelope, tip }: CaseSources, kind: ThreadKind): Thread {
  const source = [fromBase64(tip.verify)]
  const orgId = trail.at(-1)?.orgId ?? new Uint8Array()
  const verifyingKeys = (author: Author) => (author === 'source' ? source : identitiesOf(trail, author))
  return { orgId, envelope: fromHex(envelope), kind, verifyingKeys }
}

function dropsUnder(
  p: Primitives,
  { watch: { people }, drops }: CaseSources,
  kind: ThreadKind,
  chains: readonly KeyChain[],
): FoundDrop[] {
  const authors: Author[] = ['source', ...people]
  const keys = chains.flatMap((chain) => chain.keys)
  const all = keys.flatMap(({ key }) => authors.map((author) => laneOf(p, key, author)))
  const lanes = new Map(all.map((lane) => [laneName(lane), lane]))
  return drops.flatMap((drop) => {
    const lane = drop.thread === kind ? lanes.get(laneName(drop)) : undefined
    const { week, place, locator, cell } = drop
    return lane === undefined ? [] : [{ lane, week, place, locator, cell }]
  })
}

/** Sealed keys in what was read. */
export const sealedIn = ({
  conversation,
  keys,
  team,
}: CaseThreads): { kind: ThreadKind; message: Message }[] =>
  Object.entries({ conversation, keys, team }).flatMap(([kind, { view }]) =>
    view.messages
      .filter(({ event }) => event?.type === 'rekey' || event?.type === 'case-key')
      .map((message) => ({ kind: kind as ThreadKind, message })),
  )

/** Whether another keyring may show more: a key that could not be tried, or a signature by an unknown identity. */
export const isUndecided = ({ opened }: Watch, threads: CaseThreads): boolean =>
  sealedIn(threads).some(({ message }) => !(message.hash in opened)) ||
  Object.values(threads).some(({ view }) => view.findings.aside.some(({ why }) => why === 'unsigned'))

/** What is written now is written under this: what the fewest can read, and then the first (docs/protocol.md, 11.8). */
export const writingKey = ({ chains }: ReadThread): SharedKey | null =>
  chains
    .map(({ current }) => current)
    .reduce<SharedKey | null>(
      (best, each) => (best === null || each.readers.length < best.readers.length ? each : best),
      null,
    )

/** The watch once every key that is read is looked for. */
export function withKeys(watch: Watch, { conversation, keys, team }: CaseThreads): Watch {
  const named = (thread: ReadThread) => [
    ...new Set(thread.chains.flatMap((chain) => chain.keys).map(({ key }) => toBase64(key))),
  ]
  return { ...watch, keys: { conversation: named(conversation), keys: named(keys), team: named(team) } }
}
