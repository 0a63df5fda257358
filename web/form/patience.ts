import { codeOf, type Delay, delayOf } from './refusal.ts'

interface Pause {
  readonly why: Delay
  /** Milliseconds since 1970-01-01 UTC. */
  readonly until: number
}

/** Waiting that a person can see and cut short. */
export interface Patience {
  readonly pause: () => Pause | null
  readonly watch: (listener: () => void, signal: AbortSignal) => void
  readonly tryNow: () => void
  readonly announce: (seconds: number, why: string) => void
  readonly wait: (milliseconds: number) => Promise<void>
  /** Repeats the work for as long as only the connection or the load is at fault. */
  readonly persist: <Result>(work: (attempt: number) => Promise<Result>) => Promise<Result>
}

/** Between rounds of tries, in seconds: each round is several requests already. */
const BETWEEN_ROUNDS = 30

export function createPatience(now: () => number): Patience {
  let pause: Pause | null = null
  let wake = () => {}
  const listeners = new Set<() => void>()
  const become = (next: Pause | null) => {
    pause = next
    for (const listener of listeners) listener()
  }
  const announce = (seconds: number, code: string) =>
    become({ why: delayOf({ code }) ?? 'lost', until: now() + seconds * 1000 })
  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        wake = () => {}
        become(null)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      wake = end
    })
  const tryNow = () => wake()
  addEventListener('online', tryNow)
  const persist = async <Result>(work: (attempt: number) => Promise<Result>): Promise<Result> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work(attempt)
      } catch (error) {
        if (delayOf(error) === null) throw error
        announce(BETWEEN_ROUNDS, codeOf(error))
        await wait(BETWEEN_ROUNDS * 1000)
      }
    }
  }
  const watch = (listener: () => void, signal: AbortSignal) => {
    listeners.add(listener)
    signal.addEventListener('abort', () => listeners.delete(listener))
  }
  return { pause: () => pause, watch, tryNow, announce, wait, persist }
}
