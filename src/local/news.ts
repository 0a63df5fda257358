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

interface Waiter {
  readonly known: number
  readonly done: () => void
}

export function openNews(): News {
  let version = 1
  const waiters = new Set<Waiter>()
  const wake = (isOver: boolean) => {
    for (const { known, done } of waiters) if (isOver || version > known) done()
  }
  return {
    version: () => version,
    bump() {
      version += 1
      // What changes together is told together.
      setImmediate(wake, false)
      return version
    },
    beyond(known, milliseconds) {
      if (version > known) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          waiters.delete(waiter)
          resolve()
        }
        const waiter = { known, done }
        const timer = setTimeout(done, milliseconds)
        waiters.add(waiter)
      })
    },
    end: () => wake(true),
  }
}
