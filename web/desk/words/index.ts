import { computed, effect, signal } from '@preact/signals'
import type { Texts } from '../../../src/local/wire.ts'
import { preferences } from '../state/preferences.ts'

export const languages = ['kk', 'ru', 'en'] as const
export type Language = (typeof languages)[number]

/** As the languages are called by those who speak them. */
export const languageNames: Readonly<Record<Language, string>> = {
  kk: 'Қазақша',
  ru: 'Русский',
  en: 'English',
}

/** The words of one part of the page, in every language. */
export type Section<Words> = Readonly<Record<Language, Words>>

const isLanguage = (text: unknown): text is Language => languages.some((each) => each === text)

/** Which language the page speaks before it is unlocked is no secret; the choice itself lies in the vault. */
const KEPT = 'language'
const whileLocked = signal<Language>('en')

export const language = computed<Language>(() => preferences.value?.language || whileLocked.value)

/** For the page that is not unlocked; afterwards the preferences decide. */
export function speak(next: Language): void {
  whileLocked.value = next
}

/** The words of a section in the language of the page. */
export const words = <Words>(section: Section<Words>): Words => section[language.value]

/** What an organisation named in several languages, in the page's one, or in one that it has. */
export function textOf(texts: Texts | undefined): string {
  const own = texts?.[language.value]
  return own || texts?.['en'] || Object.values(texts ?? {}).find((each) => each !== '') || ''
}

export function followLanguage(): void {
  const kept = localStorage.getItem(KEPT)
  const fromBrowser = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage)
  whileLocked.value = isLanguage(kept) ? kept : (fromBrowser ?? 'en')
  effect(() => {
    document.documentElement.lang = language.value
    localStorage.setItem(KEPT, language.value)
  })
}
