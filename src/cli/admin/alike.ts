import type { Keyring } from '../../protocol/keyring/statement.ts'
import { labelOf, type Named } from '../cases/people.ts'

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
export const alikeIn = ({ recipients, desks }: Pick<Keyring, 'recipients' | 'desks'>): string[] =>
  [recipients, desks].flatMap((all) => pairsOf(all).filter(areAlike).map(wordsFor))

const pairsOf = (all: readonly Named[]): (readonly [Named, Named])[] =>
  all.flatMap((one, i) => all.slice(i + 1).map((other) => [one, other] as const))

const areAlike = ([one, other]: readonly [Named, Named]): boolean =>
  one.label.some((text, i) => looksLike(text) === looksLike(other.label[i] ?? ''))

const wordsFor = ([one, other]: readonly [Named, Named]): string =>
  `Sources can hardly tell ${labelOf(one)} from ${labelOf(other)}: their names look alike.`
