import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { ReplyEvent } from '../protocol/thread/events.ts'
import { dayOf, dayText } from '../protocol/time.ts'
import type { CaseChange } from './cabinet.ts'
import { type CaseSummary, encodeRow, readSummary } from './case.ts'
import { type Casebook, heldOf, isSound, loadCase, sourcesOf } from './casebook.ts'
import { foldThreads, isOverdue, isRecapDue } from './progress.ts'
import { encodeQueued, type Queueable, type Queued, queuedBehind, readQueue, type Timing } from './queue.ts'
import type { Ledger } from './state.ts'
import { readThreads } from './threads.ts'
import { encodeWatch, type Watch } from './watch.ts'

/**
 * What is due without anybody asking for it: what waited for a clock opens, and the source is told again what it was told
 * some time ago. A case's key is not: who makes one has opened the tip, and the server would learn for whom it is. It goes
 * with the first thing that a person writes. Answers how many cases were opened.
 */
export function keepUp(
  p: Primitives,
  casebook: Casebook,
  ledger: Ledger,
  watches: ReadonlyMap<number, Watch>,
  timing: Timing,
): number {
  const today = dayOf(timing.now)
  const queue = byCase(readQueue(casebook.cabinet))
  const opened: CaseChange[] = []
  const added: Queued[] = []
  for (const { number, summary } of casebook.cabinet.summaries()) {
    const line = readSummary(summary)
    const watch = watches.get(number)
    if (watch === undefined || watch.circle === null) continue
    const opens = line.hidden && line.progress !== null && isOverdue(line.progress, today)
    if (opens) opened.push(shown(number, line, watch))
    if (line.hidden && !opens) continue
    const waiting = queue.get(number) ?? []
    for (const due of dueFor(p, casebook, { number, line, watch, waiting }, today)) {
      added.push(queuedBehind(waiting, number, due, timing))
    }
  }
  if (opened.length + added.length === 0) return 0
  const rows = added.map((each) => ({ place: null, content: encodeQueued(each) }))
  ledger.file({}, { changes: opened, queue: rows })
  return opened.length
}

const shown = (number: number, line: CaseSummary, watch: Watch): CaseChange => ({
  number,
  summary: encodeRow({ ...line, hidden: false }),
  watch: encodeWatch(watch),
})

function byCase(queue: readonly Queued[]): ReadonlyMap<number, readonly Queued[]> {
  const rows = new Map<number, Queued[]>()
  for (const each of queue) rows.set(each.number, [...(rows.get(each.number) ?? []), each])
  return rows
}

interface Standing {
  readonly number: number
  readonly line: CaseSummary
  readonly watch: Watch
  readonly waiting: readonly Queued[]
}

function dueFor(
  p: Primitives,
  casebook: Casebook,
  { number, line: { progress }, watch, waiting }: Standing,
  today: number,
): Queueable[] {
  const latest = casebook.trail.at(-1)?.keyring
  if (latest === undefined || watch.circle === null || progress === null) return []
  if (waiting.some(({ outgoing }) => outgoing.event.type === 'recap')) return []
  if (!isRecapDue(progress, today, latest.policy.dropDays)) return []
  const recap = recapOf(p, casebook, number)
  return recap === null ? [] : [{ thread: 'conversation', event: recap }]
}

const BY_A_PERSON: ReadonlySet<string> = new Set(['acknowledge', 'say', 'ask', 'tell', 'recap'])

/**
 * What the source was told so far, in one message; null where this desk has never written to it: a drop from somebody who
 * has done nothing about a tip would tell the server that they could open it.
 */
function recapOf(p: Primitives, casebook: Casebook, number: number): ReplyEvent | null {
  const stored = loadCase(p, casebook, number)
  if (!isSound(stored)) return null
  const threads = readThreads(p, sourcesOf(casebook, stored, heldOf(casebook, number)))
  const { conversation } = foldThreads(threads, stored.record, casebook.trail)
  const { lines, told, acknowledged, answered } = conversation
  const me = casebook.vault.identity.recipientId
  if (!lines.some(({ author, event }) => author === me && BY_A_PERSON.has(event.type))) return null
  const text = (day: number | null) => (day === null ? '' : dayText(day))
  return { type: 'recap', acknowledged: text(acknowledged), status: told ?? '', answered: text(answered) }
}
