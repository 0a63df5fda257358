import { clearSelection } from '../state/selection.ts'
import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'
import { acts } from './acts.tsx'
import { counted } from './list.ts'

/** What can be done with the selected cases at once. */
export function BulkBar() {
  const w = words(inboxWords).bulk
  return (
    <div class="bulk-bar" role="group" aria-label={w.title}>
      <strong role="status">{w.selected(counted.value.length)}</strong>
      <button type="button" class="quiet" onClick={clearSelection}>
        {w.clear}
      </button>
      {(['status', 'severity', 'assign', 'labels', 'merge'] as const).map((act) => (
        <button key={act} type="button" class="quiet" onClick={acts[act]}>
          {w[act]}
        </button>
      ))}
    </div>
  )
}
