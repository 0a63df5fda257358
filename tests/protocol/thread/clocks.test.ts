import { describe, expect, it } from 'vitest'
import { clocksOf, ranOut } from '../../../src/protocol/thread/clocks.ts'
import { fc, test } from '../../support/property.ts'

describe('12.3 clocks', () => {
  const limits = { acknowledgeDays: 7, feedbackDays: 90 }
  const at = (acknowledged: number | null, answered: number | null = null) =>
    clocksOf({ arrived: 100, acknowledged, answered }, limits)

  it('are due a week after the tip was taken, and three months after the acknowledgement', () => {
    expect(at(103)).toEqual({ acknowledge: { due: 107, met: 103 }, feedback: { due: 193, met: null } })
    expect(at(103, 150).feedback).toEqual({ due: 193, met: 150 })
  })

  it('do not wait for an acknowledgement that does not come, or comes late', () => {
    expect(at(null).feedback.due).toBe(197)
    expect(at(120).feedback.due).toBe(197)
    expect(at(107).feedback.due).toBe(197)
    expect(at(120).acknowledge).toEqual({ due: 107, met: 120 })
  })

  it('run out when the day that was due is over, and not when they were met', () => {
    expect([106, 107, 108].map((today) => ranOut(at(null).acknowledge, today))).toEqual([false, false, true])
    expect(ranOut(at(120).acknowledge, 130)).toBe(false)
    expect([197, 198].map((today) => ranOut(at(null).feedback, today))).toEqual([false, true])
    expect(ranOut(at(null, 400).feedback, 500)).toBe(false)
  })

  const days = fc.nat(3000)
  test.prop([days, days, days, fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), days])(
    'an earlier acknowledgement never makes a clock later, nor keeps it from running out',
    (arrived, one, other, acknowledgeDays, feedbackDays, today) => {
      const [early, late] = [Math.min(one, other), Math.max(one, other)]
      const clocks = [early, late, null].map((acknowledged) =>
        clocksOf({ arrived, acknowledged, answered: null }, { acknowledgeDays, feedbackDays }),
      )
      const dues = clocks.map(({ feedback }) => feedback.due)
      expect(dues).toEqual(dues.toSorted((a, b) => a - b))
      const outs = clocks.map(({ feedback }) => (ranOut(feedback, today) ? 0 : 1))
      expect(outs).toEqual(outs.toSorted((a, b) => a - b))
      expect(new Set(clocks.map(({ acknowledge }) => acknowledge.due)).size).toBe(1)
    },
  )
})
