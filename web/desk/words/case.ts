import { type CaseWords, en } from '../case/words/en.ts'
import { kk } from '../case/words/kk.ts'
import { ru } from '../case/words/ru.ts'
import type { Section } from './index.ts'

export const caseWords: Section<CaseWords> = { en, ru, kk }
