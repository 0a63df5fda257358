import type { InboxRow } from '../../../src/local/wire.ts'
import { dueOf } from './clocks.ts'

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
  const listed = new Map(rows.map((row) => [row.number, row]))
  const repeats = new Map<number, InboxRow[]>()
  const mains: InboxRow[] = []
  for (const row of rows) {
    const main = mainOf(row, listed)
    if (main === row) mains.push(row)
    else repeats.set(main.number, [...(repeats.get(main.number) ?? []), row])
  }
  return mains.map((row) => ({ row, repeats: repeats.get(row.number) ?? [] }))
}

function mainOf(row: InboxRow, listed: ReadonlyMap<number, InboxRow>): InboxRow {
  const passed = new Set<number>()
  let main = row
  while (main.repeats !== null && !passed.has(main.number)) {
    passed.add(main.number)
    const next = listed.get(main.repeats)
    if (next === undefined) return main
    main = next
  }
  return passed.has(main.number) ? row : main
}

/** What the line shows for all of them: the nearest clock, and whether anything is unread. */
export function worstOf({ row, repeats }: Item): InboxRow {
  if (repeats.length === 0) return row
  const all = [row, ...repeats]
  const clocks = all.flatMap(({ clock }) => (clock === null ? [] : [clock]))
  const [nearest = null] = clocks.sort((a, b) => dueOf(a) - dueOf(b))
  return {
    ...row,
    clock: nearest,
    isUnread: all.some(({ isUnread }) => isUnread),
    isNew: all.some(({ isNew }) => isNew),
    last: Math.max(...all.map(({ last }) => last)),
    waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
  }
}
