import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { openCase } from '../state/place.ts'
import { query } from '../state/search.ts'
import { selected } from '../state/selection.ts'
import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'
import { cursor, cursorIndex, filter, goTo, selectUpTo, shown, toggleSelected, view } from './list.ts'
import { Row } from './row.tsx'

/** As --row in style/tokens.css says, in the size of letters that the reader chose. */
const ROW_REM = 4.75
const rowHeight = (): number =>
  ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/** Lines above and below what is seen that are there already when somebody scrolls. */
const SPARE = 6

/** Ten thousand lines, of which only those stand on the page that can be seen. */
export function Rows() {
  const own = useRef<HTMLDivElement>(null)
  const [height] = useState(rowHeight)
  const [from, to] = visibleLines(height, useScroll(own))
  useTopOfEachList(own)
  useCursorInSight(own, height)
  const items = shown.value
  const at = cursorIndex.value
  const visible = items.slice(from, to).map((item, i) => ({ item, index: from + i }))
  const current = items[at]
  // A screen reader follows the cursor even where somebody has scrolled it out of sight.
  if (current !== undefined && (at < from || at >= to)) visible.push({ item: current, index: at })
  return (
    <div
      ref={own}
      id="rows"
      class="rows"
      role="listbox"
      tabIndex={0}
      aria-label={words(inboxWords).list}
      aria-multiselectable="true"
      aria-activedescendant={current === undefined ? undefined : `row-${current.row.number}`}
      onFocus={() => cursorIndex.peek() < 0 && goTo(0)}
    >
      <div role="presentation" style={{ blockSize: `${items.length * height}px` }}>
        {visible.map(({ item, index }) => (
          <Row
            // By its place: an element that changes its class and moves at once keeps its old look in Chromium.
            key={index}
            item={item}
            index={index}
            of={items.length}
            top={index * height}
            isAt={index === at}
            isSelected={selected.value.has(item.row.number)}
            onPress={(event) => press(event, item.row.number, index)}
          />
        ))}
      </div>
    </div>
  )
}

function press(event: MouseEvent, number: number, index: number): void {
  const isTick = event.target instanceof Element && event.target.closest('.tick') !== null
  if (event.shiftKey) return selectUpTo(index)
  cursor.value = number
  if (isTick || event.ctrlKey || event.metaKey) toggleSelected(number)
  else openCase(number)
}

interface Scroll {
  readonly top: number
  readonly height: number
}

/** Where the list is scrolled to, and how much of it is seen. */
function useScroll(own: { readonly current: HTMLDivElement | null }): Scroll {
  const [scroll, setScroll] = useState<Scroll>({ top: 0, height: 1200 })
  useLayoutEffect(() => {
    const box = own.current
    if (box === null) return undefined
    const look = () => setScroll({ top: box.scrollTop, height: box.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(box)
    box.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [])
  return scroll
}

function visibleLines(height: number, { top, height: seen }: Scroll): [number, number] {
  const first = Math.floor(top / height)
  return [Math.max(0, first - SPARE), first + Math.ceil(seen / height) + SPARE]
}

/** Another list is read from its top. */
function useTopOfEachList(own: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    if (own.current !== null) own.current.scrollTop = 0
  }, [view.value, filter.value, query.value])
}

/** The cursor never leaves what is seen while it moves; what comes in does not scroll anything. */
function useCursorInSight(own: { readonly current: HTMLDivElement | null }, height: number): void {
  const number = cursor.value
  useEffect(() => {
    const box = own.current
    const at = cursorIndex.peek()
    if (box === null || at < 0) return
    const [top, bottom] = [at * height, (at + 1) * height]
    if (top < box.scrollTop) box.scrollTop = top
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
  }, [number])
}
