import { dayFromText } from './bytes.ts'
import { type At, joinCells } from './cells.ts'
import type { SourceKeys } from './codename.ts'
import type { Drop } from './drops.ts'
import { type Author, authorsInOrder, type Found, findLane, laneOf } from './lanes.ts'
import { type Message, readMessage, type Setting } from './messages.ts'
import { type End, isRemoved, type Turn } from './turns.ts'

type Aside = At & { why: string }

export type Thread = { messages: Message[]; turns: Turn[]; aside: Aside[]; missing: At[]; forked: At[] }

const atOf = ({ author, key, week, place }: At): At => ({ author, key, week, place })
const nameOf = (at: At): string => Object.values(atOf(at)).join(' ')

const sorted = <T extends At>(places: T[]): T[] =>
  [...places].sort(
    (a, b) =>
      authorsInOrder(a.author, b.author) ||
      (a.key < b.key ? -1 : a.key > b.key ? 1 : a.week - b.week || a.place - b.place),
  )

const each = (places: At[]): At[] => sorted([...new Map(places.map((at) => [nameOf(at), atOf(at)])).values()])

/** 11.7.5 */
const orderWeek = ({ week, heads }: Message): number =>
  heads.some((head) => head.week > week) ? week + 1 : week

const inOrder = (a: Message, b: Message): number =>
  orderWeek(a) - orderWeek(b) ||
  a.lamport - b.lamport ||
  authorsInOrder(a.author, b.author) ||
  (a.hash < b.hash ? -1 : 1)

/** 11.7.3 */
const single = (messages: Message[], aside: Aside[]): Message[] => {
  const kept = new Map<string, Message>()
  for (const message of messages) {
    const other = kept.get(nameOf(message))
    const [less, more] =
      other === undefined || message.hash < other.hash ? [message, other] : [other, message]
    kept.set(nameOf(message), less)
    if (more !== undefined) aside.push({ ...atOf(more), why: 'forked' })
  }
  return [...kept.values()]
}

/** 11.7.4: of one week, and no greater number than what it names; the last number is everyone's */
const comesFirst = (message: Message, seen: Message): boolean =>
  orderWeek(message) === orderWeek(seen) && message.lamport < 2 ** 47 && message.lamport <= seen.lamport

/** 11.7.1: an author who went on has written again what did not find its places */
const interruptedIn = (counted: Message[], at: Aside): Aside => {
  const { author, key, week, place, why } = at
  const goesOn = counted.some(
    (each) => each.author === author && each.key === key && each.week === week && each.place > place,
  )
  return why === 'incomplete' && goesOn ? { ...at, why: 'interrupted' } : at
}

/** 11.7.4 */
const truthful = (messages: Message[], ends: End[], aside: Aside[]): Message[] => {
  const byHash = new Map(messages.map((message) => [message.hash, message]))
  return messages.filter((message) => {
    const lies = message.heads.some(({ hash }) => {
      const seen = byHash.get(hash)
      return seen !== undefined && comesFirst(message, seen)
    })
    const gone = isRemoved(message, ends)
    if (lies || gone) aside.push({ ...atOf(message), why: gone ? 'removed' : 'order' })
    return !lies && !gone
  })
}

/** 11.7.5 */
const unrepeated = (messages: Message[], unknown: Set<string>, aside: Aside[]): Message[] => {
  const used = new Set<string>()
  return messages.filter((message) => {
    const name = `${message.author} ${message.id}`
    const why = used.has(name) ? 'repeated' : unknown.has(message.hash) ? 'unknown-type' : ''
    used.add(name)
    if (why !== '') aside.push({ ...atOf(message), why })
    return why === ''
  })
}

/** 11.7.6: up to four places right below one that is held */
const gaps = (held: At[]): At[] => {
  const names = new Set(held.map(nameOf))
  return held.flatMap((at) => {
    const below: At[] = []
    const lowest = Math.max(0, at.place - 4)
    for (let place = at.place - 1; place >= lowest && !names.has(nameOf({ ...at, place })); place -= 1) {
      below.push({ ...at, place })
    }
    return below
  })
}

/** 11.7 */
export const readThread = (setting: Setting, drops: Found[], from: number, ends: End[] = []): Thread => {
  const rows = new Map<string, Found[]>()
  for (const drop of drops) {
    const name = `${drop.lane.author} ${drop.lane.key} ${drop.week}`
    rows.set(name, [...(rows.get(name) ?? []), drop])
  }
  const joined = [...rows.values()].map((row) => joinCells(setting.orgId, row))
  const aside = joined.flatMap((row) => row.aside)
  const held = joined.flatMap((row) => row.held)
  const unknown = new Set<string>()
  const read: Message[] = []
  for (const found of joined.flatMap((row) => row.contents)) {
    const { message, why } = readMessage(setting, found)
    if (message !== undefined) read.push(message)
    else aside.push({ ...atOf(found), why: why as string })
    if (message !== undefined && why !== undefined) unknown.add(message.hash)
  }
  const kept = single(read, aside)
  const counted = truthful(kept, ends, aside).sort(inOrder)
  const names = new Set(held.map(nameOf))
  const hashes = new Set(kept.map(({ hash }) => hash))
  const heads = counted.flatMap((message) => message.heads).filter(({ week }) => week >= from)
  const others = heads.filter((head) => !hashes.has(head.hash))
  const parts = new Set(aside.filter(({ why }) => why === 'incomplete').map(nameOf))
  const newer = new Set(aside.filter(({ why }) => why === 'newer').map(nameOf))
  const whole = new Set(kept.map(nameOf))
  const isThere = (at: At) => names.has(nameOf(at)) && (whole.has(nameOf(at)) || !parts.has(nameOf(at)))
  const forked = aside.filter(({ why }) => why === 'forked')
  return {
    messages: unrepeated(counted, unknown, aside),
    turns: kept.filter(({ event }) => ['rekey', 'follow'].includes(event.type)).sort(inOrder) as Turn[],
    aside: sorted(aside.map((at) => interruptedIn(counted, at))),
    missing: each([...gaps(held), ...others.filter((at) => !isThere(at))]),
    forked: each([...forked, ...others.filter((at) => isThere(at) && !newer.has(nameOf(at)))]),
  }
}

/** 11.6: what somebody with a codename finds in shards; `recipients` are all that the chain ever listed, with their keys */
export const readConversation = (
  { thread }: SourceKeys,
  setting: Omit<Setting, 'thread'>,
  recipients: Author[],
  shards: { week: number; drops: Drop[] }[],
): Thread => {
  const lanes = ['source', ...recipients].map((author) => laneOf(thread, author))
  const found = lanes.flatMap((lane) =>
    shards.flatMap(({ week, drops }) => findLane(thread, drops, lane, week)),
  )
  const from = Math.min(...shards.map(({ week }) => week))
  return readThread({ ...setting, thread: 'conversation' }, found, from)
}

export type Course = {
  told: string | null
  acknowledged: number | null
  answered: number | null
  withdrawn: boolean
}

type Said = {
  type: string
  envelope?: string
  status?: string
  acknowledged?: string
  answered?: string
}

const outcomes = ['acted', 'passed-on', 'closed']
const earliest = (days: (string | undefined)[]): number | null => {
  const known = days
    .filter((text) => text !== undefined && text !== '')
    .map((text) => dayFromText(text as string))
  return known.length === 0 ? null : Math.min(...known)
}

/** 12.2: a recap's day that lies between that of the tip and its own */
const within = (text: string | undefined, from: number, to: string): string | undefined => {
  if (text === undefined || text === '') return undefined
  const day = dayFromText(text)
  return day >= from && day <= dayFromText(to) ? text : undefined
}

/** 12.2 */
export const courseOf = (messages: Message[], envelope: string, arrived: number): Course => {
  const said = messages.map(({ day, event }) => ({ day, event: event as Said }))
  const of = (type: string) => said.filter(({ event }) => event.type === type)
  const recaps = of('recap').map(({ day, event }) => ({
    ...event,
    acknowledged: within(event.acknowledged, arrived, day),
    answered: within(event.answered, arrived, day),
  }))
  const told = of('tell').at(-1)?.event.status ?? recaps.find(({ status }) => status !== '')?.status
  return {
    told: told ?? null,
    acknowledged: earliest([
      ...of('acknowledge')
        .filter(({ event }) => event.envelope === envelope)
        .map(({ day }) => day),
      ...recaps.map((event) => event.acknowledged),
    ]),
    answered: earliest([
      ...of('tell')
        .filter(({ event }) => outcomes.includes(event.status ?? ''))
        .map(({ day }) => day),
      ...recaps.map((event) => event.answered),
    ]),
    withdrawn: of('withdraw').length > 0,
  }
}
