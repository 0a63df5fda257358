import { en, type SettingsWords } from '../settings/words/en.ts'
import { kk } from '../settings/words/kk.ts'
import { ru } from '../settings/words/ru.ts'
import type { Section } from './index.ts'

export const settingsWords: Section<SettingsWords> = { en, ru, kk }
