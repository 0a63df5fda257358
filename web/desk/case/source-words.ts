import { returnWords } from '../../form/return/words/index.ts'
import { isSpoken } from './languages.ts'

/** The sentences in which the form shows a source what was said: the form's own, so that the two never differ. */
export const inSourcesWords = (language: string) =>
  returnWords[isSpoken(language) ? language : 'en'].conversation
