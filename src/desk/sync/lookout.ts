import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { encodeRow, summarise } from '../case/case.ts'
import { type Casebook, loadCase } from '../case/casebook.ts'
import { foldThreads, NOTHING_WRITTEN, progressOf } from '../case/progress.ts'
import { encodeWatch, readWatch, type Watch } from '../case/watch.ts'
import type { CaseChange } from '../vault/cabinet.ts'

/** What to look for, for every case of a vault. */
export interface Lookout {
  readonly watches: ReadonlyMap<number, Watch>
  set(number: number, watch: Watch): void
  /** Takes in what was filed since. Answers with rows that cases of an older version lack. */
  refresh(p: Primitives, casebook: Casebook): CaseChange[]
}

export function openLookout(): Lookout {
  const watches = new Map<number, Watch>()
  let last = 0
  return {
    watches,
    set: (number, watch) => void watches.set(number, watch),
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
