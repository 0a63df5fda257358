import type { DeedsAnswer, InboxRow, TeamDeed } from '../../../src/local/wire.ts'
import { showToast } from '../shell/toast.tsx'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { refusalText } from '../words/refusals.ts'
import { momentText } from '../words/text.ts'
import { api } from './api.ts'
import { patchRows, rows } from './inbox.ts'
import { rowAfter } from './row-after.ts'
import { clearSelection, selected } from './selection.ts'

/**
 * Does something in one case or in many: the inbox shows it at once, and the sentence at the bottom offers to undo it.
 * @param said what was done, as a sentence, such as “Closed 3 cases.”
 * @param giveBack what undoing it does besides, such as putting a text back where it was written
 * @returns whether it was done; if not, everything is as it was and the page has said why
 */
export async function doDeed(
  cases: readonly number[],
  deed: TeamDeed,
  said: string,
  giveBack?: () => Promise<void>,
): Promise<boolean> {
  const before = cases.flatMap((number) => rows.peek().get(number) ?? [])
  const numbers = new Map([...rows.peek().values()].map(({ envelope, number }) => [envelope, number]))
  const after = before.map((row) => rowAfter(row, deed, (envelope) => numbers.get(envelope) ?? null))
  patchRows(after)
  try {
    const answer = await api.do({ cases, deed, confirmed: false })
    const passed = new Set(answer.skipped)
    putBack(before, after, ({ number }) => passed.has(number))
    if (cases.some((number) => selected.peek().has(number))) clearSelection()
    if (cases.every((number) => passed.has(number))) return sayPassedOver(passed.size)
    offerUndo(said, answer, giveBack)
    return true
  } catch (error) {
    putBack(before, after)
    tellRefusal(error)
    return false
  }
}

function sayPassedOver(count: number): false {
  showToast({ text: words(commonWords).deeds.passedOver(count), isWarning: true })
  return false
}

/** Says what was done, in which cases nothing could be, and when it leaves; until then it can be undone. */
export function offerUndo(said: string, { ids, leaves, skipped }: DeedsAnswer, giveBack = nothing): void {
  const w = words(commonWords)
  const isSoon = leaves * 1000 <= Date.now()
  const when = isSoon ? w.deeds.leavesNext : w.deeds.leavesBy(momentText(leaves))
  const action = { label: w.undo, run: () => void undo(ids, giveBack) }
  const passed = skipped.length > 0 ? w.deeds.passedOver(skipped.length) : ''
  const text = [said, when, passed].filter(Boolean).join(' ')
  showToast({ text, ...(ids.length > 0 && { action }) })
}

const nothing = (): Promise<void> => Promise.resolve()

/** Takes back what has not left; says so where it was too late. */
async function undo(ids: readonly string[], giveBack: () => Promise<void>): Promise<void> {
  try {
    const { undone, late } = await api.undo(ids)
    const { deeds } = words(commonWords)
    const sentences = [undone > 0 ? deeds.undone(undone) : '', late > 0 ? deeds.tooLate(late) : '']
    showToast({ text: sentences.filter(Boolean).join(' '), isWarning: late > 0 })
    if (undone > 0) await giveBack()
  } catch (error) {
    tellRefusal(error)
  }
}

/** Says at the bottom of the page what was refused, and why. */
export function tellRefusal(error: unknown): void {
  const why = refusalText(error)
  if (why !== null) showToast({ text: `${words(commonWords).deeds.notDone} ${why}`, isWarning: true })
}

/** Only where nothing newer has come from the server meanwhile. */
function putBack(
  before: readonly InboxRow[],
  after: readonly InboxRow[],
  isMeant: (row: InboxRow) => boolean = () => true,
): void {
  patchRows(before.filter((row, i) => isMeant(row) && rows.peek().get(row.number) === after[i]))
}
