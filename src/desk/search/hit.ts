import { PLACES, type SearchPlace, type Texts } from './memory.ts'
import { openingOf, type Piece, pieceOf } from './piece.ts'
import type { Query } from './query.ts'
import { fold } from './words.ts'

/** A case that matches, with a piece of its text. */
export interface SearchHit extends Piece {
  readonly number: number
  readonly where: SearchPlace
}

/** The place in which the most of the query stands, and the piece around the first of it. */
export function hitIn(number: number, texts: Texts, { finders }: Query): SearchHit {
  const found = PLACES.flatMap((where) => {
    const text = texts[where] ?? ''
    const folded = fold(text)
    const spans = finders.map((find) => find(folded)).filter((span) => span !== null)
    const [first] = spans.toSorted((a, b) => a.from - b.from)
    return first === undefined ? [] : [{ where, text, folded, first, parts: spans.length }]
  })
  const [best] = found.toSorted((a, b) => b.parts - a.parts)
  if (best === undefined) return { number, where: 'tip', ...openingOf(texts.tip ?? '') }
  return { number, where: best.where, ...pieceOf(best.text, best.folded, best.first) }
}
