import { batch, computed, effect, signal } from '@preact/signals'
import type { Filter, SearchHit } from '../../../src/local/wire.ts'
import { inbox, rows } from '../state/inbox.ts'
import { openCase, place } from '../state/place.ts'
import { preferences } from '../state/preferences.ts'
import { found, isSearching, query } from '../state/search.ts'
import { clearSelection, selected } from '../state/selection.ts'
import { builtIn, builtInNames, type View } from './built-in.ts'
import { EVERYTHING, type Looking, matches } from './filter.ts'
import { grouped, type Item, worstOf } from './group.ts'
import { orderBy } from './sort.ts'

const START: View = { kind: 'built-in', name: 'inbox' }

export const view = signal<View>(START)
/** What is shown now: that of the view, or changed from there. */
export const filter = signal<Filter>(builtIn.inbox)
/** The case that the keys are about. */
export const cursor = signal<number | null>(null)

/** A line that is shown: with what fits, when somebody searches. */
export interface Shown extends Item {
  /** What stands for the whole group. */
  readonly worst: Item['row']
  readonly hit: SearchHit | null
}

export const looking = computed<Looking>(() => ({
  me: inbox.value?.me ?? '',
  today: inbox.value?.today ?? 0,
}))

const inView = computed<readonly Shown[]>(() => {
  const { value: chosen } = filter
  const { value: now } = looking
  const fitting = [...rows.value.values()].filter((row) => matches(row, chosen, now))
  const order = orderBy(chosen.sort)
  return grouped(fitting)
    .map((item) => ({ ...item, worst: worstOf(item), hit: null }))
    .sort((a, b) => order(a.worst, b.worst))
})

const hits = computed<readonly Shown[]>(() =>
  (found.value?.hits ?? []).flatMap((hit) => {
    const row = rows.value.get(hit.number)
    return row === undefined ? [] : [{ row, worst: row, repeats: [], hit }]
  }),
)

/** The lines of the list, from the top. */
export const shown = computed(() => (isSearching.value ? hits.value : inView.value))

/** Cases in these lines, with those that repeat another. */
export const casesShown = computed(() =>
  shown.value.reduce((sum, { repeats }) => sum + 1 + repeats.length, 0),
)

const indexes = computed<ReadonlyMap<number, number>>(
  () => new Map(shown.value.map(({ row }, index) => [row.number, index])),
)

/** Where the cursor stands in the list; -1 where its case is not shown. */
export const cursorIndex = computed(() =>
  cursor.value === null ? -1 : (indexes.value.get(cursor.value) ?? -1),
)

/** How many lines each view has. */
export const counts = computed<ReadonlyMap<string, number>>(() => {
  const views = [
    ...builtInNames.map((name) => [`built-in ${name}`, builtIn[name]] as const),
    ...(preferences.value?.views ?? []).map(({ name, filter }) => [`saved ${name}`, filter] as const),
  ]
  const all = [...rows.value.values()]
  const { value: now } = looking
  return new Map(views.map(([name, filter]) => [name, all.filter((row) => matches(row, filter, now)).length]))
})

export const filterOf = ({ kind, name }: View): Filter =>
  kind === 'built-in'
    ? builtIn[name]
    : (preferences.value?.views.find((each) => each.name === name)?.filter ?? EVERYTHING)

export function showView(next: View): void {
  batch(() => {
    view.value = next
    filter.value = filterOf(next)
    cursor.value = null
  })
}

export const changeFilter = (change: Partial<Filter>): void => {
  filter.value = { ...filter.value, ...change }
}

export function goTo(index: number): void {
  const item = shown.peek()[Math.max(0, Math.min(index, shown.peek().length - 1))]
  cursor.value = item?.row.number ?? null
}

/** One down or up; where nothing had the cursor, the first line gets it. */
export function moveCursor(step: number): void {
  const at = cursorIndex.peek()
  goTo(at < 0 ? 0 : at + step)
}

export function openCursor(): void {
  const at = cursorIndex.peek()
  const item = shown.peek()[at < 0 ? 0 : at]
  if (item === undefined) return
  cursor.value = item.row.number
  openCase(item.row.number)
}

/** The case before or after this one in the list; null at its ends. */
export function neighbour(number: number, step: 1 | -1): number | null {
  const at = indexes.value.get(number)
  return at === undefined ? null : (shown.value[at + step]?.row.number ?? null)
}

const numbersOf = ({ row, repeats }: Item): number[] => [row, ...repeats].map(({ number }) => number)

/** The selected cases that the list shows: nothing is done to what a person does not see selected. */
export const counted = computed<readonly number[]>(() =>
  selected.value.size === 0
    ? []
    : shown.value.flatMap(numbersOf).filter((number) => selected.value.has(number)),
)

/** The cases that a key is about: the selected ones, else the open one, else the one under the cursor. */
export function meant(): readonly number[] {
  if (counted.peek().length > 0) return counted.peek()
  const number = place.peek().number ?? cursor.peek()
  return number === null ? [] : [number]
}

/** A line is selected with all that stands in it. */
export function toggleSelected(number: number): void {
  const item = shown.peek()[indexes.peek().get(number) ?? -1]
  const next = new Set(selected.peek())
  const isOn = next.has(number)
  for (const each of item === undefined ? [number] : numbersOf(item)) {
    if (isOn) next.delete(each)
    else next.add(each)
  }
  selected.value = next
}

/** Takes the line with it, and the one after it. */
export function extendSelection(step: 1 | -1): void {
  const at = cursorIndex.peek()
  selectUpTo(at < 0 ? 0 : at + step)
}

/** Takes the line that has the cursor, and all up to the one where it goes. */
export function selectUpTo(index: number): void {
  const from = Math.max(0, cursorIndex.peek())
  goTo(index)
  const to = cursorIndex.peek()
  const taken = shown.peek().slice(Math.min(from, to), Math.max(from, to) + 1)
  selected.value = new Set([...selected.peek(), ...taken.flatMap(numbersOf)])
}

export const selectAll = (): void => {
  selected.value = new Set(shown.peek().flatMap(numbersOf))
}

/** Another list, another selection. */
effect(() => {
  void [view.value, filter.value, query.value]
  clearSelection()
})

/** The list goes along with the case that is open. */
effect(() => {
  const { number } = place.value
  if (number !== null) cursor.value = number
})

/** What is gone cannot be selected; and nothing of one desk is left when it is locked. */
effect(() => {
  const { value: known } = rows
  if (inbox.value === null) {
    batch(() => {
      view.value = START
      filter.value = builtIn.inbox
      cursor.value = null
      clearSelection()
    })
    return
  }
  const gone = [...selected.peek()].some((number) => !known.has(number))
  if (gone) selected.value = new Set([...selected.peek()].filter((number) => known.has(number)))
})
