import { useSignal } from '@preact/signals'
import type { SourceDeed } from '../../../src/local/wire.ts'
import { LONGEST_TEXT } from '../../../src/protocol/thread/events.ts'
import { openDialog } from '../shell/dialog.tsx'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { Confirm } from './confirm.tsx'
import { SOURCE_FIELD } from './fields.ts'
import { KindChoice, StatusChoice } from './kind-choice.tsx'
import { languageName } from './languages.ts'
import { useOpenCase } from './open-case.ts'
import { TemplatePicker } from './templates.tsx'
import { percentText, shareOf } from './text-size.ts'
import { WritingField } from './writing-field.tsx'

/** Where something is written that the source will see. Nothing leaves from here before it was confirmed. */
export function ToSource() {
  const open = useOpenCase()
  const w = words(caseWords).toSource
  const wrong = useSignal('')
  const isSending = useSignal(false)
  const { toSource } = open.draft
  const [kind, status] = [open.draft.kind.value, open.draft.told.value]
  const language = open.view.tip?.language ?? ''
  const confirm = () => {
    const text = toSource.value.trim()
    wrong.value = complaint(kind, text)
    if (wrong.value !== '') return document.getElementById(SOURCE_FIELD)?.focus()
    const deed: SourceDeed = kind === 'tell' ? { type: kind, status, text } : { type: kind, text }
    openDialog(() => <Confirm open={open} deed={deed} isSending={isSending} />)
  }
  return (
    <form
      autocomplete="off"
      class="box"
      aria-labelledby="source-box"
      onSubmit={(event) => (event.preventDefault(), confirm())}
    >
      <h3 id="source-box">
        {w.title} <span class="seen-by">{w.about}</span>
      </h3>
      <KindChoice kind={kind} onChoose={(chosen) => (open.draft.kind.value = chosen)} />
      {kind === 'tell' && (
        <StatusChoice status={status} onTell={(chosen) => (open.draft.told.value = chosen)} />
      )}
      <TemplatePicker kind={kind} language={language} text={toSource} />
      <WritingField
        id={SOURCE_FIELD}
        label={w.text[kind]}
        hint={w.wrote(languageName(language))}
        text={toSource}
        wrong={wrong}
        onSubmit={confirm}
      />
      <button type="submit" class="send">
        {w.send}
      </button>
    </form>
  )
}

function complaint(kind: SourceDeed['type'], text: string): string {
  const w = words(caseWords).toSource
  const share = shareOf(text, LONGEST_TEXT)
  if (share > 1) return w.tooLong(percentText(share))
  return text === '' && kind !== 'tell' ? w.empty : ''
}
