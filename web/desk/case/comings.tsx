import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { DeedsAnswer } from '../../../src/local/wire.ts'
import { Choices } from '../shell/choices.tsx'
import { closeDialog, Dialog, openDialog } from '../shell/dialog.tsx'
import { api } from '../state/api.ts'
import { offerUndo, tellRefusal } from '../state/deeds.ts'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { labelOf } from '../words/names.ts'
import type { OpenCase } from './open-case.ts'
import { ReasonField } from './reason-field.tsx'

interface OfOpen {
  readonly open: OpenCase
}

/** Lets somebody read the whole case. */
export function GrantDialog({ open }: OfOpen) {
  const w = words(caseWords).readers
  const candidates = candidatesOf(open)
  const [whom, choose] = useState(candidates[0] ?? '')
  const options = candidates.map((id) => ({ id, text: labelOf(id) }))
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    void attempt(open, w.willRead(labelOf(whom)), api.grant(open.number, whom))
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
        <Choices legend={w.whom} options={options} chosen={whom} onChoose={choose} />
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

/** Does one thing to who reads the case: until it leaves it can be undone, and what is refused is said. */
export async function attempt(
  { reload }: OpenCase,
  said: string,
  asked: Promise<DeedsAnswer>,
): Promise<void> {
  try {
    offerUndo(said, await asked)
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
  if (isAlone(open)) return <Alone open={open} title={w.leaveTitle} />
  const leave = (reason: string) => void attempt(open, w.leaving, api.leave(open.number, reason))
  return (
    <LeavingDialog open={open} title={w.leaveTitle} label={w.leaveReason} yes={w.leaveYes} onLeave={leave}>
      <p>{w.leaveAbout}</p>
    </LeavingDialog>
  )
}

interface LeavingProperties extends OfOpen {
  readonly title: string
  /** Of the field for the reason. */
  readonly label: string
  readonly yes: string
  readonly onLeave: (reason: string) => void
  /** What it means. */
  readonly children: ComponentChildren
}

/** Asks before somebody leaves a case, and for the reason. */
export function LeavingDialog({ open, title, label, yes, onLeave, children }: LeavingProperties) {
  const [reason, write] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    closeDialog()
    onLeave(reason.trim())
  }
  return (
    <Dialog title={title} of={open.view.row.name}>
      {children}
      <form autocomplete="off" onSubmit={submit}>
        <ReasonField label={label} value={reason} onWrite={write} />
        <div class="buttons">
          <button type="submit" class="danger">
            {yes}
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
