import { policyOn, type Trail } from '../../protocol/keyring/trail.ts'
import { type Clock, type Clocks, clocksOf, ranOut } from '../../protocol/thread/clocks.ts'
import { type Conversation, foldConversation, type Line } from '../../protocol/thread/conversation.ts'
import type { ThreadKind } from '../../protocol/thread/events.ts'
import { CLOCKS, type ClockName, type Severity, type Status } from '../../protocol/thread/events.ts'
import type { Head } from '../../protocol/thread/message.ts'
import { distinctPlaces, laneName, placeOrder } from '../../protocol/thread/place.ts'
import type { Findings, ThreadView } from '../../protocol/thread/read.ts'
import { type CaseFile, foldTeam } from '../../protocol/thread/team.ts'

/** How a case stands, so that a list of cases needs to fold none. */
export interface Progress {
  readonly status: Status
  /** The recipient's id; null when nobody has it. */
  readonly assignee: string | null
  readonly labels: readonly string[]
  readonly severity: Severity | null
  /** `E#` of the case that this one repeats; null when it stands for itself. */
  readonly mergedInto: string | null
  /** Who said that they should not work on it. */
  readonly conflicts: readonly string[]
  readonly clocks: Clocks
  /** The clock that is due next; null when all were met. */
  readonly clock: NextClock | null
  /** The days, such as `2026-11-21`, until which the team lets clocks run. */
  readonly delays: Delays
  /** Something that the source said has not been looked at here. */
  readonly unread: boolean
  /** The day of the last thing that anybody did, in days since 1970-01-01 UTC. */
  readonly last: number
  /** The newest day on which the source was told something that it may look for; null when it never was. */
  readonly told: number | null
  /** Nothing more is to come. */
  readonly finished: boolean
  /** How much was said and done: whatever was made of the case is old when this has grown. */
  readonly count: number
}

type Delays = Readonly<Partial<Record<ClockName, string>>>

interface NextClock {
  readonly name: ClockName
  /** In days since 1970-01-01 UTC. */
  readonly due: number
  /** A day such as `2026-11-21` until which the team lets it run; null when it does not. */
  readonly until: string | null
}

/** The threads of a case, folded. */
export interface Folded {
  readonly conversation: Conversation
  readonly file: CaseFile
  readonly clocks: Clocks
}

type Views = Readonly<Record<ThreadKind, { readonly view: ThreadView }>>

const EMPTY: ThreadView = {
  messages: [],
  rekeys: [],
  heads: [],
  week: 0,
  lamport: 0,
  findings: { missing: [], forked: [], aside: [] },
}

/** The threads of a case about which nothing was written. */
export const NOTHING_WRITTEN: Views = {
  conversation: { view: EMPTY },
  keys: { view: EMPTY },
  team: { view: EMPTY },
}

export function foldThreads(
  { conversation, keys, team }: Views,
  { envelope, day }: { readonly envelope: string; readonly day: number },
  trail: Trail,
): Folded {
  const talk = foldConversation(conversation.view, { envelope, arrived: day })
  const file = foldTeam(team.view)
  const { acknowledged, answered } = talk
  return {
    conversation: talk,
    file: { ...file, findings: joined(keys.view.findings, file.findings) },
    clocks: clocksOf({ arrived: day, acknowledged, answered }, policyOn(trail, day)),
  }
}

/** What is wrong with the thread of keys is wrong with the team's work. */
const joined = (a: Findings, b: Findings): Findings => ({
  missing: distinctPlaces([...a.missing, ...b.missing]),
  forked: distinctPlaces([...a.forked, ...b.forked]),
  aside: [...a.aside, ...b.aside],
})

/** Who looks at a conversation, and what is known here of what they have looked at. */
export interface Looker {
  /** The recipient's id. */
  readonly me: string
  /** The hashes of what the source said and somebody here has looked at. */
  readonly seen: readonly string[]
  /** The hashes of what nobody here had looked at when something of this desk was put down behind it. */
  readonly overtaken: readonly string[]
}

const NOBODY: Looker = { me: '', seen: [], overtaken: [] }

export function progressOf(folded: Folded, arrived: number, looker: Looker = NOBODY): Progress {
  const { conversation, file, clocks } = folded
  const { status, assignee, labels, severity, mergedInto } = file
  const told = conversation.lines.filter(({ event: { type } }) => TOLD_BY.has(type)).map(({ day }) => day)
  const delays = Object.fromEntries(file.delays.map(({ clock, until }) => [clock, until]))
  return {
    status,
    assignee,
    labels,
    severity,
    mergedInto,
    conflicts: file.conflicts.map(({ author }) => author),
    clocks,
    clock: nextClock(clocks, delays),
    delays,
    unread: unreadIn(conversation, looker).length > 0,
    last: [...conversation.lines, ...file.acts].reduce((last, { day }) => Math.max(last, day), arrived),
    told: told.reduce<number | null>((newest, day) => Math.max(newest ?? day, day), null),
    finished: status === 'closed' || conversation.told === 'closed',
    count: conversation.lines.length + file.acts.length,
  }
}

const BY_A_PERSON: ReadonlySet<string> = new Set(['say', 'ask', 'tell'])

/**
 * The hashes of what the source said that nobody here has looked at. What they had seen when they answered they have looked
 * at, with another copy of this vault where not here; what crossed their answer may sort before it, and was seen by nobody.
 */
export function unreadIn({ lines }: Conversation, { me, seen, overtaken }: Looker): string[] {
  const answers = lines.filter(({ author, event }) => author === me && BY_A_PERSON.has(event.type))
  const heads = answers.flatMap((answer) => answer.heads).filter(({ author }) => author === 'source')
  const [looked, passed] = [new Set(seen), new Set(overtaken)]
  const wasSeen = (line: Line) => heads.some((head) => reaches(head, line))
  const isUnread = (line: Line) =>
    line.author === 'source' && !looked.has(line.hash) && (passed.has(line.hash) || !wasSeen(line))
  return lines.filter(isUnread).map(({ hash }) => hash)
}

/** At one place different people may have been shown different things. */
const reaches = (head: Head, line: Line): boolean =>
  laneName(head) === laneName(line) && (head.hash === line.hash || placeOrder(head, line) > 0)

const TOLD_BY: ReadonlySet<string> = new Set(['acknowledge', 'tell', 'recap'])

/** The hashes of everything that the source said. */
export const fromSource = ({ lines }: Conversation): string[] =>
  lines.filter(({ author }) => author === 'source').map(({ hash }) => hash)

export function nextClock(clocks: Clocks, delays: Delays): NextClock | null {
  const running = CLOCKS.filter((name) => clocks[name].met === null)
  const [name] = running.toSorted((a, b) => clocks[a].due - clocks[b].due)
  return name === undefined ? null : { name, due: clocks[name].due, until: delays[name] ?? null }
}

/** Whether a clock of a case has run out: from then on those see it who wait for that. */
export const isOverdue = ({ clocks }: Progress, today: number): boolean =>
  CLOCKS.some((name) => ranOut(clocks[name] satisfies Clock, today))

/** A source who comes back looks at four weeks: in them it finds how its case stands. */
const RECAP_AFTER = 21
/** Of a case that is done, what the source was told is told again so many days before it is deleted. */
const BEFORE_DELETION = 14

/** Whether the source will soon find nothing of what it was told (docs/protocol.md, 12.2). */
export const isRecapDue = ({ told, finished }: Progress, today: number, dropDays: number): boolean => {
  const lasts = dropDays - BEFORE_DELETION
  return told !== null && today - told > (finished ? lasts : Math.min(RECAP_AFTER, lasts))
}
