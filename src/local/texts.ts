import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Trail } from '../protocol/keyring/trail.ts'
import type { Inbox, Person, Texts } from './wire.ts'

/** One text for each language of a keyring. */
export const textsOf = ({ languages }: Pick<Keyring, 'languages'>, texts: readonly string[]): Texts =>
  Object.fromEntries(languages.map((language, i) => [language, texts[i] ?? '']))

/** Whom and what the cases speak of: everybody and every desk that there ever was, as they are called now or were at last. */
export function namesIn(trail: Trail): Pick<Inbox, 'people' | 'desks' | 'organisation'> {
  const people: Record<string, Person> = {}
  const desks: Record<string, Texts> = {}
  const newest = trail.at(-1)?.keyring
  for (const { keyring } of trail) {
    for (const { id, label } of keyring.recipients)
      people[id] = { label: textsOf(keyring, label), isListed: keyring === newest || isIn(newest, id) }
    for (const { id, label } of keyring.desks) desks[id] = textsOf(keyring, label)
  }
  return { people, desks, organisation: newest === undefined ? {} : textsOf(newest, newest.name) }
}

const isIn = (newest: Keyring | undefined, id: string): boolean =>
  newest?.recipients.some((each) => each.id === id) === true
