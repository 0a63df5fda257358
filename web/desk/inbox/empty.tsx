import { inbox, rows } from '../state/inbox.ts'
import { found, isSearching } from '../state/search.ts'
import { filterWords } from '../words/filter.ts'
import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'
import { isSame } from './filter.ts'
import { backToView } from './filter-panel.tsx'
import { filter, filterOf, view } from './list.ts'

/** What stands where there is nothing to list: why, and what to do. */
export function Empty() {
  return <div class="empty">{isSearching.value ? <NothingFound /> : <NothingHere />}</div>
}

function NothingFound() {
  const w = words(inboxWords).search
  if (found.value === null) return null
  return (
    <>
      <h2>{w.none}</h2>
      <p class="soft">{w.noneAbout}</p>
    </>
  )
}

function NothingHere() {
  const w = words(inboxWords).empty
  if (rows.value.size === 0) return <NoTips />
  if (!isSame(filter.value, filterOf(view.value))) return <NoMatch />
  const { kind, name } = view.value
  const isOf = (which: string) => kind === 'built-in' && name === which
  const text = isOf('overdue') ? w.nothingOverdue : isOf('new') ? w.nothingNew : w.nothingHere
  return <h2>{text}</h2>
}

function NoMatch() {
  const w = words(inboxWords)
  return (
    <>
      <h2>{w.empty.noMatch}</h2>
      <p class="soft">{w.empty.noMatchAbout}</p>
      <button type="button" onClick={backToView}>
        {words(filterWords).filter.clear}
      </button>
    </>
  )
}

function NoTips() {
  const w = words(inboxWords).empty
  const isFirst = inbox.value?.sync.last === null && inbox.value.sync.phase === 'syncing'
  if (isFirst) {
    return (
      <>
        <h2>{w.fetching}</h2>
        <p class="soft">{w.fetchingAbout}</p>
      </>
    )
  }
  return (
    <>
      <h2>{w.none}</h2>
      <p class="soft">{w.noneAbout}</p>
      <p class="soft">{w.address}</p>
    </>
  )
}
