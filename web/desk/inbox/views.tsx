import { closeDialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { go, place } from '../state/place.ts'
import { preferences } from '../state/preferences.ts'
import { searchFor } from '../state/search.ts'
import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'
import { numberText } from '../words/text.ts'
import { builtInNames, type View } from './built-in.ts'
import { counts, showView, view } from './list.ts'

/** The views that everybody has, and one's own, each with how many cases it has. */
export function Views() {
  const w = words(inboxWords)
  const saved = preferences.value?.views ?? []
  return (
    <>
      <h2 class="unseen">{w.viewsTitle}</h2>
      <ul class="bare views">
        {builtInNames.map((name) => (
          <Entry key={name} view={{ kind: 'built-in', name }} text={w.views[name]} />
        ))}
      </ul>
      {saved.length > 0 && (
        <>
          <h2 class="menu-title">{w.savedTitle}</h2>
          <ul class="bare views">
            {saved.map(({ name }) => (
              <Entry key={name} view={{ kind: 'saved', name }} text={name} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Entry({ view: own, text }: { readonly view: View; readonly text: string }) {
  const { kind, name } = own
  const count = counts.value.get(`${kind} ${name}`) ?? 0
  const isShown = place.value.page === 'inbox' && view.value.kind === kind && view.value.name === name
  const isPressing = name === 'overdue' && kind === 'built-in' && count > 0
  const show = () => {
    closeDialog()
    searchFor('')
    showView(own)
    go({ page: 'inbox', number: null })
  }
  return (
    <li>
      <button type="button" class="entry" aria-current={isShown ? 'page' : undefined} onClick={show}>
        <span>
          <PlainText text={text} />
        </span>
        <span class={isPressing ? 'count is-late' : 'count'}>{numberText(count)}</span>
      </button>
    </li>
  )
}
