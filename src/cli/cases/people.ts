import { CandorError } from '../../protocol/errors.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import { oneLine } from './one-line.ts'

/** Somebody, or a desk, as the organisation calls them in each of its languages. */
export interface Named {
  readonly id: string
  readonly label: readonly string[]
}

// The command line speaks English: the first language of a keyring is the organisation's choice for that.
export const labelOf = ({ label }: Named): string => oneLine(label[0] as string)

/** Everybody who was ever a recipient. */
export const peopleEver = (trail: Trail): Named[] =>
  lastOfEach(trail.flatMap(({ keyring }) => keyring.recipients))

/** Every desk that there ever was. */
export const desksEver = (trail: Trail): Named[] => lastOfEach(trail.flatMap(({ keyring }) => keyring.desks))

/** As they are called now, or were at last. */
const lastOfEach = (named: readonly Named[]): Named[] => [
  ...new Map(named.map((each) => [each.id, each])).values(),
]

/** What to call an author or a reader. */
export function nameOf(trail: Trail, id: string): string {
  if (id === 'source') return 'the source'
  const person = peopleEver(trail).find((each) => each.id === id)
  return person === undefined ? 'somebody unknown' : labelOf(person)
}

/** The same, for whoever reads it. */
export const callOf = (trail: Trail, me: string, id: string): string =>
  id === me ? 'you' : nameOf(trail, id)

/**
 * Whom a text means: a name in any language, an id, or the beginning of either, whatever the case.
 * @throws `usage` for nobody and for several
 */
export function findNamed<Each extends Named>(named: readonly Each[], text: string, what: string): Each {
  const wanted = folded(text)
  const exact = named.filter(
    (each) => each.id === wanted || each.label.some((label) => folded(label) === wanted),
  )
  const found = exact.length > 0 ? exact : named.filter((each) => beginsWith(each, wanted))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (only === undefined)
    throw new CandorError('usage', `there is no ${what} “${text}”`, `there is ${listed(named)}`)
  throw new CandorError('usage', `“${text}” may be ${listed(found, 'or')}`, 'write more of the name')
}

const folded = (text: string): string => text.normalize('NFC').trim().toLowerCase()

/** Ids are digits and letters as well: a short beginning of one means a name. */
const ENOUGH_OF_AN_ID = 8

const beginsWith = ({ id, label }: Named, wanted: string): boolean =>
  wanted !== '' &&
  (label.some((each) => folded(each).startsWith(wanted)) ||
    (wanted.length >= ENOUGH_OF_AN_ID && id.startsWith(wanted)))

const listed = (named: readonly Named[], word: 'and' | 'or' = 'and'): string =>
  inWords(named.map(labelOf), word)

/** `a`, `a and b`, `a, b and c`. */
export const inWords = (words: readonly string[], word: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? (words[0] ?? 'nobody') : `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1)}`
