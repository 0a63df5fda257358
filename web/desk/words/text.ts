import { language } from './index.ts'
import { type Speech, speech } from './speech.ts'

const now = (): Speech => speech[language.value]

/** A day, counted from 1970-01-01 UTC, such as “21 November 2026”. */
export const dateText: Speech['date'] = (day) => now().date(day)

/** The day alone, such as “21 November”. */
export const shortDateText: Speech['shortDate'] = (day) => now().shortDate(day)

export const numberText: Speech['number'] = (value) => now().number(value)

export const listText: Speech['list'] = (items) => now().list(items)

/** The time of day on this computer, such as “14:02”, for Unix seconds. */
export const timeText = (moment: number): string =>
  new Date(moment * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
