import { isSearching } from '../state/search.ts'
import { BulkBar } from './bulk.tsx'
import { Empty } from './empty.tsx'
import { FilterPanel, isPanelOpen } from './filter-panel.tsx'
import { ListHeader, SearchHeader } from './header.tsx'
import { useInboxKeys, useOtherKeys } from './keys.tsx'
import { counted, shown } from './list.ts'
import { Rows } from './rows.tsx'

/** The list of cases: a view of them, or what a search has found. */
export function InboxPage() {
  useOtherKeys()
  useInboxKeys()
  return (
    <section class="list" aria-labelledby="list-title">
      {isSearching.value ? <SearchHeader /> : <ListHeader />}
      {isPanelOpen.value && !isSearching.value && <FilterPanel />}
      {shown.value.length === 0 ? <Empty /> : <Rows />}
      {counted.value.length > 0 && <BulkBar />}
    </section>
  )
}
