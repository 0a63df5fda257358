import { describe, expect, it } from 'vitest'
import { checkCurrent, type TrustedKeyring } from '../../src/protocol/keyring/chain.ts'
import { dayOf, dayText, epochOfDay, firstDayOfEpoch, parseDay } from '../../src/protocol/time.ts'
import { outcome, refusal, sodium } from '../support/implementations.ts'
import { makeOrganisation, TODAY } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const { trusted } = makeOrganisation(sodium, { people: 1, epochs: 1 })
const between = (first: number, last: number): TrustedKeyring => ({
  ...trusted,
  keyring: { ...trusted.keyring, validFrom: dayText(first), validUntil: dayText(last) },
})
const LAST_DAY = parseDay('9999-12-31')

describe('4.5 the days on which a keyring counts', () => {
  it.each([
    [-2, 'keyring_early'],
    [-1, 'accepted'],
    [0, 'accepted'],
    [180, 'accepted'],
    [181, 'keyring_expired'],
    [365, 'keyring_expired'],
    [-365, 'keyring_early'],
  ])('%d days from today: %s', (days, expected) => {
    expect(outcome(() => checkCurrent(trusted, TODAY + days))).toBe(expected)
  })

  test.prop([fc.nat(LAST_DAY - 400), fc.nat(400), fc.integer({ min: -500, max: 500 })])(
    'first and last day are included, no other',
    (first, length, offset) => {
      const day = Math.max(0, first + offset)
      const expected = day < first ? 'keyring_early' : day > first + length ? 'keyring_expired' : 'accepted'
      expect(outcome(() => checkCurrent(between(first, first + length), day))).toBe(expected)
    },
  )

  it('a device whose date is a year off is told both dates', () => {
    const early = refusal(() => checkCurrent(trusted, TODAY - 365))
    expect(early?.message).toContain('2026-11-20')
    expect(early?.message).toContain('2025-11-21')
    expect(early?.hint).toContain('date of this device')
    const late = refusal(() => checkCurrent(trusted, TODAY + 365))
    expect(late?.message).toContain('2027-05-20')
    expect(late?.message).toContain('2027-11-21')
  })
})

describe('5 days and weeks', () => {
  test.prop([fc.nat(LAST_DAY)])('a day is written and read back, as the platform writes it', (day) => {
    expect(dayText(day)).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10))
    expect(parseDay(dayText(day))).toBe(day)
  })

  test.prop([fc.nat(LAST_DAY), fc.nat(86_399)])('every second of a day is in it', (day, second) => {
    expect(dayOf(day * 86_400 + second)).toBe(day)
    expect(dayOf(day * 86_400 + second + 0.999)).toBe(day)
  })

  test.prop([fc.nat(LAST_DAY)])('a week has seven days, and begins on a Thursday', (day) => {
    const epoch = epochOfDay(day)
    const first = firstDayOfEpoch(epoch)
    expect(day - first).toBeGreaterThanOrEqual(0)
    expect(day - first).toBeLessThan(7)
    expect(new Date(first * 86_400_000).getUTCDay()).toBe(4)
  })

  it('week 0 begins on 1970-01-01', () => {
    expect([epochOfDay(0), epochOfDay(6), epochOfDay(7)]).toEqual([0, 0, 1])
    expect(dayText(firstDayOfEpoch(0))).toBe('1970-01-01')
    expect(TODAY).toBe(parseDay('2026-11-21'))
  })
})
