import type { Casework } from '../../desk/casework/casework.ts'
import { circlesOf, type OpenedTip, type Tip } from '../../protocol/tip.ts'
import type { Readers } from '../wire.ts'

/** Who can read a case, who came and went, and who never may; null for a void tip. */
export function readersView(casework: Casework): Readers | null {
  const { people, record, keyring } = casework
  if (people === null || record.opened.status === 'void') return null
  const { tip, slots } = record.opened
  return {
    ...sealedTo(casework, tip, slots),
    reading: people.reading,
    gone: people.gone,
    leftOut: tip.exclude.filter((id) => keyring.recipients.some((each) => each.id === id)),
    candidates: people.candidates,
    moves: people.moves.map(({ author, day, event }) => ({
      author,
      day,
      type: event.type,
      to: event.type === 'grant' ? event.to : null,
    })),
  }
}

/** As it was verified when the tip was opened: every seal was made again and compared. */
function sealedTo({ keyring }: Casework, tip: Tip, slots: OpenedTip['slots']) {
  const circles = circlesOf(keyring, tip)
  const ids = keyring.recipients.map(({ id }) => id)
  return {
    sealedTo: ids.filter((_, i) => slots[i] === 'addressed'),
    later: ids.filter((_, i) => circles[i] === 'escalate'),
  }
}
