import type { Conversation, Line } from '../../protocol/thread/conversation.ts'
import type { ConversationView, TalkLine } from '../wire.ts'
import { findingsView } from './findings.ts'

/** @param unread the hashes of what nobody here has looked at */
export const conversationView = (
  { told, withdrawn, lines, findings }: Conversation,
  unread: readonly string[],
): ConversationView => ({
  told,
  withdrawn,
  lines: lines.flatMap((line) => lineView(line, unread.includes(line.hash))),
  findings: findingsView(findings),
})

/** What only programs say to one another is left out. */
function lineView({ hash, author, day, event }: Line, isUnread: boolean): TalkLine[] {
  const line = { hash, author, day, text: '', told: null, stays: [], isUnread }
  switch (event.type) {
    case 'say':
    case 'ask':
    case 'withdraw':
      return [{ ...line, type: event.type, text: event.text }]
    case 'tell':
      return [{ ...line, type: event.type, text: event.text, told: event.status }]
    case 'acknowledge':
      return [{ ...line, type: event.type }]
    case 'rekey':
      return [{ ...line, type: 'readers', stays: event.stays }]
    case 'follow':
    case 'recap':
    default:
      return []
  }
}
