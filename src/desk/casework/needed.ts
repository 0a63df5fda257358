import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { SoundCase } from '../case/casebook.ts'
import { stillIn } from '../case/circles.ts'
import { foldThreads, isRecapDue, progressOf } from '../case/progress.ts'
import type { CaseThreads } from '../case/threads.ts'
import type { Pen } from './place.ts'
import type { QueuedRow } from './queue.ts'
import { groundOf, isFollowDue, nextKeyFor, staysAfter } from './rekeys.ts'

/** Of what several people may do without knowing of each other, once is enough. */
export function isNeeded(
  p: Primitives,
  { directory: { latest, trail }, day }: Pen,
  stored: SoundCase,
  threads: CaseThreads,
  { outgoing: { thread, event } }: QueuedRow,
): boolean {
  const { record } = stored
  const ground = groundOf(trail, stored, threads)
  const progress = () => progressOf(foldThreads(threads, record, trail), record.day)
  switch (event.type) {
    case 'case-key':
      return threads.team.chains.length === 0
    case 'next-key': {
      const stays = staysAfter(p, ground, event.thread)
      return stays !== null && nextKeyFor(p, ground, event.thread, stays) === null
    }
    case 'rekey':
      return staysAfter(p, ground, thread === 'team' ? 'team' : 'conversation') !== null
    case 'follow':
      return isFollowDue(p, ground, progress(), day, latest.keyring.policy.dropDays)
    case 'grant':
    case 'parcel':
      return stillIn(latest.keyring, [event.to]).length > 0
    case 'acknowledge':
      return foldThreads(threads, record, trail).conversation.acknowledged === null
    case 'recap':
      return isRecapDue(progress(), day, latest.keyring.policy.dropDays)
    case 'ask':
    case 'assign':
    case 'conflict':
    case 'delay':
    case 'label':
    case 'leave':
    case 'link':
    case 'merge':
    case 'name':
    case 'note':
    case 'say':
    case 'severity':
    case 'status':
    case 'tell':
    default:
      return true
  }
}
