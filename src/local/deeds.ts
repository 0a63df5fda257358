import { enqueueAll } from '../desk/casework/bulk.ts'
import { acknowledge, enqueue, openCasework } from '../desk/casework/casework.ts'
import { declareConflict, grant, leave } from '../desk/casework/comings.ts'
import type { Waiting } from '../desk/casework/queue.ts'
import { takeBack } from '../desk/casework/undo.ts'
import type { TeamEvent } from '../protocol/thread/events.ts'
import { unreadHere } from './case/view.ts'
import type { OpenDesk } from './open-desk.ts'
import { malformed } from './refusals.ts'
import { isForSource } from './requests.ts'
import type {
  DeedsAnswer,
  DeedsRequest,
  OpenAnswer,
  OpenRequest,
  SourceDeed,
  TeamDeed,
  UndoAnswer,
} from './wire.ts'

/**
 * What a person does in one case or in many.
 * @throws `request_malformed` for words to the source of several cases, or that nobody has confirmed; `not_found`, `usage`
 */
export function doDeeds(desk: OpenDesk, { cases, deed, confirmed }: DeedsRequest): DeedsAnswer {
  const { p, cabinet } = desk
  if (isForSource(deed)) return say(desk, cases, deed, confirmed)
  const outgoing = { thread: 'team', event: eventOf(deed) } as const
  const { queued, skipped } = enqueueAll(p, desk.vault(), cabinet, cases, outgoing, desk.timing())
  return answered(
    desk,
    queued.map(({ waiting }) => waiting),
    skipped,
  )
}

const eventOf = (deed: TeamDeed): TeamEvent =>
  deed.type === 'label' ? { ...deed, add: [...deed.add], remove: [...deed.remove] } : deed

/** Only what a person has seen as the source will see it leaves this desk, and for one source at a time. */
function say(desk: OpenDesk, cases: readonly number[], deed: SourceDeed, confirmed: boolean): DeedsAnswer {
  const [number] = cases
  if (number === undefined || cases.length !== 1)
    throw malformed('what the source is to see is said in one case at a time')
  if (!confirmed) throw malformed('nobody has confirmed what the source is to see')
  const outgoing = { thread: 'conversation', event: deed } as const
  return answered(desk, [enqueue(desk.p, desk.vault(), desk.cabinet, number, outgoing, desk.timing())])
}

/** @throws `not_found`, `usage` */
export function grantCase(desk: OpenDesk, number: number, to: string): DeedsAnswer {
  const { p, cabinet } = desk
  return answered(desk, [grant(p, desk.vault(), cabinet, number, { to, again: false }, desk.timing())])
}

/** @throws `not_found`, `usage` where nobody else could open it then */
export function leaveCase(desk: OpenDesk, number: number, reason: string): DeedsAnswer {
  return answered(desk, [leave(desk.p, desk.vault(), desk.cabinet, number, reason, desk.timing())])
}

/**
 * A person should not work on this case: the team is told, and they leave it, in one act that is undone as one.
 * @throws `not_found`, `usage`
 */
export function stepBack(desk: OpenDesk, number: number, reason: string): DeedsAnswer {
  const { p, cabinet } = desk
  return answered(desk, [declareConflict(p, desk.vault(), cabinet, number, reason, desk.timing()).waiting])
}

/** A person has the case before them: what they see of the source is looked at, and the tip acknowledged where that is wished. */
export function openCase(
  desk: OpenDesk,
  number: number,
  { seen, acknowledge: isWished }: OpenRequest,
): OpenAnswer {
  const { p, cabinet } = desk
  markShown(desk, number, new Set(seen))
  const queued = isWished ? acknowledge(p, desk.vault(), cabinet, number, desk.timing()) : null
  desk.refresh()
  return { acknowledgement: queued && { id: queued.id, leaves: queued.notBefore } }
}

function markShown(desk: OpenDesk, number: number, seen: ReadonlySet<string>): void {
  const unread = unreadHere(desk, openCasework(desk.p, desk.vault(), desk.cabinet, number))
  const looked = unread.filter((hash) => seen.has(hash))
  if (looked.length > 0) desk.marks.keep(number, looked, { isAll: looked.length === unread.length })
}

export function takeBackAll(desk: OpenDesk, ids: readonly string[]): UndoAnswer {
  const { undone, late } = takeBack(desk.cabinet, ids)
  desk.refresh()
  return { undone: undone.length, late: late.length }
}

/** @throws `not_found` */
export function forgetCase(desk: OpenDesk, number: number): void {
  desk.forget(desk.list.row(number).number)
}

function answered(desk: OpenDesk, queued: readonly Waiting[], skipped: readonly number[] = []): DeedsAnswer {
  desk.refresh()
  return {
    ids: queued.map(({ id }) => id),
    leaves: queued.reduce((last, { notBefore }) => Math.max(last, notBefore), 0),
    skipped,
  }
}
