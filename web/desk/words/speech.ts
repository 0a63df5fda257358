import type { Language } from './index.ts'

/** How a language says days, numbers and how many. */
export interface Speech {
  /** A day, counted from 1970-01-01 UTC, such as “21 November 2026”. */
  readonly date: (day: number) => string
  /** The day alone, such as “21 November”. */
  readonly shortDate: (day: number) => string
  readonly number: (value: number) => string
  /** The number and its word: three forms in Russian (1 день, 2 дня, 5 дней), two in English, one in Kazakh. */
  readonly plural: (count: number, one: string, few: string, many: string) => string
  readonly list: (items: readonly string[]) => string
}

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

const inMonths = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const

function speechIn(locale: string): Speech {
  const whole = new Intl.DateTimeFormat(locale, { ...inMonths, year: 'numeric' })
  const short = new Intl.DateTimeFormat(locale, inMonths)
  const numbers = new Intl.NumberFormat(locale)
  const rules = new Intl.PluralRules(locale)
  const lists = new Intl.ListFormat(locale)
  return {
    date: (day) => whole.format(day * DAY_MS).replace(/\s?г\.$/u, ''),
    shortDate: (day) => short.format(day * DAY_MS),
    number: (value) => numbers.format(value),
    plural: (count, one, few, many) => {
      const rule = rules.select(count)
      return `${numbers.format(count)}\u00a0${rule === 'one' ? one : rule === 'few' ? few : many}`
    },
    list: (items) => lists.format(items),
  }
}

/** English as it is written outside of America. */
const en = speechIn('en-GB')
const ru = speechIn('ru')

const kazakhDay = (day: number): string => {
  const date = new Date(day * DAY_MS)
  return `${date.getUTCDate()} ${kazakhMonths[date.getUTCMonth()]}`
}

/** Browsers often know no Kazakh (they say “28 M11”); its numbers look like the Russian ones. */
const kk: Speech = {
  ...ru,
  date: (day) => `${new Date(day * DAY_MS).getUTCFullYear()} ж. ${kazakhDay(day)}`,
  shortDate: kazakhDay,
  plural: (count, one) => `${ru.number(count)}\u00a0${one}`,
  list: (items) => [items.slice(0, -1).join(', '), items.at(-1) ?? ''].filter(Boolean).join(' және '),
}

/** For dictionaries; a page asks `words/text.ts`, which knows its language. */
export const speech: Readonly<Record<Language, Speech>> = { en, ru, kk }
