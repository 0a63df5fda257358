import { anywhere, atBorder, type Finder, firstOf, wholeWord } from './finder.ts'
import { digitsOf, GAP, LETTER, LOCAL, NATIONAL, stemOf, termsOf } from './words.ts'

/** What somebody looks for: all of its parts must stand in a case, wherever. */
export interface Query {
  /** For the memory: words that begin so. */
  readonly exact: string
  /** The same with other forms of the words: it finds all of the others too. */
  readonly loose: string
  /** Find each part in a folded text. */
  readonly finders: readonly Finder[]
}

/** One part: a word, a phrase or a number. */
interface Part {
  readonly exact: string
  readonly loose: string
  readonly finder: Finder
}

/** More than anybody types: what is pasted must not keep the desk busy. */
const [LONGEST, MOST_PARTS] = [300, 12]

/** In quotes, until they are closed or end; a long number with what stands between its digits; or up to a space. */
const PARTS = /["“”«»]([^"“”«»]*)["“”«»]?|(\+?\(?\d[\d ().-]{5,24}\d)(?=[\s"“”«»]|$)|[^\s"“”«»]+/gu

/** Any text is a query: nothing in it is a command. Null when there is no word in it. */
export function parseQuery(text: string): Query | null {
  const written = text.slice(0, LONGEST).replaceAll('№', ' ').normalize('NFKC')
  const parts = [...written.matchAll(PARTS)].flatMap(([chunk, quoted, number]): Part[] => {
    if (number !== undefined) return [numberPart(number)]
    const terms = termsOf(quoted ?? chunk)
    return terms.length === 0
      ? []
      : [quoted === undefined && terms.length === 1 ? wordPart(terms) : phrase(terms)]
  })
  if (parts.length === 0) return null
  const asked = parts.slice(0, MOST_PARTS)
  const all = (expressions: readonly string[]) => expressions.join(' AND ')
  return {
    exact: all(asked.map(({ exact }) => exact)),
    loose: all(asked.map(({ loose }) => loose)),
    finders: asked.map(({ finder }) => finder),
  }
}

function wordPart(terms: readonly string[]): Part {
  const [term = ''] = terms
  const stem = stemOf(term)
  const exact = beginning(terms)
  const finder = startOf(term)
  if (stem === null) return { exact, loose: exact, finder }
  return { exact, loose: `(${exact} OR ${beginning([stem])})`, finder: firstOf(finder, startOf(stem)) }
}

function phrase(terms: readonly string[]): Part {
  const exact = beginning(terms)
  const source = terms.join(`${GAP}+`)
  return { exact, loose: exact, finder: terms.length > 1 ? atBorder(`${source}${LETTER}*`) : startOf(source) }
}

/** As it was typed, or written in another way: without its country, in one, with other marks in between. */
function numberPart(text: string): Part {
  const digits = digitsOf(text)
  const chunks = text.split(/\s+/u).map((chunk) => phrase(termsOf(chunk)))
  const typed = chunks.map(({ exact }) => exact).join(' AND ')
  const first = firstOf(...chunks.map(({ finder }) => finder))
  if (digits.length < LOCAL) return { exact: typed, loose: typed, finder: first }
  const short = digits.slice(-NATIONAL)
  const any = `((${typed}) OR ${beginning([digits])} OR ${beginning([short])})`
  const spread = anywhere(short.split('').join('[ ().-]*'))
  return { exact: any, loose: any, finder: firstOf(spread, first) }
}

/** Words behind each other of which the last may go on. Letters and digits alone: nothing in them is a command. */
function beginning(terms: readonly string[]): string {
  const goesOn = terms.length > 1 || (terms[0] ?? '').length > 1
  return `"${terms.join(' ')}"${goesOn ? ' *' : ''}`
}

/** Half of all cases have a word that begins with some letter: one alone stands for itself, such as an initial. */
const startOf = (term: string): Finder => (term.length > 1 ? atBorder(`${term}${LETTER}*`) : wholeWord(term))

/** Whether a text has whole words just as they were typed, with the letters that folding makes alike. */
export function hasAsTyped(text: string, query: string): boolean {
  const [where, wanted] = [text.toLowerCase(), query.trim().toLowerCase()]
  const isLetter = (character: string | undefined) => /[\p{L}\p{N}]/u.test(character ?? '')
  for (let at = where.indexOf(wanted); at >= 0; at = where.indexOf(wanted, at + 1)) {
    if (!isLetter(where[at - 1]) && !isLetter(where[at + wanted.length])) return true
  }
  return false
}
