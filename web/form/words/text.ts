import type { Language } from './index.ts'

/**
 * English as it is written outside of America. Browsers often know no Kazakh (they say “28 M11” and “+1 s”), so that is
 * written out here; its numbers look like the Russian ones.
 */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru', kk: 'ru' }

const DAY_MS = 86_400_000

const kazakhMonths = [
  'қаңтар',
  'ақпан',
  'наурыз',
  'сәуір',
  'мамыр',
  'маусым',
  'шілде',
  'тамыз',
  'қыркүйек',
  'қазан',
  'қараша',
  'желтоқсан',
] as const

/** A day, counted from 1970-01-01 UTC, in full. */
export function dateText(language: Language, day: number): string {
  const date = new Date(day * DAY_MS)
  if (language === 'kk') {
    return `${date.getUTCFullYear()} жылғы ${date.getUTCDate()} ${kazakhMonths[date.getUTCMonth()]}`
  }
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(locales[language], options).format(date).replace(' г.', '\u00a0года')
}

/** Seconds from now, such as “in 12 seconds”. */
export function soonText(language: Language, seconds: number): string {
  const short = seconds < 100
  const count = short ? seconds : Math.round(seconds / 60)
  if (language === 'kk') return `${count} ${short ? 'секундтан' : 'минуттан'} кейін`
  const format = new Intl.RelativeTimeFormat(locales[language], { numeric: 'always' })
  return format.format(count, short ? 'second' : 'minute')
}

export const numberText = (language: Language, value: number): string =>
  new Intl.NumberFormat(locales[language]).format(value)

/** So many days, such as “5 days”. */
export function daysText(language: Language, days: number): string {
  if (language === 'kk') return `${numberText(language, days)}\u00a0күн`
  const options = { style: 'unit', unit: 'day', unitDisplay: 'long' } as const
  return new Intl.NumberFormat(locales[language], options).format(days)
}

/** Kibibytes under the name that people know. */
export const sizeText = (language: Language, bytes: number): string =>
  `${numberText(language, Math.ceil(bytes / 1024))}\u00a0${language === 'en' ? 'KB' : 'КБ'}`

/** A share such as “85 %”; Kazakh needs its ending after it. */
export function percentText(language: Language, share: number): string {
  const percent = `${numberText(language, Math.ceil(share * 100))}\u00a0%`
  return language === 'kk' ? `${percent}-ы` : percent
}

export function listText(language: Language, items: readonly string[]): string {
  if (language !== 'kk') return new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(items)
  return [items.slice(0, -1).join(', '), items.at(-1) ?? ''].filter((part) => part !== '').join(' және ')
}
