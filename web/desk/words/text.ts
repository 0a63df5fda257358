import { sizeText as sizeIn } from '../../form/words/text.ts'
import { language } from './index.ts'
import { type Speech, speech } from './speech.ts'

const now = (): Speech => speech[language.value]

/** A day, counted from 1970-01-01 UTC, such as “21 November 2026”. */
export const dateText: Speech['date'] = (day) => now().date(day)

/** The day alone, such as “21 November”. */
export const shortDateText: Speech['shortDate'] = (day) => now().shortDate(day)

export const numberText: Speech['number'] = (value) => now().number(value)

/** How large a file is, such as “12 KB”. */
export const sizeText = (bytes: number): string => sizeIn(language.value, bytes)

export const listText: Speech['list'] = (items) => now().list(items)

/** The day as this computer counts it, which its time of day belongs to. */
export const localDay = (moment: number): number =>
  Math.floor((moment - new Date(moment * 1000).getTimezoneOffset() * 60) / 86_400)

/** The time of day on this computer, with the day when it is not today. */
export const momentText = (moment: number): string =>
  localDay(moment) === localDay(Date.now() / 1000)
    ? timeText(moment)
    : `${shortDateText(localDay(moment))} ${timeText(moment)}`

/** The time of day on this computer, such as “14:02”, for Unix seconds. */
const timeText = (moment: number): string =>
  new Date(moment * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
