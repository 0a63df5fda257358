import type { NamedKind } from '../../protocol/thread/events.ts'
import { wholeWord } from './finder.ts'
import type { Memory } from './memory.ts'
import type { NamedCases } from './named.ts'
import type { SearchRow } from './row.ts'
import { fold, termsOf } from './words.ts'

/** A case that may be about the same. */
export interface Similar {
  readonly number: number
  readonly why: readonly { readonly kind: NamedKind | 'words'; readonly text: string }[]
}

/** One person in common tells more than any number of organisations, and so on. */
const WEIGHT: Readonly<Record<NamedKind, number>> = { person: 10_000, organisation: 1000, place: 100 }

/** Cases that name the same, and then those that share words which few others have. The most alike come first. */
export function similarTo(
  memory: Memory,
  named: NamedCases,
  number: number,
  row: SearchRow,
  limit: number,
): Similar[] {
  const found = new Map<number, { score: number; why: Similar['why'][number][] }>()
  const add = (other: number, score: number, why: Similar['why'][number]) => {
    const { score: before, why: reasons } = found.get(other) ?? { score: 0, why: [] }
    found.set(other, { score: before + score, why: [...reasons, why] })
  }
  for (const name of named.of(number)) {
    const same = named.same(name)
    for (const [other, text] of same)
      if (!found.get(other)?.why.some((why) => why.text === text))
        add(other, WEIGHT[name.kind] + 1 / same.size, { kind: name.kind, text })
  }
  for (const { other, score, text } of sharing(memory, row)) add(other, score, { kind: 'words', text })
  found.delete(number)
  return [...found]
    .toSorted(([a, { score: left }], [b, { score: right }]) => right - left || a - b)
    .slice(0, limit)
    .map(([other, { why }]) => ({ number: other, why }))
}

/** Words shorter than this, and words that more cases have, tell nothing. Of the rarest so many are looked up. */
const [SHORTEST, MOST_CASES, MOST_WORDS, MOST_LOOKED_AT] = [4, 20, 12, 1500]

/** Cases with at least two rare words of a text. */
function sharing(memory: Memory, { texts }: SearchRow): { other: number; score: number; text: string }[] {
  const text = [texts.tip, texts.conversation].filter((each) => each !== undefined).join('\n')
  const terms = [...new Set(termsOf(text).filter((term) => term.length >= SHORTEST))].slice(0, MOST_LOOKED_AT)
  const rare = terms
    .map((term) => ({ term, count: memory.frequency(term) }))
    .filter(({ count }) => count > 1 && count <= MOST_CASES)
    .toSorted((a, b) => a.count - b.count)
    .slice(0, MOST_WORDS)
  const shared = new Map<number, { term: string; count: number }[]>()
  for (const each of rare)
    for (const other of memory.holding(`"${each.term}"`))
      shared.set(other, [...(shared.get(other) ?? []), each])
  const folded = fold(text)
  return [...shared]
    .filter(([, words]) => words.length > 1)
    .map(([other, words]) => ({
      other,
      score: words.reduce((sum, { count }) => sum + 1 / count, 0),
      text: words.map(({ term }) => asWritten(text, folded, term)).join(', '),
    }))
}

/** A word as the text spells it. */
function asWritten(text: string, folded: string, term: string): string {
  const place = wholeWord(term)(folded)
  return place === null || text.length !== folded.length ? term : text.slice(place.from, place.to)
}
