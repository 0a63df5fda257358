import * as v from 'valibot'

const DAY_SECONDS = 86_400
const DAYS_PER_EPOCH = 7

/** Days since 1970-01-01 UTC. */
export const dayOf = (unixSeconds: number): number => Math.floor(unixSeconds / DAY_SECONDS)

/** Weeks since 1970-01-01 UTC, which was a Thursday: an epoch begins on a Thursday at 00:00 UTC (docs/protocol.md, 5). */
export const epochOfDay = (day: number): number => Math.floor(day / DAYS_PER_EPOCH)
export const firstDayOfEpoch = (epoch: number): number => epoch * DAYS_PER_EPOCH

/** 9999-12-31: no day of this protocol is later. */
export const LAST_DAY = 2_932_896

/** A day as `2026-11-21`. */
export const dayText = (day: number): string => new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10)

/** The number of the day that `dayText` would write as `text`. */
export const parseDay = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 1000 / DAY_SECONDS

/** A calendar day from 1970 to 9999. */
export const daySchema = v.pipe(
  v.string(),
  v.regex(/^(19[7-9]\d|[2-9]\d{3})-\d\d-\d\d$/),
  v.check((text) => {
    const day = parseDay(text)
    return Number.isInteger(day) && dayText(day) === text
  }),
)
