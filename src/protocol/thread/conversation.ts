import { parseDay } from '../time.ts'
import type { Author } from './author.ts'
import type { ReplyEvent, SourceEvent, Told } from './events.ts'
import type { Message } from './message.ts'
import type { Findings, ThreadView } from './read.ts'

/** One thing that was said in a conversation. */
export interface Line {
  /** SHA-256 of the message as 64 hexadecimal digits: its name. */
  readonly hash: string
  readonly author: Author
  /** When its author says they wrote it, in days since 1970-01-01 UTC. */
  readonly day: number
  readonly event: SourceEvent | ReplyEvent
}

/** A conversation, the same for everyone who holds the same drops (docs/protocol.md, 12.2). */
export interface Conversation {
  /** In order; acknowledgements, recaps and rekeys are among them. */
  readonly lines: readonly Line[]
  /** The last thing the source was told of the case. */
  readonly told: Told | null
  /** The first day on which somebody acknowledged the tip. */
  readonly acknowledged: number | null
  /** The first day on which the source was told an outcome. */
  readonly answered: number | null
  readonly withdrawn: boolean
  readonly findings: Findings
}

/** What counts as feedback: the source knows what became of the tip. */
const OUTCOMES: readonly Told[] = ['acted', 'passed-on', 'closed']

/**
 * Folds the thread of a conversation.
 * @param envelope `E#` as 64 hexadecimal digits: an acknowledgement of another tip is none
 */
export function foldConversation({ messages, findings }: ThreadView, envelope: string): Conversation {
  const lines = messages.map(lineOf)
  const start = { told: null, acknowledged: null, answered: null, withdrawn: false }
  return { lines, findings, ...lines.reduce((course, line) => step(course, line, envelope), start as Course) }
}

type Course = Pick<Conversation, 'told' | 'acknowledged' | 'answered' | 'withdrawn'>

// The thread's reader lets nothing else into a conversation.
const lineOf = ({ hash, author, day, event }: Message): Line => ({
  hash,
  author,
  day,
  event: event as SourceEvent | ReplyEvent,
})

function step(course: Course, { day, event }: Line, envelope: string): Course {
  if (event.type === 'tell') return toldThen(course, day, event)
  if (event.type === 'recap') return recapped(course, event)
  if (event.type === 'withdraw') return { ...course, withdrawn: true }
  if (event.type !== 'acknowledge' || event.envelope !== envelope) return course
  return { ...course, acknowledged: earlier(course.acknowledged, day) }
}

function toldThen(
  course: Course,
  day: number,
  { status }: Extract<ReplyEvent, { readonly type: 'tell' }>,
): Course {
  const answered = OUTCOMES.includes(status) ? earlier(course.answered, day) : course.answered
  return { ...course, told: status, answered }
}

/** A recap stands for messages that are too old to be found: it adds what is not known, and changes nothing else. */
function recapped(
  course: Course,
  { acknowledged, status, answered }: Extract<ReplyEvent, { readonly type: 'recap' }>,
): Course {
  return {
    ...course,
    told: course.told ?? (status === '' ? null : status),
    acknowledged:
      acknowledged === '' ? course.acknowledged : earlier(course.acknowledged, parseDay(acknowledged)),
    answered: answered === '' ? course.answered : earlier(course.answered, parseDay(answered)),
  }
}

const earlier = (known: number | null, day: number): number => (known === null ? day : Math.min(known, day))
