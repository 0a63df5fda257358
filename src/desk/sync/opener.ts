import { Worker } from 'node:worker_threads'
import type { Bytes } from '../../protocol/bytes.ts'
import { parseEnvelope } from '../../protocol/envelope.ts'
import { isCandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type OpenedTip, openTip, type SealingContext } from '../../protocol/tip.ts'

/** An envelope whose form is sound, and what it takes to try it. */
export interface Job {
  readonly to: SealingContext
  readonly envelope: Bytes
  /** The place of this identity in the keyring. */
  readonly index: number
  /** The intake secret for the envelope's epoch, 32 bytes. */
  readonly secret: Bytes
}

/** Null where the envelope is not for this identity. */
export type Result = OpenedTip | null

/** Opens envelopes and verifies who else can; the answers stand in the order of the jobs. */
export type Opener = (jobs: readonly Job[]) => Promise<readonly Result[]>

/** One after the other, in this thread. */
export const openInline =
  (p: Primitives): Opener =>
  async (jobs) =>
    jobs.map((job) => openOne(p, job))

export function openOne(p: Primitives, { to, envelope, index, secret }: Job): Result {
  try {
    return openTip(p, to, parseEnvelope(envelope), index, secret)
  } catch (error) {
    if (isCandorError(error, 'open_failed')) return null
    throw error
  }
}

export interface OpenerPool {
  readonly open: Opener
  /** Starts the threads at once, where much is to be opened: else they start with the first large page. */
  start(): void
  close(): Promise<void>
}

/** Starting a thread costs more than opening this many envelopes. */
const FEW = 64

/**
 * On every core: a first sync is nothing but arithmetic. Each thread has its share of a page from the start: so none waits
 * for whoever is filing the page before.
 */
export function openInPool(p: Primitives, size: number, startWorker: () => Worker): OpenerPool {
  const inline = openInline(p)
  let threads: Thread[] = []
  const start = () => {
    if (threads.length === 0 && size > 1)
      threads = Array.from({ length: size }, () => threadOver(startWorker()))
  }
  return {
    start,
    async open(jobs) {
      if (jobs.length < FEW || size < 2) return inline(jobs)
      start()
      const share = Math.ceil(jobs.length / size)
      const shares = threads.map(({ open }, i) => open(jobs.slice(i * share, (i + 1) * share)))
      return (await Promise.all(shares)).flat()
    },
    async close() {
      await Promise.all(threads.map(({ end }) => end()))
    },
  }
}

interface Thread {
  readonly open: Opener
  readonly end: () => Promise<unknown>
}

interface Waiter {
  readonly resolve: (results: readonly Result[]) => void
  readonly reject: (error: Error) => void
}

/** It answers in the order in which it was asked; once it has failed it answers nothing more. */
function threadOver(worker: Worker): Thread {
  const waiting: Waiter[] = []
  let failed: Error | null = null
  worker.on('message', (results: readonly Result[]) => waiting.shift()?.resolve(results))
  worker.on('error', (error) => {
    failed = error
    for (const { reject } of waiting.splice(0)) reject(error)
  })
  return {
    open: (jobs) =>
      new Promise((resolve, reject) => {
        if (failed !== null) return reject(failed)
        waiting.push({ resolve, reject })
        worker.postMessage(jobs)
      }),
    end: () => worker.terminate(),
  }
}
