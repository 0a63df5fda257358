import { en, type Words } from './en.ts'
import { kk } from './kk.ts'
import { ru } from './ru.ts'

export type { Words } from './en.ts'

export const languages = ['kk', 'ru', 'en'] as const
export type Language = (typeof languages)[number]

export const dictionaries: Readonly<Record<Language, Words>> = { en, ru, kk }

/** As the languages are called by those who speak them, short and whole. */
export const languageNames: Readonly<Record<Language, readonly [short: string, whole: string]>> = {
  kk: ['Қаз', 'Қазақша'],
  ru: ['Рус', 'Русский'],
  en: ['Eng', 'English'],
}

/** The first language of the browser that is spoken here. */
export function preferredLanguage(wanted: readonly string[]): Language {
  const tags = wanted.map((tag) => tag.toLowerCase().split('-')[0])
  return tags.map((tag) => languages.find((language) => language === tag)).find((found) => found) ?? 'en'
}
