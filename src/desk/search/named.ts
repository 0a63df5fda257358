import type { Named } from '../../protocol/thread/team.ts'
import { isSameName, wordsOf } from './names.ts'

/** Which cases name whom and what. */
export interface NamedCases {
  put(number: number, names: readonly Named[]): void
  remove(number: number): void
  /** The cases that name the same, each with how it spells it. */
  same(name: Named): ReadonlyMap<number, string>
  of(number: number): readonly Named[]
  clear(): void
}

export function namedCases(): NamedCases {
  const names = new Map<number, readonly Named[]>()
  const byWord = new Map<string, Set<number>>()
  function remove(number: number): void {
    for (const key of keysOf(names.get(number) ?? [])) {
      const numbers = byWord.get(key)
      numbers?.delete(number)
      if (numbers?.size === 0) byWord.delete(key)
    }
    names.delete(number)
  }
  return {
    remove,
    put(number, own) {
      remove(number)
      if (own.length > 0) names.set(number, own)
      for (const key of keysOf(own)) byWord.set(key, (byWord.get(key) ?? new Set()).add(number))
    },
    same(name) {
      const found = new Map<number, string>()
      for (const number of keysOf([name]).flatMap((key) => [...(byWord.get(key) ?? [])])) {
        const spelled = names.get(number)?.find((each) => isSameName(each, name))
        if (spelled !== undefined) found.set(number, spelled.name)
      }
      return found
    },
    of: (number) => names.get(number) ?? [],
    clear() {
      names.clear()
      byWord.clear()
    },
  }
}

/** Two names that are the same share one of these: a word of a person's that is written out, or all words of anything else's. */
const keysOf = (names: readonly Named[]): string[] =>
  names.flatMap(({ kind, name }) => {
    const words = wordsOf(kind, name)
    const keys = kind === 'person' ? words.filter((word) => word.length > 1) : [words.join(' ')]
    return keys.map((key) => `${kind} ${key}`)
  })
