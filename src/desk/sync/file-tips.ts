import { fromHex } from '../../protocol/bytes.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type CaseRecord, encodeRow, readSummary, summarise } from '../case/case.ts'
import type { Casebook } from '../case/casebook.ts'
import { foldThreads, NOTHING_WRITTEN, progressOf } from '../case/progress.ts'
import { encodeWatch, firstWatch } from '../case/watch.ts'
import type { Directory } from '../vault/directory.ts'
import { type Ledger, raise } from '../vault/state.ts'
import { type Delivered, planFor, recordOf } from './open.ts'
import type { Job, Opener } from './opener.ts'
import type { TipPage } from './tips.ts'

interface Tools {
  readonly casebook: Casebook
  readonly directory: Directory
  readonly ledger: Ledger
  readonly open: Opener
}

/** Opens a page of tips and files it as a whole with its cursor. Answers how many are new to the inbox. */
export async function fileTips(p: Primitives, tools: Tools, page: TipPage): Promise<number> {
  const { casebook, directory, ledger, open } = tools
  const alarms: Record<string, number> = { ...page.alarms }
  const jobs = await jobsIn(p, tools, page.delivered, (alarm) => {
    alarms[alarm] = (alarms[alarm] ?? 0) + 1
  })
  const results = await open(jobs.map(({ job }) => job))
  const cases = jobs.flatMap(({ job, from }, i) => {
    const opened = results[i] ?? null
    return opened === null ? [] : [newCase(p, casebook, job, recordOf(p, job, from, opened))]
  })
  const { state } = ledger
  const numbers = ledger.file(
    { cursor: page.next, newest: page.newest ?? state().newest, alarms: raise(state().alarms, alarms) },
    { items: directory.takeNews(), cases },
  )
  return numbers.filter((number) => isShown(casebook, number)).length
}

/** What is to be tried, in the order in which it was delivered. */
async function jobsIn(
  p: Primitives,
  { casebook, directory }: Tools,
  delivered: readonly Delivered[],
  onAlarm: (alarm: string) => void,
) {
  const jobs: { readonly job: Job; readonly from: Delivered }[] = []
  for (const from of delivered) {
    const plan = await planFor(p, directory, casebook.vault.identity, from.envelope)
    if (plan.kind === 'alarm') onAlarm(plan.alarm)
    if (plan.kind === 'try') jobs.push({ job: plan.job, from })
  }
  return jobs
}

/** The rows of a case of which nothing but its tip is known. */
export function newCase(
  p: Primitives,
  { vault, trail }: Casebook,
  { to }: Pick<Job, 'to'>,
  record: CaseRecord,
) {
  const first = firstWatch(p, record, to.trusted.keyring, vault.identity.recipientId)
  const isGiven = record.given === true
  // Whoever was granted it works at it as those do for whom it was at once.
  const watch = isGiven ? { ...first, circle: first.circle ?? 'desks' } : first
  const folded = foldThreads(NOTHING_WRITTEN, record, trail)
  const progress = watch.circle === null ? null : progressOf(folded, record.day)
  const summary = summarise(record, { hidden: isGiven || watch.circle === 'escalate', progress })
  return {
    hash: fromHex(record.envelope),
    summary: encodeRow(summary),
    watch: encodeWatch(watch),
    content: encodeRow(record),
    again: isGiven,
  }
}

const isShown = ({ cabinet }: Casebook, number: number): boolean => {
  const line = cabinet.summary(number)
  return line !== null && !readSummary(line).hidden
}
