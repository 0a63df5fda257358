import type { Author } from './author.ts'
import type { ClockName, Status, TeamEvent } from './events.ts'
import type { Message } from './message.ts'
import type { Findings, ThreadView } from './read.ts'

/** One act in the team's case file. */
interface Act {
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
  readonly findings: Findings
}

/** Folds the team's thread: whoever acts last decides, in the order that is the same for all. */
export function foldTeam({ messages, findings }: ThreadView): CaseFile {
  const acts = messages.map(actOf)
  return {
    acts,
    findings,
    status: acts.map(({ event }) => event).findLast((event) => event.type === 'status')?.status ?? 'new',
    assignee: acts.map(({ event }) => event).findLast((event) => event.type === 'assign')?.to || null,
    labels: labelsOf(acts),
    links: linksOf(acts),
    delays: acts.flatMap(delayOf),
  }
}

// The thread's reader lets nothing else into the team's thread.
const actOf = ({ hash, author, day, event }: Message): Act => ({
  hash,
  author,
  day,
  event: event as TeamEvent,
})

function labelsOf(acts: readonly Act[]): string[] {
  const labels = new Set<string>()
  for (const { event } of acts) {
    if (event.type !== 'label') continue
    for (const each of event.remove) labels.delete(each)
    for (const each of event.add) labels.add(each)
  }
  return [...labels].toSorted()
}

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
