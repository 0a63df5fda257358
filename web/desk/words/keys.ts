import { en, type KeysWords } from '../keys/words/en.ts'
import { kk } from '../keys/words/kk.ts'
import { ru } from '../keys/words/ru.ts'
import type { Section } from './index.ts'

export const keysWords: Section<KeysWords> = { en, ru, kk }
