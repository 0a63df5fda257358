import type { Primitives } from '../primitives/primitives.ts'
import { assemble } from './assemble.ts'
import { type Author, authorOrder } from './author.ts'
import type { FoundDrop } from './cell.ts'
import { findTrouble } from './findings.ts'
import { decodeMessage, type Head, LAST_LAMPORT, type Message, type Thread, type Why } from './message.ts'
import { distinctPlaces, laneName, nameOf, type Place, placeOrder } from './place.ts'
import { isTurn } from './turn.ts'

/** What no honest server and no honest author leaves behind (docs/protocol.md, 11.7). */
export interface Findings {
  /** Places that are known to have been written, and are not held. */
  readonly missing: readonly Place[]
  /** Places at which different people were shown different things. */
  readonly forked: readonly Place[]
  /** What was set aside, and why. */
  readonly aside: readonly Aside[]
}

type Aside = Place & { readonly why: Why }

/** A thread as it was read: a pure function of the set of drops. */
export interface ThreadView {
  /** In order of (week, Lamport number, author, hash). */
  readonly messages: readonly Message[]
  /**
   * What leads from one key to the next, in the same order: also what is set aside for its order or as repeated, since that
   * may depend on what lies under the next key. Which of them counts is for {@link followKeys} to say.
   */
  readonly rekeys: readonly Message[]
  /** The last message of every author under every key: what the next message says that its writer had seen. */
  readonly heads: readonly Head[]
  /** The week that the order has come to; 0 when there is nothing. */
  readonly week: number
  /** The greatest Lamport number of that week; 0 when there is nothing. */
  readonly lamport: number
  readonly findings: Findings
}

/** The end of a key: what somebody who does not stay wrote after it counts no more (docs/protocol.md, 11.8). */
export interface Cut {
  /** The name of the key that was replaced. */
  readonly key: string
  /** The names of those that had ended before, and of those that nobody goes on under. */
  readonly earlier: readonly string[]
  readonly stays: readonly Author[]
  /** The week of the rekey: what was written well before it stands, whatever its maker says they had seen. */
  readonly week: number
  /** What the maker of the next key had seen. */
  readonly heads: readonly Head[]
}

/** How far back a reader looked, and which keys have ended. */
export interface Reach {
  /** The first week that was looked at: what was written before is not missed. */
  readonly from: number
  readonly cuts?: readonly Cut[]
}

/**
 * Reads a thread from drops in whatever order, however often they came (docs/protocol.md, 11.7). Never throws: what is
 * badly signed, misplaced or unknown is set aside and said.
 */
export function readThread(
  p: Primitives,
  thread: Thread,
  drops: readonly FoundDrop[],
  { from, cuts = [] }: Reach,
): ThreadView {
  const aside: Aside[] = []
  const setAside = (at: Place, why: Why) => {
    const { author, key, week, place } = at
    aside.push({ author, key, week, place, why })
  }
  const decoded: Message[] = []
  for (const part of assemble(p, thread.orgId, drops)) {
    if ('why' in part) setAside(part, part.why)
    else {
      const { content, ...at } = part
      const message = decodeMessage(p, thread, at, content)
      if (typeof message === 'string') setAside(at, message)
      else decoded.push(message)
    }
  }
  const single = withoutForks(decoded, setAside)
  const known = new Map(single.map((message) => [nameOf(message), message]))
  const held = withoutLiars(single, known, cuts, setAside)
  const trouble = findTrouble(held, drops, known, aside, from)
  const readable = withoutRepeats(held, setAside)
  return {
    messages: readable,
    rekeys: single.filter(isTurn),
    heads: headsOf(held),
    week: held.reduce((last, message) => Math.max(last, orderWeek(message)), 0),
    lamport: held.at(-1)?.lamport ?? 0,
    findings: {
      missing: trouble.missing,
      forked: distinctPlaces([...aside.filter(({ why }) => why === 'forked'), ...trouble.forked]),
      aside: aside
        .map((each) => interrupted(each, held))
        .toSorted((a, b) => placeOrder(a, b) || (a.why < b.why ? -1 : 1)),
    },
  }
}

/** What its author went on past: it did not find its places, and was written again. */
function interrupted(at: Aside, held: readonly Message[]): Aside {
  const { author, key, week, place, why } = at
  if (why !== 'incomplete') return at
  const goesOn = held.some(
    (each) => each.author === author && each.key === key && each.week === week && each.place > place,
  )
  return goesOn ? { ...at, why: 'interrupted' } : at
}

type SetAside = (at: Place, why: Why) => void

/**
 * The week that counts for the order: that of the message, or the one after it when it answers something written there
 * already. Weeks come first since a source who finds nothing any more begins to count again, and since nobody can put
 * a number in everybody's way for longer.
 */
const orderWeek = ({ week, heads }: Message): number =>
  heads.some((head) => head.week > week) ? week + 1 : week

const messageOrder = (a: Message, b: Message): number =>
  orderWeek(a) - orderWeek(b) ||
  a.lamport - b.lamport ||
  authorOrder(a.author, b.author) ||
  (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)

/** At each place the message with the smallest hash; everybody who holds both keeps the same. */
function withoutForks(messages: readonly Message[], setAside: SetAside): Message[] {
  const kept = new Map<string, Message>()
  for (const message of messages.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))) {
    const name = nameOf(message)
    if (kept.has(name)) setAside(message, 'forked')
    else kept.set(name, message)
  }
  return [...kept.values()].toSorted(messageOrder)
}

/** Without what claims to come before what it has seen, and what was written by somebody who had been removed. */
function withoutLiars(
  messages: readonly Message[],
  known: ReadonlyMap<string, Message>,
  cuts: readonly Cut[],
  setAside: SetAside,
): Message[] {
  return messages.filter((message) => {
    const why = isLate(message, cuts) ? 'removed' : isBeforeItsHeads(message, known) ? 'order' : null
    if (why !== null) setAside(message, why)
    return why === null
  })
}

const isBeforeItsHeads = (message: Message, known: ReadonlyMap<string, Message>): boolean =>
  message.heads.some((head) => {
    const seen = known.get(nameOf(head))
    return seen?.hash === head.hash && !isAfter(message, seen)
  })

/**
 * Within a week. Between weeks the weeks decide: what a head says of a week may be invented, and must not set aside those
 * who answer. At the last number counting stands still: nobody can stop the others by writing it.
 */
const isAfter = (message: Message, seen: Message): boolean =>
  orderWeek(message) !== orderWeek(seen) || message.lamport > seen.lamport || message.lamport === LAST_LAMPORT

const isLate = (message: Message, cuts: readonly Cut[]): boolean =>
  cuts.some(
    (cut) =>
      ends(cut, message) &&
      !cut.stays.includes(message.author) &&
      message.week >= cut.week - 1 &&
      isBeyond(message, cut.heads),
  )

/** A later cut ends the earlier keys too. Rekeys are judged among themselves: an end must not take away what it came from. */
const ends = (cut: Cut, { key, event }: Message): boolean =>
  event?.type !== 'rekey' && event?.type !== 'follow' && (cut.key === key || cut.earlier.includes(key))

function isBeyond({ author, key, week, place }: Message, heads: readonly Head[]): boolean {
  const seen = heads.find((head) => head.author === author && head.key === key)
  return seen === undefined || week > seen.week || (week === seen.week && place > seen.place)
}

/** One message that was put down twice, since its writer could not know that the first had arrived, is shown once. */
function withoutRepeats(messages: readonly Message[], setAside: SetAside): Message[] {
  const seen = new Set<string>()
  return messages.filter((message) => {
    const name = `${message.author} ${message.id}`
    const why = seen.has(name) ? 'repeated' : message.event === null ? 'unknown-type' : null
    seen.add(name)
    if (why !== null) setAside(message, why)
    return why === null
  })
}

function headsOf(messages: readonly Message[]): Head[] {
  const last = new Map<string, Message>()
  for (const message of messages) {
    const name = laneName(message)
    const before = last.get(name)
    if (before === undefined || placeOrder(before, message) < 0) last.set(name, message)
  }
  return [...last.values()]
    .map(({ author, key, week, place, hash }) => ({ author, key, week, place, hash }))
    .toSorted(placeOrder)
}
