import { useState } from 'preact/hooks'
import { closeDialog, Dialog, openDialog } from '../shell/dialog.tsx'
import { api } from '../state/api.ts'
import { offerUndo, tellRefusal } from '../state/deeds.ts'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import type { OpenCase } from './open-case.ts'
import { labelOf } from './people.ts'
import { ReasonField } from './reason-field.tsx'

interface OfOpen {
  readonly open: OpenCase
}

/** Lets somebody read the whole case. */
export function GrantDialog({ open }: OfOpen) {
  const w = words(caseWords).readers
  const candidates = candidatesOf(open)
  const [whom, choose] = useState(candidates[0] ?? '')
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    void grant(open, whom)
  }
  if (candidates.length === 0) {
    return (
      <Dialog title={w.grantTitle} of={open.view.row.name}>
        <p>{w.noCandidates}</p>
      </Dialog>
    )
  }
  return (
    <Dialog title={w.grantTitle} of={open.view.row.name}>
      <p>{w.grantAbout}</p>
      <form autocomplete="off" onSubmit={submit}>
        <fieldset>
          <legend>{w.whom}</legend>
          {candidates.map((id) => (
            <label key={id} class="choice">
              <input type="radio" name="whom" checked={id === whom} onChange={() => choose(id)} />
              {labelOf(id)}
            </label>
          ))}
        </fieldset>
        <div class="buttons">
          <button type="submit" class="primary">
            {w.grantYes}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

const candidatesOf = ({ view }: OpenCase): readonly string[] =>
  (view.readers?.candidates ?? []).filter((id) => id !== inbox.peek()?.me)

async function grant({ number, reload }: OpenCase, whom: string): Promise<void> {
  try {
    offerUndo(words(caseWords).readers.willRead(labelOf(whom)), await api.grant(number, whom))
    await reload()
  } catch (error) {
    tellRefusal(error)
  }
}

/** Whether anybody but oneself reads it: whoever is alone cannot leave. */
export const isAlone = ({ view }: OpenCase): boolean =>
  (view.readers?.reading ?? []).every((id) => id === inbox.peek()?.me)

/** Stops reading a case, for good. */
export function LeaveDialog({ open }: OfOpen) {
  const w = words(caseWords).readers
  const [reason, write] = useState('')
  if (isAlone(open)) return <Alone open={open} title={w.leaveTitle} />
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    void leave(open, reason.trim())
  }
  return (
    <Dialog title={w.leaveTitle} of={open.view.row.name}>
      <p>{w.leaveAbout}</p>
      <form autocomplete="off" onSubmit={submit}>
        <ReasonField label={w.leaveReason} value={reason} onWrite={write} />
        <div class="buttons">
          <button type="submit" class="danger">
            {w.leaveYes}
          </button>
          <button type="button" onClick={closeDialog}>
            {words(caseWords).page.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** Where nobody else could read it: the way on is to let somebody in first. */
export function Alone({ open, title }: OfOpen & { readonly title: string }) {
  const w = words(caseWords).readers
  return (
    <Dialog title={title} of={open.view.row.name}>
      <p>{w.alone}</p>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          data-first
          onClick={() => openDialog(() => <GrantDialog open={open} />)}
        >
          {w.grant}
        </button>
        <button type="button" onClick={closeDialog}>
          {words(caseWords).page.cancel}
        </button>
      </div>
    </Dialog>
  )
}

async function leave({ number, reload }: OpenCase, reason: string): Promise<void> {
  try {
    offerUndo(words(caseWords).readers.leaving, await api.leave(number, reason))
    await reload()
  } catch (error) {
    tellRefusal(error)
  }
}
