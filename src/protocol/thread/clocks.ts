/** One clock of a case, in days since 1970-01-01 UTC (docs/protocol.md, 12.3). */
export interface Clock {
  readonly due: number
  /** The day on which it was met; null while it runs. */
  readonly met: number | null
}

export interface Clocks {
  readonly acknowledge: Clock
  readonly feedback: Clock
}

interface Course {
  /** When the server took the tip. */
  readonly arrived: number
  readonly acknowledged: number | null
  readonly answered: number | null
}

interface Limits {
  readonly acknowledgeDays: number
  readonly feedbackDays: number
}

/** The clocks of a case: feedback is counted from the acknowledgement, or from the day it was due. */
export function clocksOf({ arrived, acknowledged, answered }: Course, limits: Limits): Clocks {
  const due = arrived + limits.acknowledgeDays
  const from = acknowledged === null ? due : Math.min(acknowledged, due)
  return {
    acknowledge: { due, met: acknowledged },
    feedback: { due: from + limits.feedbackDays, met: answered },
  }
}

/** Whether a clock has run out: the day that was due is over, and nothing came. */
export const ranOut = ({ due, met }: Clock, today: number): boolean => met === null && today > due
