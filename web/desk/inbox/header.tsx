import { PlainText } from '../shell/plain-text.tsx'
import { found, searchFor } from '../state/search.ts'
import { filterWords } from '../words/filter.ts'
import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'
import { numberText } from '../words/text.ts'
import { countChosen } from './filter.ts'
import { isPanelOpen } from './filter-panel.tsx'
import { casesShown, filter, filterOf, view } from './list.ts'

/** Which view it is, how many cases it has, and what can be changed about it. */
export function ListHeader() {
  const w = words(inboxWords)
  const filterText = words(filterWords).filter.open
  const { kind, name } = view.value
  const more = countChosen(filter.value) - countChosen(filterOf(view.value))
  return (
    <header class="list-header">
      <h1 id="list-title">
        {kind === 'built-in' ? w.views[name] : <PlainText text={name} />}{' '}
        <span class="count">{numberText(casesShown.value)}</span>
      </h1>
      <button
        type="button"
        aria-expanded={isPanelOpen.value}
        onClick={() => {
          isPanelOpen.value = !isPanelOpen.value
        }}
      >
        {more > 0 ? `${filterText} (${more})` : filterText}
      </button>
    </header>
  )
}

/** How many were found, and whether everything can be searched yet. */
export function SearchHeader() {
  const w = words(inboxWords).search
  const answer = found.value
  return (
    <header class="list-header">
      <h1 id="list-title" aria-live="polite">
        {answer === null ? w.searching : titleOf(answer.hits.length, answer.total, w)}
      </h1>
      <button type="button" onClick={() => searchFor('')}>
        {w.end}
      </button>
      {answer !== null && answer.indexed < answer.of && (
        <p class="soft small">{w.making(answer.indexed, answer.of)}</p>
      )}
    </header>
  )
}

const titleOf = (
  count: number,
  total: number,
  w: { readonly title: (count: number) => string; readonly first: (shown: number, total: number) => string },
): string => (total > count ? w.first(count, total) : w.title(total))
