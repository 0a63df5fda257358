import type { InboxRow } from '../../../src/local/wire.ts'
import { dueOf } from './clocks.ts'
import { harmOf } from './sort.ts'

/** A line of the list: a case, and the cases that repeat it. */
export interface Item {
  readonly row: InboxRow
  readonly repeats: readonly InboxRow[]
}

/**
 * Puts every case that repeats another one into that one, where that one is in the list; else it stands by itself. What
 * repeats a repeat goes to the first of them; where people merged in a circle, everybody stands by themselves.
 */
export function grouped(rows: readonly InboxRow[]): Item[] {
  const mains = mainsOf(rows)
  const items = new Map<number, { readonly row: InboxRow; readonly repeats: InboxRow[] }>()
  for (const row of rows) if (mains.get(row.number) === row) items.set(row.number, { row, repeats: [] })
  for (const row of rows) {
    const main = mains.get(row.number)
    if (main !== undefined && main !== row) items.get(main.number)?.repeats.push(row)
  }
  return [...items.values()]
}

/** Into which one each of them goes; itself for what stands by itself. Every line is passed once, however long the chains. */
function mainsOf(rows: readonly InboxRow[]): ReadonlyMap<number, InboxRow> {
  const listed = new Map(rows.map((row) => [row.number, row]))
  // Null for whatever leads into a circle.
  const ends = new Map<number, InboxRow | null>()
  for (const row of rows) {
    const passed = new Map<number, InboxRow>()
    let at: InboxRow | undefined = row
    let end: InboxRow | null | undefined
    while (end === undefined && at !== undefined) {
      end = passed.has(at.number) ? null : ends.get(at.number)
      passed.set(at.number, at)
      const next: InboxRow | undefined = at.repeats === null ? undefined : listed.get(at.repeats)
      if (next === undefined) end ??= at
      at = next
    }
    for (const number of passed.keys()) ends.set(number, end ?? null)
  }
  return new Map(rows.map((row) => [row.number, ends.get(row.number) ?? row]))
}

/** What the line shows for all of them: the nearest clock, the most harm, and whether anything is unread. */
export function worstOf({ row, repeats }: Item): InboxRow {
  if (repeats.length === 0) return row
  const all = [row, ...repeats]
  const clocks = all.flatMap(({ clock }) => (clock === null ? [] : [clock]))
  const [nearest = null] = clocks.sort((a, b) => dueOf(a) - dueOf(b))
  const gravest = all.reduce((worst, each) => (harmOf(each) > harmOf(worst) ? each : worst))
  return {
    ...row,
    clock: nearest,
    severity: gravest.severity,
    isUnread: all.some(({ isUnread }) => isUnread),
    isNew: all.some(({ isNew }) => isNew),
    last: Math.max(...all.map(({ last }) => last)),
    waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
  }
}
