import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { Conversation } from '../../../src/protocol/thread/conversation.ts'
import type { Session } from '../session/index.ts'

type Desks = Keyring['desks']

/**
 * The desks from which somebody answered. More is not known: where a tip went is written in the tip alone, which its
 * source cannot open again.
 */
export function knownDesks(session: Session, { lines }: Conversation): Desks {
  const { desks, recipients } = session.keyring()
  const authors = lines.map(({ author }) => author)
  const named = lines.flatMap(({ event }) => (event.type === 'acknowledge' ? [event.desk] : []))
  const theirs = recipients.filter(({ id }) => authors.includes(id)).flatMap((person) => person.desks)
  return desks.filter(({ id }) => named.includes(id) || theirs.includes(id))
}

/** Where a new tip could go; with one desk there is nowhere else. */
export function otherDesks(session: Session, conversation: Conversation): Desks {
  const { desks } = session.keyring()
  const known = knownDesks(session, conversation)
  return desks.length > 1 ? desks.filter((desk) => !known.includes(desk)) : []
}
