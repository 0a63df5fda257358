import { useState } from 'preact/hooks'
import { closeDialog, Dialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { api } from '../state/api.ts'
import { offerUndo, tellRefusal } from '../state/deeds.ts'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { dateText } from '../words/text.ts'
import { Alone, isAlone } from './comings.tsx'
import { type OpenCase, useOpenCase } from './open-case.ts'
import { nameOf } from './people.ts'
import { ReasonField } from './reason-field.tsx'

/** Who said that they should not work on this. */
export function Conflicts() {
  const { view } = useOpenCase()
  const w = words(caseWords).conflict
  return (
    <>
      {view.team.conflicts.map(({ author, reason, day }) => (
        <p key={author} class="notice caution">
          {author === inbox.value?.me ? w.mine : `${w.said(nameOf(author))}.`} {dateText(day)}
          {reason !== '' && (
            <>
              {': '}
              <PlainText text={reason} shown={2000} />
            </>
          )}
        </p>
      ))}
    </>
  )
}

/** Tells the team that one should not work on a case, and leaves it. */
export function ConflictDialog({ open }: { readonly open: OpenCase }) {
  const w = words(caseWords).conflict
  const [reason, write] = useState('')
  if (isAlone(open)) return <Alone open={open} title={w.title} />
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    void stepBack(open, reason.trim())
  }
  return (
    <Dialog title={w.ask} of={open.view.row.name}>
      <p>{w.about}</p>
      <ol>
        {w.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <form autocomplete="off" onSubmit={submit}>
        <ReasonField label={w.reason} value={reason} onWrite={write} />
        <div class="buttons">
          <button type="submit" class="danger">
            {w.yes}
          </button>
          <button type="button" onClick={closeDialog}>
            {words(caseWords).page.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** The team is told first: what is said after leaving would not be read. */
async function stepBack({ number, reload }: OpenCase, reason: string): Promise<void> {
  try {
    const said = await api.do({ cases: [number], deed: { type: 'conflict', reason }, confirmed: false })
    const left = await api.leave(number, '')
    offerUndo(words(caseWords).conflict.done, { ...left, ids: [...said.ids, ...left.ids] })
    await reload()
  } catch (error) {
    tellRefusal(error)
    await reload()
  }
}
