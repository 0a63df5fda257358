import type { WaitingView } from '../../../src/local/wire.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { momentText } from '../words/text.ts'

/** When something that waits will have left, in half a sentence. */
export function leavesText({ leaves, isPlaced }: Pick<WaitingView, 'leaves' | 'isPlaced'>): string {
  const { talk } = words(caseWords)
  if (isPlaced) return talk.onItsWay
  return leaves * 1000 <= Date.now() ? talk.leavesSoon : talk.leaves(momentText(leaves))
}
