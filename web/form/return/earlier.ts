import { epochOfDay } from '../../../src/protocol/time.ts'
import type { App } from '../app.ts'
import { button } from '../dom.ts'
import type { Session } from '../session/index.ts'
import type { Comeback } from '../state.ts'
import { lookAgain } from './talk.ts'
import { returnWords } from './words/index.ts'

/** Whether something may have been said in weeks that were not looked at. */
export const isPartial = ({ visit, tip }: Comeback): boolean =>
  visit.hasEarlier && epochOfDay(tip.day) < (visit.memory.weeks[0] ?? 0)

/** Eight weeks more: only when somebody asks, since the server sees how many. */
export const earlierButton = (app: App, session: Session, comeback: Comeback): HTMLElement => {
  const label = returnWords[app.state.language].conversation.earlier
  return button(label, () => void lookAgain(app, session, comeback, true), { class: 'quiet', id: 'earlier' })
}
