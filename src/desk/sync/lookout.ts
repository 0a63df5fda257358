import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type CaseSummary, encodeRow, summarise } from '../case/case.ts'
import { type Casebook, loadCase } from '../case/casebook.ts'
import { foldThreads, NOTHING_WRITTEN, progressOf } from '../case/progress.ts'
import { encodeWatch, readWatch, type Watch } from '../case/watch.ts'
import type { CaseChange } from '../vault/cabinet.ts'

/** What to look for, for every case of a vault. */
export interface Lookout {
  readonly watches: ReadonlyMap<number, Watch>
  /** How the cases stand that were filed just now and about which nothing has come: these need not be read again. */
  readonly lines: ReadonlyMap<number, CaseSummary>
  /** Takes in what was filed just now; false where it was not, since it was here before. */
  add(number: number | null, filed: { readonly line: CaseSummary; readonly watch: Watch }): boolean
  /** Something came for a case. */
  set(number: number, watch: Watch): void
  /** Takes in what was filed since. Answers with rows that cases of an older version lack. */
  refresh(p: Primitives, casebook: Casebook): CaseChange[]
}

export function openLookout(): Lookout {
  const watches = new Map<number, Watch>()
  const lines = new Map<number, CaseSummary>()
  let last = 0
  return {
    watches,
    lines,
    add(number, { line, watch }) {
      if (number === null) return false
      watches.set(number, watch)
      lines.set(number, line)
      // Where another was filed between, the next look takes in both.
      if (number === last + 1) last = number
      return true
    },
    set(number, watch) {
      watches.set(number, watch)
      lines.delete(number)
    },
    refresh(p, casebook) {
      const lacking: CaseChange[] = []
      for (const { number, watch } of casebook.cabinet.watches(last)) {
        const known = watch === null ? loadCase(p, casebook, number).watch : readWatch(watch)
        if (watch === null) lacking.push(rowsOf(p, casebook, number))
        watches.set(number, known)
        last = number
      }
      return lacking
    },
  }
}

function rowsOf(p: Primitives, casebook: Casebook, number: number): CaseChange {
  const { record, watch, summary, tip } = loadCase(p, casebook, number)
  const folded = foldThreads(NOTHING_WRITTEN, record, casebook.trail)
  const progress = tip === null ? null : progressOf(folded, record.day)
  const line = summarise(record, { hidden: summary.hidden, progress })
  return { number, summary: encodeRow(line), watch: encodeWatch(watch) }
}
