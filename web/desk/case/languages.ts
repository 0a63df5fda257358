import { caseWords } from '../words/case.ts'
import { type Language, languages, words } from '../words/index.ts'

/** Whether the form and the desk speak it. */
export const isSpoken = (code: string): code is Language => languages.some((each) => each === code)

/** Such as “in Kazakh”; the code where the page has no word for it. */
export const languageName = (code: string): string =>
  isSpoken(code) ? words(caseWords).inLanguage[code] : code
