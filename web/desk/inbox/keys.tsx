import { useKeys } from '../keyboard/keys.ts'
import { go, place } from '../state/place.ts'
import { isSearching, searchFor } from '../state/search.ts'
import { clearSelection, selected } from '../state/selection.ts'
import { words } from '../words/index.ts'
import { keyWords } from '../words/keyboard.ts'
import { acts } from './acts.tsx'
import { isSame } from './filter.ts'
import { backToView, isPanelOpen } from './filter-panel.tsx'
import {
  cursor,
  cursorIndex,
  extendSelection,
  filter,
  filterOf,
  goTo,
  moveCursor,
  openCursor,
  selectAll,
  shown,
  toggleSelected,
  view,
} from './list.ts'

/** The keys of the list. Those of an open case come on top of them, with the case. */
export function useInboxKeys(): void {
  const w = words(keyWords)
  useKeys(
    w.inbox,
    [
      { key: 'j', says: w.down, run: () => move(1) },
      { key: 'k', says: w.up, run: () => move(-1) },
      { key: 'Enter', says: w.open, run: openCursor },
      { key: 'x', says: w.select, run: select },
      { key: 'J', says: w.extendDown, run: () => extend(1) },
      { key: 'K', says: w.extendUp, run: () => extend(-1) },
      { key: '*', says: w.selectAll, run: selectAll },
      { key: 'f', says: w.filter, run: toggleFilter },
      { key: 'u', says: w.back, run: back },
      { key: 'Escape', says: w.clear, run: clear },
    ],
    [w],
  )
  useKeys(
    w.onCases,
    [
      { key: 'e', says: w.close, run: acts.close },
      { key: 's', says: w.status, run: acts.status },
      { key: 'p', says: w.severity, run: acts.severity },
      { key: 'a', says: w.assign, run: acts.assign },
      { key: 'i', says: w.assignMe, run: acts.takeOver },
      { key: 'l', says: w.labels, run: acts.labels },
      { key: 'm', says: w.merge, run: acts.merge },
    ],
    [w],
  )
}

/** The same under other names: whoever knows one of them finds it; the help shows the first ones. */
export function useOtherKeys(): void {
  useKeys(
    '',
    [
      { key: 'ArrowDown', says: '', run: () => move(1) },
      { key: 'ArrowUp', says: '', run: () => move(-1) },
      { key: 'Home', says: '', run: () => focusing(() => goTo(0)) },
      { key: 'End', says: '', run: () => focusing(() => goTo(shown.peek().length - 1)) },
      { key: 'PageDown', says: '', run: () => move(PAGE) },
      { key: 'PageUp', says: '', run: () => move(-PAGE) },
      { key: 'o', says: '', run: openCursor },
      { key: ' ', says: '', run: select },
      { key: '!', says: '', run: acts.severity },
    ],
    [],
  )
}

const PAGE = 8

const list = (): HTMLElement | null => document.getElementById('rows')

/** The list has the focus while keys move through it, so that a screen reader reads the line. */
function focusing(act: () => void): void {
  act()
  list()?.focus({ preventScroll: true })
}

const move = (step: number): void => focusing(() => moveCursor(step))
const extend = (step: 1 | -1): void => focusing(() => extendSelection(step))

function select(): void {
  if (cursorIndex.peek() < 0) goTo(0)
  if (cursor.peek() !== null) toggleSelected(cursor.peek() as number)
}

function toggleFilter(): void {
  isPanelOpen.value = !isPanelOpen.peek()
  if (isPanelOpen.peek()) requestAnimationFrame(focusPanel)
}

const focusPanel = (): void => document.querySelector<HTMLElement>('.filter-panel button')?.focus()

function back(): void {
  go({ number: null })
  requestAnimationFrame(() => list()?.focus({ preventScroll: true }))
}

/** One thing after the other, the nearest first. */
function clear(): void {
  if (selected.peek().size > 0) clearSelection()
  else if (place.peek().number !== null) back()
  else if (isSearching.peek()) searchFor('')
  else if (isPanelOpen.peek()) isPanelOpen.value = false
  else if (!isSame(filter.peek(), filterOf(view.peek()))) backToView()
}
