import { effect } from '@preact/signals'
import { moveCursor, openCursor } from '../inbox/list.ts'
import { isAnswered, query, searchFor } from '../state/search.ts'
import { words } from '../words/index.ts'
import { shellWords } from '../words/shell.ts'

const ID = 'search'

export function focusSearch(): void {
  const field = document.getElementById(ID)
  if (field instanceof HTMLInputElement) field.select()
  field?.focus()
}

/** Searches while a person types; the arrows move through what is found, Enter opens it, Escape ends it. */
export function SearchField() {
  const w = words(shellWords)
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') moveCursor(1)
    else if (event.key === 'ArrowUp') moveCursor(-1)
    else if (event.key === 'Enter') openFound()
    else if (event.key === 'Escape') leave(event)
    else return
    event.preventDefault()
  }
  return (
    <form class="search-field" role="search" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
      <label class="unseen" for={ID}>
        {w.search}
      </label>
      <input
        id={ID}
        type="text"
        inputMode="search"
        placeholder={w.searchHint}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-keyshortcuts="/"
        value={query.value}
        onInput={({ currentTarget }) => searchFor(currentTarget.value)}
        onKeyDown={press}
      />
      {query.value === '' && <kbd aria-hidden="true">/</kbd>}
    </form>
  )
}

/** What Enter was pressed for before its answer was there. */
let awaited: string | null = null

/** Never a hit of what was asked before. */
function openFound(): void {
  if (isAnswered.peek()) openCursor()
  else awaited = query.peek()
}

effect(() => {
  if (!isAnswered.value) return
  const isAwaited = awaited === query.peek() && document.activeElement?.id === ID
  awaited = null
  if (isAwaited) openCursor()
})

function leave({ currentTarget }: KeyboardEvent): void {
  searchFor('')
  const list = document.getElementById('rows')
  if (list !== null) list.focus()
  else if (currentTarget instanceof HTMLElement) currentTarget.blur()
}
