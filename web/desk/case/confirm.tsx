import type { Signal } from '@preact/signals'
import type { SourceDeed } from '../../../src/local/wire.ts'
import { LONGEST_TEXT } from '../../../src/protocol/thread/events.ts'
import { closeDialog, Dialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { api } from '../state/api.ts'
import { offerUndo, tellRefusal } from '../state/deeds.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { giveBack } from './drafts.ts'
import type { OpenCase } from './open-case.ts'
import { myNameIn } from './people.ts'
import { inSourcesWords } from './source-words.ts'

interface Properties {
  readonly open: OpenCase
  readonly deed: SourceDeed
  /** It is being handed over: whoever comes here again meanwhile does not send it twice. */
  readonly isSending: Signal<boolean>
}

/** Shows exactly what the source will see; only from here does it leave. */
export function Confirm({ open, deed, isSending }: Properties) {
  const w = words(caseWords).toSource
  const language = open.view.tip?.language ?? ''
  const sendIt = () => {
    if (isSending.value) return
    isSending.value = true
    void send(open, deed).finally(() => {
      isSending.value = false
    })
  }
  return (
    <Dialog title={w.confirm} of={open.view.row.name}>
      <p>{w.exactly}</p>
      <AsTheSource deed={deed} language={language} />
      <p class="soft small">
        {w.asYou(myNameIn(language))} {w.back}
      </p>
      <div class="buttons">
        <button type="button" class="send" disabled={isSending.value} onClick={sendIt}>
          {w.yes}
        </button>
        <button type="button" data-first onClick={closeDialog}>
          {w.no}
        </button>
      </div>
    </Dialog>
  )
}

/** As the form dresses it, in the source’s language. */
function AsTheSource({ deed, language }: { readonly deed: SourceDeed; readonly language: string }) {
  const theirs = inSourcesWords(language)
  return (
    <blockquote class="as-the-source" lang={language}>
      <p>
        <strong>{myNameIn(language)}</strong>
      </p>
      {deed.type === 'ask' && <p class="kind">{theirs.asks}</p>}
      {deed.type === 'tell' && (
        <>
          <p class="kind">{theirs.says}</p>
          <p>{theirs.told[deed.status]}</p>
        </>
      )}
      {deed.text !== '' && <PlainText text={deed.text} block shown={LONGEST_TEXT} />}
    </blockquote>
  )
}

async function send({ number, draft, reload }: OpenCase, deed: SourceDeed): Promise<void> {
  try {
    const answer = await api.do({ cases: [number], deed, confirmed: true })
    closeDialog()
    await draft.clear('toSource', deed.text)
    offerUndo(words(caseWords).toSource.sent, answer, () => giveBack(number, deed))
    await reload()
  } catch (error) {
    closeDialog()
    tellRefusal(error)
  }
}
