import { type CaseSummary, readSummary } from '../desk/case/case.ts'
import type { Progress } from '../desk/case/progress.ts'
import { type Waiting, waitingByCase } from '../desk/casework/queue.ts'
import { standing } from '../desk/casework/standing.ts'
import type { Cabinet, KnownSummaries } from '../desk/vault/cabinet.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Marks } from './marks.ts'
import type { News } from './news.ts'
import { isOfPerson, rowOf } from './rows.ts'
import type { Changes, InboxRow } from './wire.ts'

/** The lines of the inbox, in memory: of ten thousand cases only those are read again that were filed again. */
export interface List {
  /**
   * Takes in what was queued since, and what was filed.
   * @param isFiled whether anything may have been filed: of ten thousand cases that takes a moment to find out
   */
  refresh(isFiled: boolean): Refreshed
  rows(): InboxRow[]
  /** What a page does not know yet that has everything up to a version. */
  since(version: number): Pick<Changes, 'rows' | 'gone'>
  /** @throws `not_found`, for what waits unseen as well */
  row(number: number): InboxRow
  /** How many there are. */
  size(): number
  /** What the lines are made of. */
  lines(): { readonly number: number; readonly summary: CaseSummary }[]
  /** How a case stands, with what waits counted in; null for a void tip. */
  standing(number: number): Progress | null
  /** The number of a case that is shown here, by `E#`. */
  numberOf(envelope: string): number | null
  /** How many things that a person did wait in all cases, and when the next of all that waits is due. */
  queue(): { readonly waiting: number; readonly due: number | null }
}

interface Refreshed {
  /** Whether any line is another one, or what it was made of. */
  readonly isOther: boolean
  /** The numbers of cases that were shown, and are not here any more. */
  readonly gone: readonly number[]
}

interface Tools {
  readonly cabinet: Cabinet
  readonly news: News
  readonly marks: Marks
  /** The reader's id. */
  readonly me: string
  /** Days since 1970-01-01 UTC. */
  readonly today: () => number
}

interface Held extends Tools {
  known: KnownSummaries
  queue: ReadonlyMap<number, readonly Waiting[]>
  /** Of all cases, the hidden ones too. */
  readonly summaries: Map<number, CaseSummary>
  /** Of the others, by `E#`. */
  readonly numbers: Map<string, number>
  /** Each with the version that has it. */
  readonly entries: Map<number, { readonly row: InboxRow; readonly version: number }>
  readonly gone: Map<number, number>
}

export function openList(tools: Tools): List {
  const held: Held = {
    ...tools,
    known: new Map(),
    queue: new Map(),
    summaries: new Map(),
    numbers: new Map(),
    entries: new Map(),
    gone: new Map(),
  }
  const { entries, gone } = held
  return {
    refresh: (isFiled) => refresh(held, isFiled),
    rows: () => [...entries.values()].map(({ row }) => row),
    since: (version) => ({
      rows: [...entries.values()].filter((entry) => entry.version > version).map(({ row }) => row),
      gone: [...gone].filter(([, at]) => at > version).map(([number]) => number),
    }),
    row: (number) => entries.get(number)?.row ?? unknown(number),
    size: () => entries.size,
    lines: () => linesOf(held),
    standing: (number) => standingOf(held, number),
    numberOf: (envelope) => held.numbers.get(envelope) ?? null,
    queue: () => queueOf(held),
  }
}

function unknown(number: number): never {
  throw new CandorError('not_found', `there is no case ${number} in this vault`)
}

function refresh(held: Held, isFiled: boolean): Refreshed {
  const { filed, isOther } = isFiled ? takeFiled(held) : NOTHING_FILED
  const before = held.queue
  held.queue = waitingByCase(held.cabinet)
  // Where there are other cases than before, a case may repeat one that was not here.
  const repeats = isOther ? repeatsIn(held) : []
  const touched = [...filed, ...repeats, ...before.keys(), ...held.queue.keys(), ...held.marks.numbers()]
  const made = makeAgain(held, new Set(touched), new Set(filed))
  return { ...made, isOther: made.isOther || filed.length > 0 }
}

const repeatsIn = ({ summaries }: Held): number[] =>
  [...summaries].flatMap(([number, { progress }]) => (progress?.mergedInto == null ? [] : [number]))

/** The cases that were filed anew or are gone, and whether others are here than before. */
interface Filed {
  readonly filed: readonly number[]
  readonly isOther: boolean
}

const NOTHING_FILED: Filed = { filed: [], isOther: false }

function takeFiled(held: Held): Filed {
  const { summaries, numbers, known: before } = held
  const shown = numbers.size
  const { changed, known } = held.cabinet.changedSummaries(before)
  const lost = [...before.keys()].filter((number) => !known.has(number))
  held.known = known
  for (const { number, summary } of changed) summaries.set(number, readSummary(summary))
  for (const number of lost) summaries.delete(number)
  if (changed.length + lost.length > 0) nameAgain(held)
  return {
    filed: [...changed.map(({ number }) => number), ...lost],
    isOther: lost.length > 0 || known.size !== before.size || numbers.size !== shown,
  }
}

function nameAgain({ summaries, numbers }: Held): void {
  numbers.clear()
  for (const [number, { envelope, hidden }] of summaries) if (!hidden) numbers.set(envelope, number)
}

/** A case that was filed anew is told of though its line is the same: of what was said on one day, a line shows only the first. */
function makeAgain(held: Held, touched: ReadonlySet<number>, filed: ReadonlySet<number>): Refreshed {
  const { entries, gone, news } = held
  const made = [...touched].map((number) => ({ number, row: makeRow(held, number) }))
  const isTold = (row: InboxRow | null, number: number) => row !== null && filed.has(number)
  const changed = made.filter(
    ({ number, row }) => isTold(row, number) || !isSame(entries.get(number)?.row ?? null, row),
  )
  const lost = changed.flatMap(({ number, row }) => (row === null ? [number] : []))
  if (changed.length === 0) return { isOther: false, gone: [] }
  const version = news.bump()
  for (const { number, row } of changed) {
    if (row === null) {
      entries.delete(number)
      gone.set(number, version)
    } else {
      entries.set(number, { row, version })
      gone.delete(number)
    }
  }
  return { isOther: true, gone: lost }
}

/** Null for what is not shown. */
function makeRow({ summaries, numbers, queue, marks, me, today }: Held, number: number): InboxRow | null {
  const summary = summaries.get(number)
  if (summary === undefined || summary.hidden) return null
  return rowOf({
    number,
    summary,
    waiting: queue.get(number) ?? [],
    isLookedAt: marks.covers(number, summary),
    me,
    today: today(),
    numberOf: (envelope) => numbers.get(envelope) ?? null,
  })
}

const isSame = (before: InboxRow | null, row: InboxRow | null): boolean =>
  before === row || (before !== null && row !== null && JSON.stringify(before) === JSON.stringify(row))

const linesOf = ({ summaries }: Held) =>
  [...summaries].flatMap(([number, summary]) => (summary.hidden ? [] : [{ number, summary }]))

function standingOf({ summaries, queue, me, today }: Held, number: number): Progress | null {
  const progress = summaries.get(number)?.progress ?? null
  return progress && standing(progress, queue.get(number) ?? [], me, today())
}

function queueOf({ queue }: Held): { readonly waiting: number; readonly due: number | null } {
  const all = [...queue.values()].flat()
  const due = all.reduce<number | null>(
    (first, { notBefore }) => Math.min(first ?? notBefore, notBefore),
    null,
  )
  return { waiting: all.filter(isOfPerson).length, due }
}
