import type { WaitingView } from '../../../src/local/wire.ts'
import { showToast } from '../shell/toast.tsx'
import { api } from '../state/api.ts'
import { tellRefusal } from '../state/deeds.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { giveBack } from './drafts.ts'
import { type OpenCase, useOpenCase } from './open-case.ts'
import { leavesText } from './when.ts'

/** When something leaves, and the way to take it back until then. */
export function Leaving({ waiting }: { readonly waiting: WaitingView }) {
  const open = useOpenCase()
  return (
    <span class="leaving small">
      {leavesText(waiting)}
      {!waiting.isPlaced && (
        <>
          {' · '}
          <button type="button" class="link" onClick={() => void takeBack(open, waiting)}>
            {words(caseWords).talk.takeBack}
          </button>
        </>
      )}
    </span>
  )
}

async function takeBack({ number, reload }: OpenCase, { id, deed }: WaitingView): Promise<void> {
  const { talk } = words(caseWords)
  try {
    const { undone } = await api.undo([id])
    showToast(undone > 0 ? { text: talk.takenBack } : { text: talk.late, isWarning: true })
    if (undone > 0 && deed !== null) await giveBack(number, deed)
    await reload()
  } catch (error) {
    tellRefusal(error)
  }
}
