import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { ReplyEvent } from '../protocol/thread/events.ts'
import { dayOf, dayText } from '../protocol/time.ts'
import type { CaseChange } from './cabinet.ts'
import { type CaseSummary, encodeRow, readSummary } from './case.ts'
import { type Casebook, heldOf, isSound, loadCase, sourcesOf } from './casebook.ts'
import { foldThreads, isOverdue, isRecapDue } from './progress.ts'
import {
  encodeQueued,
  keyToMake,
  type Queueable,
  type Queued,
  queuedBehind,
  readQueue,
  type Timing,
} from './queue.ts'
import type { Ledger } from './state.ts'
import { readThreads } from './threads.ts'
import { encodeWatch, type Watch } from './watch.ts'

/**
 * What is due without anybody asking for it: what waited for a clock opens, a case gets its key, and the source is told
 * again what it was told long ago. Answers how many cases were opened.
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
  if (latest === undefined || watch.circle === null) return []
  const isQueued = (type: string) => waiting.some(({ outgoing }) => outgoing.event.type === type)
  const isListed = latest.recipients.some(({ id }) => id === casebook.vault.identity.recipientId)
  const needsKey = watch.keys.team.length === 0 && isListed && !isQueued('case-key')
  const needsRecap =
    progress !== null && isRecapDue(progress, today, latest.policy.dropDays) && !isQueued('recap')
  const recap = needsRecap ? recapOf(p, casebook, number) : null
  return [
    ...(needsKey ? [keyToMake(watch.circle)] : []),
    ...(recap === null ? [] : [{ thread: 'conversation', event: recap } as const]),
  ]
}

/** What the source was told so far, in one message. */
function recapOf(p: Primitives, casebook: Casebook, number: number): ReplyEvent | null {
  const stored = loadCase(p, casebook, number)
  if (!isSound(stored)) return null
  const threads = readThreads(p, sourcesOf(casebook, stored, heldOf(casebook, number)))
  const { told, acknowledged, answered } = foldThreads(threads, stored.record, casebook.trail).conversation
  const text = (day: number | null) => (day === null ? '' : dayText(day))
  return { type: 'recap', acknowledged: text(acknowledged), status: told ?? '', answered: text(answered) }
}
