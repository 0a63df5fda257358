import type { Clocks } from '../../protocol/thread/clocks.ts'
import type { ReplyEvent, TeamEvent } from '../../protocol/thread/events.ts'
import { type Act, type CaseFile, foldActs, labelledBy } from '../../protocol/thread/team.ts'
import { nextClock, type Progress } from '../case/progress.ts'
import { isByItself, type Waiting } from './queue.ts'

/**
 * How a case will stand once what waits has left: what was decided here counts here at once.
 * @param me the recipient's id
 * @param today days since 1970-01-01 UTC
 */
export const standing = (
  progress: Progress,
  waiting: readonly Waiting[],
  me: string,
  today: number,
): Progress =>
  waiting.reduce((now, each) => {
    if (each.thread === 'keys' || each.thread === 'parcel') return now
    const done = { ...now, last: Math.max(now.last, today), count: now.count + 1 }
    return each.thread === 'team' ? afterDeed(done, each.event, me) : afterWords(done, each.event, today)
  }, progress)

function afterDeed(progress: Progress, event: TeamEvent, me: string): Progress {
  switch (event.type) {
    case 'status':
      return { ...progress, status: event.status, finished: event.status === 'closed' || isTold(progress) }
    case 'severity':
      return { ...progress, severity: event.level || null }
    case 'assign':
      return { ...progress, assignee: event.to || null }
    case 'merge':
      return { ...progress, mergedInto: event.into || null }
    case 'label':
      return { ...progress, labels: labelledBy(progress.labels, event) }
    case 'conflict':
      return { ...progress, conflicts: [...new Set([...progress.conflicts, me])] }
    case 'delay':
      return withClocks({ ...progress, delays: { ...progress.delays, [event.clock]: event.until } })
    case 'link':
    case 'name':
    case 'note':
    case 'rekey':
    default:
      return progress
  }
}

/** Whether the source was told that it is closed; of a closed case that cannot be seen any more. */
const isTold = ({ finished, status }: Progress): boolean => finished && status !== 'closed'

const OUTCOMES: ReadonlySet<string> = new Set(['acted', 'passed-on', 'closed'])

function afterWords(progress: Progress, event: ReplyEvent, today: number): Progress {
  if (event.type !== 'acknowledge' && event.type !== 'tell') return progress
  const clocks = clocksAfter(progress.clocks, event, today)
  const after = withClocks({ ...progress, told: today, clocks })
  if (event.type === 'acknowledge') return after
  return { ...after, finished: progress.status === 'closed' || event.status === 'closed' }
}

/** The clocks of a case once what waits has left. */
export const clocksWith = (clocks: Clocks, waiting: readonly Waiting[], today: number): Clocks =>
  waiting.reduce(
    (now, each) => (each.thread === 'conversation' ? clocksAfter(now, each.event, today) : now),
    clocks,
  )

function clocksAfter(clocks: Clocks, event: ReplyEvent, today: number): Clocks {
  if (event.type === 'acknowledge') return acknowledged(clocks, today)
  const { feedback } = clocks
  if (event.type !== 'tell' || !OUTCOMES.has(event.status)) return clocks
  return { ...clocks, feedback: { ...feedback, met: feedback.met ?? today } }
}

/** Feedback is counted from the acknowledgement, or from the day it was due. */
function acknowledged({ acknowledge, feedback }: Clocks, today: number): Clocks {
  if (acknowledge.met !== null) return { acknowledge, feedback }
  const sooner = Math.max(0, acknowledge.due - today)
  return {
    acknowledge: { ...acknowledge, met: today },
    feedback: { ...feedback, due: feedback.due - sooner },
  }
}

const withClocks = (progress: Progress): Progress => ({
  ...progress,
  clock: nextClock(progress.clocks, progress.delays),
})

/** The case file with what waits behind the rest. Such an act has the id of what waits in place of a hash. */
export function caseFileWith(
  file: CaseFile,
  waiting: readonly Waiting[],
  me: string,
  today: number,
): CaseFile {
  const acts = waiting.flatMap((each): Act[] =>
    each.thread === 'team' && !isByItself({ outgoing: each })
      ? [{ hash: each.id, author: me, day: today, event: each.event }]
      : [],
  )
  return acts.length === 0 ? file : foldActs([...file.acts, ...acts], file.findings)
}
