import { Views } from '../inbox/views.tsx'
import { KeysDialog } from '../keyboard/help.tsx'
import { waitingProposals } from '../keys/state.ts'
import { go, type Place, place } from '../state/place.ts'
import { words } from '../words/index.ts'
import { shellWords } from '../words/shell.ts'
import { numberText } from '../words/text.ts'
import { closeDialog, Dialog, openDialog } from './dialog.tsx'

/** The first column: what can be shown. */
export function Menu() {
  return (
    <nav class="menu" aria-label={words(shellWords).menu}>
      <Entries />
    </nav>
  )
}

/** The same, where there is no room for a column. */
export function MenuDialog() {
  const w = words(shellWords)
  return (
    <Dialog title={w.menu}>
      <nav class="menu-dialog" aria-label={w.menu}>
        <Entries />
      </nav>
    </Dialog>
  )
}

function Entries() {
  const w = words(shellWords)
  return (
    <>
      <Views />
      <ul class="bare pages">
        <Page page="keys" text={w.keys} count={waitingProposals.value} />
        <Page page="settings" text={w.settings} />
        <li>
          <button type="button" class="entry" onClick={() => openDialog(() => <KeysDialog />)}>
            <span>{w.help}</span>
            <kbd>?</kbd>
          </button>
        </li>
      </ul>
    </>
  )
}

interface PageProperties {
  readonly page: Place['page']
  readonly text: string
  /** Things that wait there for the reader. */
  readonly count?: number
}

function Page({ page, text, count = 0 }: PageProperties) {
  const open = () => {
    closeDialog()
    go({ page, number: null })
  }
  return (
    <li>
      <button
        type="button"
        class="entry"
        aria-current={place.value.page === page ? 'page' : undefined}
        onClick={open}
      >
        <span>{text}</span>
        {count > 0 && <span class="count">{numberText(count)}</span>}
      </button>
    </li>
  )
}
