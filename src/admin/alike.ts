import type { Keyring } from '../protocol/keyring/statement.ts'

/** Somebody, or a desk, as the organisation calls them in each of its languages. */
interface Named {
  readonly label: readonly string[]
}

/** Letters of other alphabets that look like these. */
const PAIRS = 'аa еe оo рp сc уy хx кk мm тt нh вb іi јj ѕs һh ԁd ӏl ɡg αa οo ρp νv ιi'
const LIKE: ReadonlyMap<string, string> = new Map(
  PAIRS.split(' ').map((pair) => [pair.charAt(0), pair.charAt(1)]),
)

/** What is left of a name for the eye. */
const looksLike = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/\p{L}/gu, (letter) => LIKE.get(letter) ?? letter)

/** Pairs that a source would take for one another, in some language: people, or desks. */
export const pairsAlike = ({ recipients, desks }: Pick<Keyring, 'recipients' | 'desks'>) => [
  ...pairsOf(recipients).filter(areAlike),
  ...pairsOf(desks).filter(areAlike),
]

const pairsOf = <Each extends Named>(all: readonly Each[]): (readonly [Each, Each])[] =>
  all.flatMap((one, i) => all.slice(i + 1).map((other) => [one, other] as const))

const areAlike = ([one, other]: readonly [Named, Named]): boolean =>
  one.label.some((text, i) => looksLike(text) === looksLike(other.label[i] ?? ''))
