import { LETTER } from './words.ts'

/** From where to where something stands in a folded text. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Finds something in a folded text; null where it does not stand there. */
export type Finder = (folded: string) => Span | null

/** @param source a pattern, which begins with a letter or a digit */
export const anywhere = (source: string): Finder => search(source, () => true)

/** The same where a word begins. That is looked at once the letters are found, which is much faster than before. */
export const atBorder = (source: string): Finder =>
  search(source, (folded, at) => at === 0 || !IS_LETTER.test(folded[at - 1] as string))

export const wholeWord = (term: string): Finder => atBorder(`${term}(?!${LETTER})`)

/** What the first of them finds that finds anything. */
export const firstOf =
  (...finders: readonly Finder[]): Finder =>
  (folded) => {
    for (const find of finders) {
      const span = find(folded)
      if (span !== null) return span
    }
    return null
  }

const IS_LETTER = new RegExp(LETTER)

function search(source: string, isRight: (folded: string, at: number) => boolean): Finder {
  const pattern = new RegExp(source, 'g')
  return (folded) => {
    for (const { index, 0: found } of folded.matchAll(pattern)) {
      if (isRight(folded, index)) return { from: index, to: index + found.length }
    }
    return null
  }
}
