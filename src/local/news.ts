/** Counts what changes, and wakes those who wait for it. */
export interface News {
  /** Grows with everything that the page does not know yet. */
  readonly version: () => number
  /** Something changed. Answers with the version that has it. */
  readonly bump: () => number
  /** Resolves once the version is beyond one, when so much time has passed, or at the end of the desk. */
  readonly beyond: (version: number, milliseconds: number) => Promise<void>
  readonly end: () => void
}

export function openNews(): News {
  let version = 1
  let waiting: (() => void)[] = []
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const each of woken) each()
  }
  return {
    version: () => version,
    bump() {
      version += 1
      // What changes together is told together.
      setImmediate(wake)
      return version
    },
    beyond(known, milliseconds) {
      if (version > known) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(done, milliseconds)
        waiting.push(done)
      })
    },
    end: wake,
  }
}
