import type { Span } from './finder.ts'
import { fold } from './words.ts'

/** A piece of a text around what was found in it. */
export interface Piece {
  readonly before: string
  readonly match: string
  readonly after: string
}

/** So many characters on either side, and in how much of the text they are looked for: one can be long. */
const [SIDE, AHEAD] = [80, 500]

/** @param span where it stands in the folded text */
export function pieceOf(text: string, folded: string, { from, to }: Span): Piece {
  const at =
    folded.length === text.length ? (place: number) => place : (place: number) => unfolded(text, place)
  const [start, end] = [at(from), at(to)]
  const match = text.slice(start, Math.min(end, start + SIDE))
  const before = text.slice(Math.max(0, start - AHEAD), start)
  return {
    before: lastOf(before, start > before.length),
    match: inLine(match),
    after: firstOf(text.slice(end)),
  }
}

/** The beginning of a text in which nothing was found. */
export const openingOf = (text: string): Piece => ({
  before: '',
  match: '',
  after: firstOf(text).trimStart(),
})

function firstOf(text: string): string {
  const line = charactersOf(inLine(text.slice(0, AHEAD)))
  return line.length > SIDE ? `${line.slice(0, SIDE).join('')}…` : line.join('')
}

function lastOf(text: string, isCut: boolean): string {
  // The first may be the rest of one that was cut.
  const line = charactersOf(inLine(text)).slice(isCut ? 1 : 0)
  return line.length > SIDE || isCut ? `…${line.slice(-SIDE).join('')}` : line.join('')
}

const segmenter = new Intl.Segmenter()

/** What a person takes for one character is never cut. Letters of the usual alphabets are told apart at once. */
const charactersOf = (text: string): string[] =>
  /^[ -\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027№]*$/.test(text)
    ? text.split('')
    : Array.from(segmenter.segment(text), ({ segment }) => segment)

/** What a hostile text may hold: breaks, marks that turn the direction, halves of characters, piles of accents. */
const inLine = (text: string): string =>
  text
    .replace(/(?![\u200c\u200d])[\p{Cf}\p{Surrogate}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^\p{M}+|(?<=\p{M}{2})\p{M}+/gu, '')

/** Texts that change their length in folding are looked through in stretches of so many characters. */
const STRETCH = 500

/** Where in a text stands what stands at a place once it is folded. */
function unfolded(text: string, place: number): number {
  let [start, length] = [0, 0]
  for (; start < text.length; start += STRETCH) {
    const more = fold(text.slice(start, start + STRETCH)).length
    if (length + more > place) break
    length += more
  }
  for (const [character] of text.slice(start, start + STRETCH).matchAll(/\P{M}?\p{M}*/gu)) {
    if (length >= place) break
    length += fold(character).length
    start += character.length
  }
  return start
}
