import type { Author } from './author.ts'
import type { ClockName, NamedKind, Severity, Status, TeamEvent } from './events.ts'
import type { Message } from './message.ts'
import type { Findings, ThreadView } from './read.ts'

/** One act in the team's case file. */
export interface Act {
  /** SHA-256 of the message as 64 hexadecimal digits: its name. */
  readonly hash: string
  readonly author: Author
  /** When its author says they did it, in days since 1970-01-01 UTC. */
  readonly day: number
  readonly event: TeamEvent
}

/** Why a clock was let run, and until when. */
interface Delay {
  readonly clock: ClockName
  /** A day such as `2026-11-21`. */
  readonly until: string
  readonly reason: string
  readonly author: Author
  readonly day: number
}

/** Somebody who says that they should not work on the case. */
interface Conflict {
  readonly author: Author
  readonly reason: string
  readonly day: number
}

/** Somebody or something that the case is about. */
export interface Named {
  readonly kind: NamedKind
  readonly name: string
}

/** What the team knows of a case, the same for all who hold the same drops (docs/protocol.md, 12.4). */
export interface CaseFile {
  readonly acts: readonly Act[]
  readonly status: Status
  /** The recipient's id; null when nobody has it. */
  readonly assignee: string | null
  /** In alphabetical order. */
  readonly labels: readonly string[]
  /** `E#` of other cases, 64 hexadecimal digits each, in order. */
  readonly links: readonly string[]
  readonly delays: readonly Delay[]
  /** Null when nobody has judged it. */
  readonly severity: Severity | null
  /** `E#` of the case that this one repeats, 64 hexadecimal digits; null when it stands for itself. */
  readonly mergedInto: string | null
  /** The newest of each who said so. */
  readonly conflicts: readonly Conflict[]
  /** By kind, and then in alphabetical order. */
  readonly names: readonly Named[]
  readonly findings: Findings
}

/** Folds the team's thread: whoever acts last decides, in the order that is the same for all. */
export const foldTeam = ({ messages, findings }: ThreadView): CaseFile =>
  foldActs(messages.map(actOf), findings)

/** The case file that acts make, in this order. */
export function foldActs(acts: readonly Act[], findings: Findings): CaseFile {
  return {
    acts,
    findings,
    status: acts.map(({ event }) => event).findLast((event) => event.type === 'status')?.status ?? 'new',
    assignee: acts.map(({ event }) => event).findLast((event) => event.type === 'assign')?.to || null,
    labels: labelsOf(acts),
    links: linksOf(acts),
    delays: acts.flatMap(delayOf),
    severity: acts.map(({ event }) => event).findLast((event) => event.type === 'severity')?.level || null,
    mergedInto: acts.map(({ event }) => event).findLast((event) => event.type === 'merge')?.into || null,
    conflicts: conflictsOf(acts),
    names: namesOf(acts),
  }
}

// The thread's reader lets nothing else into the team's thread.
const actOf = ({ hash, author, day, event }: Message): Act => ({
  hash,
  author,
  day,
  event: event as TeamEvent,
})

const labelsOf = (acts: readonly Act[]): readonly string[] =>
  acts.reduce<readonly string[]>(
    (labels, { event }) => (event.type === 'label' ? labelledBy(labels, event) : labels),
    [],
  )

/** The labels of a case after an event, in order. */
export const labelledBy = (
  labels: readonly string[],
  { add, remove }: Extract<TeamEvent, { readonly type: 'label' }>,
): string[] => [...new Set([...labels.filter((each) => !remove.includes(each)), ...add])].toSorted()

function linksOf(acts: readonly Act[]): string[] {
  const links = new Set<string>()
  for (const { event } of acts) {
    if (event.type !== 'link') continue
    if (event.on) links.add(event.to)
    else links.delete(event.to)
  }
  return [...links].toSorted()
}

function delayOf({ author, day, event }: Act): Delay[] {
  if (event.type !== 'delay') return []
  const { clock, until, reason } = event
  return [{ clock, until, reason, author, day }]
}

function conflictsOf(acts: readonly Act[]): Conflict[] {
  const conflicts = new Map<Author, Conflict>()
  for (const { author, day, event } of acts)
    if (event.type === 'conflict') conflicts.set(author, { author, day, reason: event.reason })
  return [...conflicts.values()]
}

function namesOf(acts: readonly Act[]): Named[] {
  const names = new Map<string, Named>()
  for (const { event } of acts) {
    if (event.type !== 'name') continue
    const { kind, name, on } = event
    if (on) names.set(`${kind} ${name}`, { kind, name })
    else names.delete(`${kind} ${name}`)
  }
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, named]) => named)
}
