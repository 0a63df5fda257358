import type { Casework, Waiting } from '../../desk/casework/casework.ts'
import { fromHex } from '../../protocol/bytes.ts'
import { caseName } from '../../protocol/case-name.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Clock } from '../../protocol/thread/clocks.ts'
import type { Conversation } from '../../protocol/thread/conversation.ts'
import { dayText } from '../../protocol/time.ts'
import { nameOf } from './people.ts'
import { isoTime } from './when.ts'

// What `--json` says of a case: days and times as text, people with their names.

export const forPrograms = (p: Primitives, casework: Casework) => {
  const { number, record, trail, conversation, file, clocks, waiting } = casework
  return {
    number,
    name: record.name,
    clocks: clocks && { acknowledge: clockOf(clocks.acknowledge), feedback: clockOf(clocks.feedback) },
    waiting: waiting.map(waitingOf),
    conversation: conversation && conversationOf(trail, conversation),
    team: {
      ...file,
      assignee: file.assignee && personOf(trail, file.assignee),
      links: file.links.map((envelope) => ({ envelope, name: caseName(p, fromHex(envelope)) })),
      delays: file.delays.map((each) => ({ ...each, ...writtenBy(trail, each) })),
      ...judgedForPrograms(p, casework),
      acts: file.acts.map((each) => ({ ...each, ...writtenBy(trail, each) })),
    },
  }
}

/** What colleagues judged of a case. */
export const judgedForPrograms = (p: Primitives, { trail, file }: Casework) => ({
  severity: file.severity,
  mergedInto: file.mergedInto && { envelope: file.mergedInto, name: caseName(p, fromHex(file.mergedInto)) },
  conflicts: file.conflicts.map((each) => ({ ...each, ...writtenBy(trail, each) })),
  names: file.names,
})

const conversationOf = (trail: Trail, { lines, acknowledged, answered, ...rest }: Conversation) => ({
  ...rest,
  acknowledged: acknowledged && dayText(acknowledged),
  answered: answered && dayText(answered),
  lines: lines.map((line) => ({ hash: line.hash, ...writtenBy(trail, line), event: line.event })),
})

export const personOf = (trail: Trail, id: string) => ({ id, name: nameOf(trail, id) })

const writtenBy = (trail: Trail, { author, day }: { readonly author: string; readonly day: number }) => ({
  author: personOf(trail, author),
  day: dayText(day),
})

const clockOf = ({ due, met }: Clock) => ({ due: dayText(due), met: met && dayText(met) })

export const waitingOf = ({ id, thread, event, notBefore, placed }: Waiting) => ({
  id,
  thread,
  event,
  notBefore: isoTime(notBefore),
  placed,
})
