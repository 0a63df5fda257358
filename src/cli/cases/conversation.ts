import type { Casework, Waiting } from '../../desk/casework/casework.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Line } from '../../protocol/thread/conversation.ts'
import type { Told } from '../../protocol/thread/events.ts'
import { dayText } from '../../protocol/time.ts'
import type { Piece, Terminal } from '../terminal.ts'
import { showFindings } from './findings.ts'
import { callOf, inWords, nameOf } from './people.ts'
import { leaveText } from './when.ts'

type Event = Line['event']

const TOLD: Readonly<Record<Told, string>> = {
  'under-review': 'under review',
  acted: 'something was done',
  'passed-on': 'passed on',
  closed: 'finished',
}

/** What was said between the source and the people at the desk, oldest first, and what is on its way. */
export function showConversation(terminal: Terminal, casework: Casework, me: string, now: number): void {
  const { conversation, trail, waiting } = casework
  if (conversation === null) return
  const name = (id: string) => callOf(trail, me, id)
  terminal.line({ text: 'Conversation with the source', style: 'strong' })
  const mine = waiting.some(({ thread }) => thread === 'conversation')
  if (conversation.lines.length === 0 && !mine) terminal.line('Nothing has been said yet.')
  for (const { day, author, event } of conversation.lines)
    showSaid(terminal, trail, [dayText(day), '  ', { text: name(author), style: 'strong' }], event)
  showWordsWaiting(terminal, trail, waiting, now)
  if (conversation.withdrawn) terminal.line({ text: 'The source asked not to pursue it.', style: 'yellow' })
  if (conversation.told !== null) terminal.line(`The source was told: ${TOLD[conversation.told]}.`)
  showFindings(terminal, trail, conversation.findings)
}

/** What was said to the source and has not left yet. */
export function showWordsWaiting(
  terminal: Terminal,
  trail: Trail,
  waiting: readonly Waiting[],
  now: number,
): void {
  for (const each of waiting)
    if (each.thread === 'conversation') showSaid(terminal, trail, waitingHead(each, now), each.event)
}

const waitingHead = ({ notBefore }: Waiting, now: number): Piece[] => [
  { text: 'you', style: 'strong' },
  { text: ` (${leaveText(notBefore, now)})`, style: 'yellow' },
]

function showSaid({ line, block }: Terminal, trail: Trail, head: readonly Piece[], event: Event): void {
  const kind = kindOf(trail, event)
  line(...head, ...(kind === '' ? [] : [` ${kind}`]))
  if ('text' in event && event.text !== '') block(event.text, 4)
}

function kindOf(trail: Trail, event: Event): string {
  switch (event.type) {
    case 'say':
      return ''
    case 'ask':
      return '— question:'
    case 'tell':
      return `— told the source: ${TOLD[event.status]}`
    case 'acknowledge':
      return '— told the source that a person has opened it'
    case 'recap':
      return '— told the source once more what it was told before'
    case 'withdraw':
      return '— asks not to pursue it'
    case 'follow':
      return '— told the source once more under which lock this goes on'
    case 'rekey':
    default:
      // While it waits it is not decided for whom.
      return event.stays.length === 0
        ? '— changed the lock, since not everybody reads it any more who did'
        : `— changed the lock: from here on it is read by ${readers(trail, event.stays)}`
  }
}

export const readers = (trail: Trail, ids: readonly string[]): string =>
  inWords(ids.map((id) => nameOf(trail, id)))
