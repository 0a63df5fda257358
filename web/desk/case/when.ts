import type { WaitingView } from '../../../src/local/wire.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { shortDateText, timeText } from '../words/text.ts'

const MINUTE_MS = 60_000

/** When something that waits will have left, in half a sentence. */
export function leavesText({ leaves, isPlaced }: Pick<WaitingView, 'leaves' | 'isPlaced'>): string {
  const { talk } = words(caseWords)
  if (isPlaced) return talk.onItsWay
  return leaves * 1000 <= Date.now() ? talk.leavesSoon : talk.leaves(momentText(leaves))
}

/** The time of day here, with the day when it is another one. */
function momentText(moment: number): string {
  const then = new Date(moment * 1000)
  if (then.toDateString() === new Date().toDateString()) return timeText(moment)
  // The day as this computer counts it, which the time of day belongs to.
  const day = Math.floor((then.getTime() - then.getTimezoneOffset() * MINUTE_MS) / (24 * 60 * MINUTE_MS))
  return `${shortDateText(day)} ${timeText(moment)}`
}
