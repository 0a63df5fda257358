import { type Signal, useSignal } from '@preact/signals'
import { LONGEST_TEXT } from '../../../src/protocol/thread/events.ts'
import { doDeed } from '../state/deeds.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { giveBack } from './drafts.ts'
import { NOTE_FIELD } from './fields.ts'
import { type OpenCase, useOpenCase } from './open-case.ts'
import { percentText, shareOf } from './text-size.ts'
import { WritingField } from './writing-field.tsx'

/** Where something is written for colleagues. It can lead nowhere else. */
export function NoteBox() {
  const open = useOpenCase()
  const w = words(caseWords).note
  const wrong = useSignal('')
  const isSaving = useSignal(false)
  const { note } = open.draft
  const save = () => {
    wrong.value = complaint(note.value.trim())
    if (wrong.value === '') void once(isSaving, () => file(open))
    else document.getElementById(NOTE_FIELD)?.focus()
  }
  return (
    <form
      autocomplete="off"
      class="box"
      aria-labelledby="note-box"
      onSubmit={(event) => (event.preventDefault(), save())}
    >
      <h3 id="note-box">
        {w.title} <span class="seen-by">{w.about}</span>
      </h3>
      <WritingField id={NOTE_FIELD} label={w.text} text={note} wrong={wrong} onSubmit={save} />
      <button type="submit" class="keep" aria-disabled={isSaving.value}>
        {w.save}
      </button>
    </form>
  )
}

function complaint(text: string): string {
  const { empty, tooLong } = words(caseWords).toSource
  const share = shareOf(text, LONGEST_TEXT)
  if (share > 1) return tooLong(percentText(share))
  return text === '' ? empty : ''
}

/** A second press while it is being kept does nothing. */
async function once(isBusy: Signal<boolean>, act: () => Promise<void>): Promise<void> {
  if (isBusy.peek()) return
  isBusy.value = true
  try {
    await act()
  } finally {
    isBusy.value = false
  }
}

async function file({ number, draft, reload }: OpenCase): Promise<void> {
  const text = draft.note.value.trim()
  const deed = { type: 'note', text } as const
  if (!(await doDeed([number], deed, words(caseWords).note.saved, () => giveBack(number, deed)))) return
  await draft.clear('note', text)
  await reload()
}
