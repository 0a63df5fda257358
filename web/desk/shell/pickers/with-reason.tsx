import { useId, useState } from 'preact/hooks'
import { commonWords } from '../../words/common.ts'
import { words } from '../../words/index.ts'
import { Choices } from '../choices.tsx'
import { Dialog } from '../dialog.tsx'

interface Properties<Id extends string> {
  readonly title: string
  readonly button: string
  readonly options: readonly { readonly id: Id; readonly text: string }[]
  readonly first: Id
  readonly onSet: (id: Id, reason: string) => void
}

/** One of a few, and why. The arrows choose, Enter sets. */
export function WithReason<Id extends string>({ title, button, options, first, onSet }: Properties<Id>) {
  const [chosen, choose] = useState(first)
  const [reason, write] = useState('')
  const w = words(commonWords)
  const field = useId()
  const set = (event: SubmitEvent) => {
    event.preventDefault()
    onSet(chosen, reason.trim())
  }
  return (
    <Dialog title={title}>
      <form autocomplete="off" onSubmit={set}>
        <Choices legend={title} isUnseen options={options} chosen={chosen} onChoose={choose} />
        <div class="field">
          <label for={field}>{w.reason}</label>
          <input
            id={field}
            value={reason}
            maxLength={900}
            autocomplete="off"
            aria-describedby={`${field}-hint`}
            onInput={({ currentTarget }) => write(currentTarget.value)}
          />
          <span class="hint" id={`${field}-hint`}>
            {w.reasonHint}
          </span>
        </div>
        <div class="buttons">
          <button type="submit" class="primary">
            {button}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
