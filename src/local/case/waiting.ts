import type { Waiting } from '../../desk/casework/queue.ts'
import { isOfPerson } from '../rows.ts'
import type { Deed, WaitingView } from '../wire.ts'

/** What a person did in a case and has not left yet, oldest first. */
export const waitingViews = (waiting: readonly Waiting[]): WaitingView[] =>
  waiting.filter(isOfPerson).map((each) => ({
    id: each.id,
    deed: deedOf(each),
    type: each.event.type,
    leaves: each.notBefore,
    isPlaced: each.placed,
  }))

/** Null for what is not a deed of the page’s: an acknowledgement, a grant, a departure. */
function deedOf(each: Waiting): Deed | null {
  if (each.thread === 'team') return each.event.type === 'rekey' ? null : each.event
  if (each.thread !== 'conversation') return null
  const { event } = each
  return event.type === 'say' || event.type === 'ask' || event.type === 'tell' ? event : null
}
