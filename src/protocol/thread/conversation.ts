import { parseDay } from '../time.ts'
import type { ReplyEvent, SourceEvent, Told } from './events.ts'
import type { Head, Message } from './message.ts'
import type { Place } from './place.ts'
import type { Findings, ThreadView } from './read.ts'

/** One thing that was said in a conversation. */
export interface Line extends Place {
  /** SHA-256 of the message as 64 hexadecimal digits: its name. */
  readonly hash: string
  /** When its author says they wrote it, in days since 1970-01-01 UTC. */
  readonly day: number
  /** What its author had seen when they wrote it. */
  readonly heads: readonly Head[]
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

/** The tip that a conversation is about. */
interface About {
  /** `E#` as 64 hexadecimal digits: an acknowledgement of another tip is none. */
  readonly envelope: string
  /** When the server took it, in days since 1970-01-01 UTC: nothing was told before. */
  readonly arrived: number
}

/** Folds the thread of a conversation. */
export function foldConversation({ messages, findings }: ThreadView, about: About): Conversation {
  const lines = messages.map(lineOf)
  const start = { told: null, acknowledged: null, answered: null, withdrawn: false }
  return { lines, findings, ...lines.reduce((course, line) => step(course, line, about), start as Course) }
}

type Course = Pick<Conversation, 'told' | 'acknowledged' | 'answered' | 'withdrawn'>

// The thread's reader lets nothing else into a conversation.
const lineOf = ({ hash, author, key, week, place, day, heads, event }: Message): Line => ({
  hash,
  author,
  key,
  week,
  place,
  day,
  heads,
  event: event as SourceEvent | ReplyEvent,
})

function step(course: Course, { day, event }: Line, { envelope, arrived }: About): Course {
  if (event.type === 'tell') return toldThen(course, day, event)
  if (event.type === 'recap') return recapped(course, event, (text) => dayWithin(text, arrived, day))
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
  within: (day: string) => number | null,
): Course {
  return {
    ...course,
    told: course.told ?? (status === '' ? null : status),
    acknowledged: earliest(course.acknowledged, within(acknowledged)),
    answered: earliest(course.answered, within(answered)),
  }
}

/** A day from the arrival of the tip to that of the recap; any other would make a clock lie. */
function dayWithin(text: string, first: number, last: number): number | null {
  const day = text === '' ? null : parseDay(text)
  return day !== null && day >= first && day <= last ? day : null
}

const earliest = (known: number | null, day: number | null): number | null =>
  day === null ? known : earlier(known, day)

const earlier = (known: number | null, day: number): number => (known === null ? day : Math.min(known, day))
