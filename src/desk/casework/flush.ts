import type { Api, Authorize } from '../../client/api.ts'
import { checkedSkew } from '../../client/clock.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import type { Primitives, Random } from '../../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import {
  type Casebook,
  changeOf,
  heldOf,
  isSound,
  loadCase,
  lookerOf,
  openCasebook,
  type SoundCase,
  sourcesOf,
} from '../case/casebook.ts'
import type { HeldDrop } from '../case/held.ts'
import { foldThreads, unreadIn } from '../case/progress.ts'
import { settle } from '../case/settle.ts'
import { type CaseThreads, readThreads } from '../case/threads.ts'
import { authorizer } from '../vault/authorize.ts'
import type { Cabinet, CaseChange, Filing } from '../vault/cabinet.ts'
import { type Directory, updateDirectory } from '../vault/directory.ts'
import { asListed } from '../vault/identity.ts'
import { type Ledger, openLedger } from '../vault/state.ts'
import type { Vault } from '../vault/vault.ts'
import { isNeeded } from './needed.ts'
import { type Pen, placeDrops } from './place.ts'
import {
  encodeQueued,
  isByItself,
  isOfKeys,
  type Queued,
  type QueuedRow,
  readersOf,
  readQueue,
} from './queue.ts'

export interface Flushed {
  /** Events that the server has now. */
  readonly sent: number
  readonly waiting: number
  /** When the next one is due, in Unix seconds; null when nothing waits. */
  readonly next: number | null
}

export interface FlushOptions {
  /** Unix seconds. */
  readonly now: number
  readonly random: Random
  /** Everything, due or not. */
  readonly force?: boolean
}

export interface FlushedAlone extends Flushed {
  /** There is a newer keyring, so that nothing was handed in: a sync has to settle first who reads what. */
  readonly isBehind: boolean
}

/**
 * Hands in what is due. What cannot be taken keeps back what is behind it in its thread, and nothing else.
 * @throws what the requests throw, at the end where it is about one message; what was not handed in stays in the queue
 */
export async function flush(
  p: Primitives,
  api: Api,
  vault: Vault,
  cabinet: Cabinet,
  options: FlushOptions,
): Promise<FlushedAlone> {
  const ledger = openLedger(cabinet)
  const open = () => updateDirectory(p, api, vault, cabinet, ledger.state().keyringSeq)
  const { trouble, ...flushed } = await flushWith(
    p,
    api,
    openCasebook(p, vault, cabinet),
    ledger,
    open,
    options,
  )
  if (trouble !== null) throw trouble
  return flushed
}

/** What was handed in, and what was first in the way of a message. */
type Outcome = FlushedAlone & { readonly trouble: CandorError | null }

/**
 * The same within a sync, which has the keyrings already.
 * @throws what the requests throw where it is about all messages
 */
export async function flushWith(
  p: Primitives,
  api: Api,
  casebook: Casebook,
  ledger: Ledger,
  openDirectory: () => Promise<Directory>,
  { now, random, force = false }: FlushOptions,
): Promise<Outcome> {
  const queue = readQueue(casebook.cabinet)
  const due = force ? keysFirst(queue) : inTurn(keysFirst(dueOf(queue, now)))
  const nothing = { sent: 0, trouble: null, isBehind: false, ...leftIn(casebook.cabinet) }
  if (due.length === 0) return nothing
  const directory = await openDirectory()
  // Whoever it removes must not read what is said from now on, and whoever is new must be found.
  if (directory.latest.keyring.seq !== ledger.state().keyringSeq) return { ...nothing, isBehind: true }
  const post = await openPost(p, api, casebook, ledger, directory, { now, random })
  const done = await handInAll(p, post, due)
  return { ...nothing, ...done, ...leftIn(casebook.cabinet) }
}

async function handInAll(
  p: Primitives,
  post: Post,
  due: readonly QueuedRow[],
): Promise<Pick<Outcome, 'sent' | 'trouble'>> {
  const stuck = new Set<string>()
  let trouble: CandorError | null = null
  let sent = 0
  for (const row of due) {
    if (stuck.has(threadOf(row))) continue
    try {
      const end = await handIn(p, post, row)
      if (end === 'sent') sent += 1
      if (end === 'waits') stuck.add(threadOf(row))
    } catch (error) {
      if (!isOfOneMessage(error)) throw error
      stuck.add(threadOf(row))
      trouble ??= error
    }
  }
  return { sent, trouble }
}

/** What leaves in its order. */
const threadOf = ({ number, outgoing }: Queued): string => `${number} ${readersOf(outgoing)}`

/** The next message may fare better. */
const isOfOneMessage = (error: unknown): error is CandorError =>
  error instanceof EveryPlaceTaken || isCandorError(error, 'storage_full', 'tip_too_long')

class EveryPlaceTaken extends CandorError {
  constructor() {
    super('server_busy', 'the server says that every place is taken', 'try again later')
  }
}

/** What is due, and the new keys that are owed to whoever says something there: words do not leave for those who are gone. */
function dueOf(queue: readonly QueuedRow[], now: number): QueuedRow[] {
  const isReady = ({ notBefore }: Queued) => notBefore <= now
  const speaking = new Set(
    queue.filter((row) => isReady(row) && !isByItself(row)).map(({ number }) => number),
  )
  return queue.filter((row) => isReady(row) || (isOfKeys(row) && speaking.has(row.number)))
}

/** Something said that has its place already keeps it: some of it may have arrived. */
const keysFirst = (rows: readonly QueuedRow[]): QueuedRow[] => [
  ...rows.filter((row) => row.placed !== null || isOfKeys(row)),
  ...rows.filter((row) => row.placed === null && !isOfKeys(row)),
]

/** What no person waits for must not keep one waiting: of that, so many at a time. */
const MOST_AT_ONCE = 50

function inTurn(due: readonly QueuedRow[]): QueuedRow[] {
  const said = due.filter((row) => !isByItself(row))
  const first = new Set(said.map(({ number }) => number))
  const others = due.filter(({ number }) => !first.has(number))
  return [...due.filter(({ number }) => first.has(number)), ...others.slice(0, MOST_AT_ONCE)]
}

/** What waits in the queue. */
export function leftIn(cabinet: Cabinet): Pick<Flushed, 'waiting' | 'next'> {
  const times = readQueue(cabinet).map(({ notBefore }) => notBefore)
  const [next = null] = times.toSorted((a, b) => a - b)
  return { waiting: times.length, next }
}

/** What it takes to hand something in. */
interface Post {
  readonly api: Api
  readonly casebook: Casebook
  readonly ledger: Ledger
  readonly pen: Pen
  readonly authorize: Authorize
}

async function openPost(
  p: Primitives,
  api: Api,
  casebook: Casebook,
  ledger: Ledger,
  directory: Directory,
  { now, random }: FlushOptions,
): Promise<Post> {
  const weeks = await api.weeks()
  const day = dayOf(now + checkedSkew(api.skew()))
  // A message whose day and week lie apart counts for nobody.
  if (Math.abs(epochOfDay(day) - weeks.current) > 1) throw clockWrong()
  const identity = asListed(p, casebook.vault.identity, directory.latest.keyring)
  const pen = { identity, directory, weeks, day, random }
  return { api, casebook, ledger, pen, authorize: authorizer(p, casebook.vault, directory.latest.keyring) }
}

/** `waits`: it cannot be written yet, and what is behind it in its thread would be read by those whom it keeps out. */
type End = 'sent' | 'waits' | 'dropped'

/** What nobody needs any more leaves the queue, and what cannot be written yet stays. */
async function handIn(p: Primitives, post: Post, row: QueuedRow): Promise<End> {
  const { casebook, ledger, pen } = post
  // Behind a departure nothing is left to be done.
  if (casebook.cabinet.summary(row.number) === null) return 'dropped'
  const stored = loadCase(p, casebook, row.number)
  if (!isSound(stored)) return 'dropped'
  if (row.outgoing.event.type === 'leave' && isSomethingSaid(casebook.cabinet, row)) return 'waits'
  const threads = readThreads(p, sourcesOf(casebook, stored, heldOf(casebook, row.number)))
  if (row.placed === null && !isNeeded(p, pen, stored, threads, row)) {
    ledger.file({}, endOf(row))
    return 'dropped'
  }
  const noted = withOvertaken(casebook, stored, threads, row)
  const drops = await deliver(p, post, noted, threads, row)
  if (drops === null) return 'waits'
  ledger.file({}, { ...endOf(row), ...afterwards(p, post, noted, row, drops) })
  return 'sent'
}

/** What came while an answer waited stays unread, though the answer stands behind it. */
function withOvertaken(
  { vault, trail }: Casebook,
  stored: SoundCase,
  threads: CaseThreads,
  { outgoing, placed }: QueuedRow,
): SoundCase {
  const { record, watch } = stored
  if (outgoing.thread !== 'conversation' || placed !== null) return stored
  const unread = unreadIn(foldThreads(threads, record, trail).conversation, lookerOf(vault, watch))
  return { ...stored, watch: { ...watch, overtaken: unread } }
}

/** What a person still has to say in the case would be forgotten with it. */
const isSomethingSaid = (cabinet: Cabinet, { number, place }: QueuedRow): boolean =>
  readQueue(cabinet).some((each) => each.number === number && each.place < place && !isByItself(each))

/** Whoever leaves forgets the case. */
const endOf = ({ number, place, outgoing }: QueuedRow): Filing =>
  outgoing.event.type === 'leave' ? { forget: [number] } : { queue: [{ place, content: null }] }

/** What the case is once its drops lie where everyone finds them. */
function afterwards(
  p: Primitives,
  { casebook, pen: { directory, identity } }: Post,
  stored: SoundCase,
  { outgoing }: QueuedRow,
  drops: readonly HeldDrop[],
): Filing {
  if (outgoing.thread === 'parcel' || outgoing.event.type === 'leave') return {}
  const came = [...drops]
  const settled = settle(p, { directory, identity }, casebook, stored, () => came.splice(0))
  return { drops: settled.drops, changes: [settled.change] }
}

/**
 * Hands in the drops of something that waits. They are in the vault before the first of them leaves, and so are the keys
 * that they were sealed to: after a crash, and after an answer that was lost, the same bytes are handed in again.
 */
async function deliver(
  p: Primitives,
  post: Post,
  stored: SoundCase,
  threads: CaseThreads,
  row: QueuedRow,
): Promise<HeldDrop[] | null> {
  const seal = (from?: number) => placeDrops(p, post.pen, stored, threads, row, from)
  let drops = isFresh(post.pen, row) ? row.placed : await seal()
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    if (drops === null) return null
    if (drops !== row.placed) keep(post, row, drops, changeOf(post.casebook, stored, threads))
    const taken = await putAll(post, drops)
    if (taken === null) return [...drops]
    // Something else of ours lies there: from another copy of this vault.
    drops = await seal(taken + 1)
  }
  throw new EveryPlaceTaken()
}

/** More than another copy of a vault fills between two syncs; a server that says so of all of them lies. */
const MOST_TRIES = 64

/** The server takes drops of the weeks around its own. */
const isFresh = ({ weeks }: Pen, { placed }: QueuedRow): boolean =>
  placed !== null && placed.every(({ week }) => Math.abs(week - weeks.current) <= 1)

const keep = (
  { ledger, pen }: Post,
  { place, ...row }: QueuedRow,
  placed: readonly HeldDrop[],
  change: CaseChange,
): void =>
  void ledger.file(
    {},
    {
      items: pen.directory.takeNews(),
      changes: [change],
      queue: [{ place, number: row.number, content: encodeQueued({ ...row, placed }) }],
    },
  )

/** Hands in one after the other. Answers with the place at which other bytes lie; null when all were taken. */
async function putAll({ api, authorize }: Post, drops: readonly HeldDrop[]): Promise<number | null> {
  for (const { thread, locator, cell, place } of drops) {
    try {
      if (thread === 'conversation') await api.putDrop(locator, cell)
      else await api.putTeamDrop(locator, cell, authorize)
    } catch (error) {
      if (!isCandorError(error, 'drop_conflict')) throw error
      return place
    }
  }
  return null
}

const clockWrong = () =>
  new CandorError(
    'clock_wrong',
    'the date of this device and the server’s differ by more than a week',
    'set the date of this device and try again; nothing was sent',
  )
