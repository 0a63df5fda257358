import type { Keyring, Question } from '../../protocol/keyring/statement.ts'
import type { NamedKind } from '../../protocol/thread/events.ts'
import type { Named } from '../../protocol/thread/team.ts'
import type { Tip } from '../../protocol/tip.ts'
import { termsOf } from './words.ts'

/** Who and what a tip names in its answers, by what was asked. Names in running text are not guessed. */
export function namedIn(
  tip: Pick<Tip, 'answers'>,
  { questionnaire }: Pick<Keyring, 'questionnaire'>,
): Named[] {
  const asked = new Map(questionnaire.questions.map((question) => [question.id, question]))
  const found = new Map<string, Named>()
  for (const { id, text } of tip.answers) {
    const question = asked.get(id)
    const kind = question === undefined ? null : kindOf(question)
    if (kind === null) continue
    for (const name of kind === 'person' ? peopleIn(text) : thingsIn(text)) {
      const words = wordsOf(kind, name)
      if (words.length > 0) found.set(`${kind} ${words.join(' ')}`, { kind, name })
    }
  }
  return [...found.values()].slice(0, MOST_NAMES)
}

/** A question has no kind of its own: its role says that it asks for people, and else the beginning of its id says for what. */
function kindOf({ id, role }: Question): NamedKind | null {
  if (role !== '') return 'person'
  const [first = ''] = id.split('-')
  return KINDS.get(first) ?? null
}

const KINDS: ReadonlyMap<string, NamedKind> = new Map([
  ...['organisation', 'organization', 'company', 'employer'].map((id) => [id, 'organisation'] as const),
  ...['place', 'region', 'town', 'city'].map((id) => [id, 'place'] as const),
])

/** Nobody answers a short question with more. */
const [LONGEST_ANSWER, MOST_NAMES] = [300, 20]

const WORD = "\\p{Lu}[\\p{L}\\p{M}'’-]*\\.?"
/** Words with a capital letter behind each other, such as a name with initials. */
const CAPITALS = new RegExp(`(?<![\\p{L}\\p{M}])${WORD}(?:[ \\u00a0]*${WORD})*`, 'gu')

function peopleIn(text: string): string[] {
  const runs = [...text.slice(0, LONGEST_ANSWER).matchAll(CAPITALS)].map(([run]) => run)
  return runs.map(withoutTitle).filter((name) => {
    const words = termsOf(name)
    return words.length <= 5 && words.some((word) => word.length > 2)
  })
}

/** What people are called by without being named; in the forms in which an answer begins with it. */
const TITLES = new Set(
  [
    'начальник начальница директор руководитель заведующий заведующая заместитель зам председатель глава аким министр',
    'бухгалтер главный главная инспектор следователь полковник майор капитан господин госпожа мой моя наш наша он она они все мы',
    'бастык басшы басшысы болим директоры орынбасар акими бас мырза ханым ол олар бари менин биздин',
    'the a my our his her head chief director manager boss deputy chairman minister inspector mr mrs ms dr he she they everyone',
  ]
    .join(' ')
    .split(' '),
)

function withoutTitle(run: string): string {
  const words = run.split(/[ \u00a0]+/u)
  const first = words.findIndex((word) => !TITLES.has(termsOf(word).join(' ')))
  return first < 0 ? '' : words.slice(first).join(' ')
}

const thingsIn = (text: string): string[] =>
  text
    .slice(0, LONGEST_ANSWER)
    .split(/[,;\n]/u)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 1)

/** What stands with many names and tells none from another. */
const COMMON: Readonly<Record<NamedKind, ReadonlySet<string>>> = {
  person: new Set(),
  organisation: new Set(
    'ооо тоо жшс ао ак оао зао ип жк гу мм кгу кмм ргп рмк гкп мкк llp llc ltd jsc inc the'.split(' '),
  ),
  place: new Set(
    'г город гор область обл район р н село с поселок каласы облысы ауданы ауылы city region district'.split(
      ' ',
    ),
  ),
}

/** The words by which a name is compared, in order. */
export const wordsOf = (kind: NamedKind, name: string): string[] =>
  termsOf(name)
    .filter((word) => !COMMON[kind].has(word))
    .toSorted()

/**
 * Whether two names are one. Organisations and places: the same words, in any order. People: every word of the shorter name
 * has a partner in the longer, an equal one or its initial, and at least two words have, of which one is written out; a
 * single word, such as a surname, is only the same as that word alone.
 */
export function isSameName(a: Named, b: Named): boolean {
  if (a.kind !== b.kind) return false
  const [left, right] = [wordsOf(a.kind, a.name), wordsOf(b.kind, b.name)]
  if (left.join(' ') === right.join(' ')) return left.some((word) => word.length > 1)
  return a.kind === 'person' && (left.length < right.length ? isPart(left, right) : isPart(right, left))
}

function isPart(short: readonly string[], long: readonly string[]): boolean {
  const whole = short.filter((word) => word.length > 1 && long.includes(word))
  if (short.length < 2 || whole.length === 0) return false
  const rest = long.filter((word) => !whole.includes(word))
  return short.filter((word) => !whole.includes(word)).every((word) => takeInitial(rest, word))
}

/** Takes out of some words one that is an initial of another or has it. */
function takeInitial(words: string[], word: string): boolean {
  const at = words.findIndex((each) =>
    word.length === 1 ? each.startsWith(word) : each.length === 1 && word.startsWith(each),
  )
  if (at >= 0) words.splice(at, 1)
  return at >= 0
}
