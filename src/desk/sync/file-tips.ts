import { fromHex } from '../../protocol/bytes.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type CaseRecord, encodeRow, summarise } from '../case/case.ts'
import type { Casebook } from '../case/casebook.ts'
import { foldThreads, NOTHING_WRITTEN, progressOf } from '../case/progress.ts'
import { encodeWatch, firstWatch } from '../case/watch.ts'
import type { Directory } from '../vault/directory.ts'
import type { Identity } from '../vault/identity.ts'
import { type Ledger, raise } from '../vault/state.ts'
import type { Lookout } from './lookout.ts'
import { type Delivered, planFor, recordOf } from './open.ts'
import type { Job, Result } from './opener.ts'
import type { TipPage } from './tips.ts'

interface Tools {
  readonly casebook: Casebook
  readonly directory: Directory
  readonly ledger: Ledger
  readonly lookout: Pick<Lookout, 'add'>
}

/** A page of tips, and what is to be tried of it in the order in which it was delivered. */
export interface ReadyPage {
  readonly page: TipPage
  readonly tries: readonly { readonly job: Job; readonly from: Delivered }[]
  readonly alarms: Readonly<Record<string, number>>
}

export async function makeReady(
  p: Primitives,
  directory: Directory,
  identity: Identity,
  page: TipPage,
): Promise<ReadyPage> {
  const alarms: Record<string, number> = { ...page.alarms }
  const tries: ReadyPage['tries'][number][] = []
  for (const from of page.delivered) {
    const plan = await planFor(p, directory, identity, from.envelope)
    if (plan.kind === 'alarm') alarms[plan.alarm] = (alarms[plan.alarm] ?? 0) + 1
    if (plan.kind === 'try') tries.push({ job: plan.job, from })
  }
  return { page, tries, alarms }
}

/** Files a page of tips as a whole with its cursor. Answers how many are new to the inbox. */
export function fileTips(
  p: Primitives,
  { casebook, directory, ledger, lookout }: Tools,
  { page, tries, alarms }: ReadyPage,
  results: readonly Result[],
): number {
  const cases = tries.flatMap(({ job, from }, i) => {
    const opened = results[i] ?? null
    return opened === null ? [] : [newCase(p, casebook, job, recordOf(p, job, from, opened))]
  })
  const { state } = ledger
  const numbers = ledger.file(
    { cursor: page.next, newest: page.newest ?? state().newest, alarms: raise(state().alarms, alarms) },
    { items: directory.takeNews(), cases: cases.map(({ rows }) => rows) },
  )
  const added = cases.filter((each, i) => lookout.add(numbers[i] ?? null, each))
  return added.filter(({ line }) => !line.hidden).length
}

/** A case of which nothing but its tip is known: its rows, and what is written in them. */
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
  const hidden = isGiven || watch.circle === 'escalate'
  const line = summarise(record, { hidden, progress })
  const rows = {
    hash: fromHex(record.envelope),
    summary: encodeRow(line),
    watch: encodeWatch(watch),
    content: encodeRow(record),
    again: isGiven,
  }
  return { rows, line, watch }
}
