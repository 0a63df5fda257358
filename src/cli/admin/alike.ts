import { pairsAlike } from '../../admin/alike.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import { labelOf, type Named } from '../cases/people.ts'

/** Pairs that a source would take for one another, as sentences. */
export const alikeIn = (keyring: Pick<Keyring, 'recipients' | 'desks'>): string[] =>
  pairsAlike(keyring).map(wordsFor)

const wordsFor = ([one, other]: readonly [Named, Named]): string =>
  `Sources can hardly tell ${labelOf(one)} from ${labelOf(other)}: their names look alike.`
