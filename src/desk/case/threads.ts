import { fromBase64, fromHex, toBase64 } from '../../protocol/bytes.ts'
import { identitiesOf } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Author } from '../../protocol/thread/author.ts'
import type { FoundDrop } from '../../protocol/thread/cell.ts'
import { followKeys, type KeyChain } from '../../protocol/thread/chain.ts'
import type { ThreadKind } from '../../protocol/thread/events.ts'
import { keysThreadKey, laneOf } from '../../protocol/thread/lane.ts'
import { foldMembers, type Members } from '../../protocol/thread/members.ts'
import type { Thread } from '../../protocol/thread/message.ts'
import { laneName } from '../../protocol/thread/place.ts'
import { type Cut, readThread, type ThreadView } from '../../protocol/thread/read.ts'
import type { SharedKey } from '../../protocol/thread/shared-key.ts'
import { isTurn } from '../../protocol/thread/turn.ts'
import type { CaseSources } from './case-sources.ts'
import { caseKeysIn, keyringUnder, type NextKey, nextKeysIn, sealedIn } from './sealed-keys.ts'
import { type Judge, judgeOf } from './turns.ts'
import type { Watch } from './watch.ts'

/** One thread as it was read. */
export interface ReadThread {
  readonly thread: Thread
  readonly view: ThreadView
  /** The drops that it was read from. */
  readonly drops: readonly FoundDrop[]
  /** The keys that are read, and those that are written under: none where nobody made one yet. */
  readonly chains: readonly KeyChain[]
}

export type CaseThreads = Readonly<Record<ThreadKind, ReadThread>> & {
  /** Who belongs to the case now, and who was ever granted it. */
  readonly members: Members
  /** Those whose lanes are read though the tip was not addressed to them. */
  readonly guests: readonly string[]
  /** The next keys that count and that this desk holds, in order: a rekey can lead to them. */
  readonly nextKeys: readonly NextKey[]
}

/** Reads the three threads of a case: the same for everyone who holds the same drops and keys (docs/protocol.md, 11.8). */
export function readThreads(p: Primitives, sources: CaseSources): CaseThreads {
  const { tip, keyring, watch } = sources
  const start = { key: fromBase64(tip.thread), readers: watch.people, seq: keyring.seq }
  const { keys, guests } = readKeys(p, sources, { ...start, key: keysThreadKey(p, start.key) })
  const members = membersIn(sources, keys.view)
  const reader = { sources, guests, granted: members.granted }
  const talk = judgeOf(p, sources, 'conversation', keys.view)
  const team = judgeOf(p, sources, 'team', keys.view)
  return {
    conversation: readUnder(p, reader, 'conversation', [start], talk),
    keys,
    team: readUnder(p, reader, 'team', caseKeysIn(p, sources, keys.view), team),
    members,
    guests,
    nextKeys: nextKeysIn(p, sources, keys.view),
  }
}

/** The thread of keys: a grant in it may open lanes in which there are more grants. Nobody's lane closes again. */
function readKeys(p: Primitives, sources: CaseSources, first: SharedKey) {
  const chains = [{ keys: [first], cuts: [], current: first }]
  const guests = new Set<string>()
  for (;;) {
    const keys = readOnce(p, sources, 'keys', chains, [...guests])
    const { granted } = membersIn(sources, keys.view)
    const added = granted.filter((id) => !guests.has(id) && !sources.watch.people.includes(id))
    if (added.length === 0) return { keys, guests: [...guests] }
    for (const id of added) guests.add(id)
  }
}

const membersIn = ({ trail, tip, keyring, watch }: CaseSources, { messages }: ThreadView): Members =>
  foldMembers(watch.people, tip.exclude, messages, (grant) => {
    const under = keyringUnder(trail, keyring.seq, grant)
    return under === null || under === 'void' ? null : under.keyring.recipients.map(({ id }) => id)
  })

/** Whose lanes are read, and who may stay. */
interface Reader {
  readonly sources: CaseSources
  readonly guests: readonly string[]
  readonly granted: readonly string[]
}

/** A thread under all keys to which rekeys lead: under each there may be more of them. */
function readUnder(
  p: Primitives,
  { sources, guests, granted }: Reader,
  kind: ThreadKind,
  firsts: readonly SharedKey[],
  { resolve, isVoid }: Judge,
): ReadThread {
  let all = readOnce(
    p,
    sources,
    kind,
    firsts.map((first) => ({ keys: [first], cuts: [], current: first })),
    guests,
  )
  for (;;) {
    const { rekeys } = all.view
    const chains = firsts.map((first) => followKeys(p, first, rekeys, resolve, { granted }))
    if (countKeys(chains) === countKeys(all.chains)) return { ...all, view: withVoids(all.view, isVoid) }
    all = readOnce(p, sources, kind, chains, guests)
  }
}

const countKeys = (chains: readonly KeyChain[]): number =>
  chains.reduce((sum, { keys }) => sum + keys.length, 0)

/** A rekey that names no key that counts may have led the source away: everyone who can tell says so. */
function withVoids(view: ThreadView, isVoid: Judge['isVoid']): ThreadView {
  const voids = view.messages.filter((message) => isTurn(message) && isVoid(message))
  const said = voids.map(
    ({ author, key, week, place }) => ({ author, key, week, place, why: 'void-key' }) as const,
  )
  return { ...view, findings: { ...view.findings, aside: [...view.findings.aside, ...said] } }
}

function readOnce(
  p: Primitives,
  sources: CaseSources,
  kind: ThreadKind,
  chains: readonly KeyChain[],
  guests: readonly string[],
): ReadThread {
  const thread = threadOf(sources, kind)
  const drops = dropsUnder(p, sources, kind, chains, guests)
  const cuts: Cut[] = chains.flatMap((chain) => chain.cuts)
  return { thread, chains, drops, view: readThread(p, thread, drops, { from: sources.from, cuts }) }
}

function threadOf({ trail, envelope, tip }: CaseSources, kind: ThreadKind): Thread {
  const source = [fromBase64(tip.verify)]
  const orgId = trail.at(-1)?.orgId ?? new Uint8Array()
  const verifyingKeys = (author: Author, week: number) =>
    author === 'source' ? source : identitiesOf(trail, author, week)
  return { orgId, envelope: fromHex(envelope), kind, verifyingKeys }
}

function dropsUnder(
  p: Primitives,
  { watch: { people }, drops }: CaseSources,
  kind: ThreadKind,
  chains: readonly KeyChain[],
  guests: readonly string[],
): FoundDrop[] {
  const authors: Author[] = ['source', ...people, ...guests]
  const keys = chains.flatMap((chain) => chain.keys)
  const all = keys.flatMap(({ key }) => authors.map((author) => laneOf(p, key, author)))
  const lanes = new Map(all.map((lane) => [laneName(lane), lane]))
  return drops.flatMap((drop) => {
    const lane = drop.thread === kind ? lanes.get(laneName(drop)) : undefined
    const { week, place, locator, cell } = drop
    return lane === undefined ? [] : [{ lane, week, place, locator, cell }]
  })
}

/** Whether another keyring may show more: a key that could not be tried, or a signature by an unknown identity. */
export const isUndecided = ({ opened }: Watch, { conversation, keys, team }: CaseThreads): boolean =>
  sealedIn(keys.view).some(({ hash }) => !(hash in opened)) ||
  [conversation, keys, team].some(({ view }) => view.findings.aside.some(({ why }) => why === 'unsigned'))

/** What is written now is written under this: what the fewest can read, and then the first (docs/protocol.md, 11.8). */
export const writingKey = ({ chains }: ReadThread): SharedKey | null =>
  chains
    .map(({ current }) => current)
    .reduce<SharedKey | null>(
      (best, each) => (best === null || each.readers.length < best.readers.length ? each : best),
      null,
    )

/** The watch once every key that is read is looked for, and everybody who writes. */
export function withKeys(watch: Watch, { conversation, keys, team, guests }: CaseThreads): Watch {
  const named = (thread: ReadThread) => [
    ...new Set(thread.chains.flatMap((chain) => chain.keys).map(({ key }) => toBase64(key))),
  ]
  const looked = { conversation: named(conversation), keys: named(keys), team: named(team) }
  return { ...watch, granted: guests, keys: looked }
}
