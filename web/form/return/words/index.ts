import type { Language } from '../../words/index.ts'
import { en, type ReturnWords } from './en.ts'
import { kk } from './kk.ts'
import { ru } from './ru.ts'

export type { ReturnWords } from './en.ts'

/** What is said to somebody who comes back. */
export const returnWords: Readonly<Record<Language, ReturnWords>> = { en, ru, kk }
