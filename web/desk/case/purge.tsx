import { closeDialog, Dialog } from '../shell/dialog.tsx'
import { showToast } from '../shell/toast.tsx'
import { api } from '../state/api.ts'
import { tellRefusal } from '../state/deeds.ts'
import { go } from '../state/place.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import type { OpenCase } from './open-case.ts'

/** Destroys a case on this computer, once a person has read what that means. */
export function PurgeDialog({ open }: { readonly open: OpenCase }) {
  const w = words(caseWords).purge
  const { status, isVoid } = open.view.row
  const forget = () => {
    closeDialog()
    void purge(open.number)
  }
  return (
    <Dialog title={w.title} of={open.view.row.name}>
      {!isVoid && status !== 'closed' && <p class="notice caution">{w.unfinished}</p>}
      {w.about.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {open.view.waiting.length > 0 && <p>{w.waiting}</p>}
      <div class="buttons">
        <button type="button" class="danger" onClick={forget}>
          {w.yes}
        </button>
        <button type="button" data-first onClick={closeDialog}>
          {words(caseWords).page.cancel}
        </button>
      </div>
    </Dialog>
  )
}

async function purge(number: number): Promise<void> {
  try {
    await api.purge(number)
    go({ number: null })
    showToast({ text: words(caseWords).purge.done })
  } catch (error) {
    tellRefusal(error)
  }
}
