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
  close(): Promise<void>
}

/** Starting a thread costs more than opening this many envelopes. */
const FEW = 64
const SHARE = 32

/** On every core: a first sync is nothing but arithmetic. The threads start with the first large page. */
export function openInPool(p: Primitives, size: number, startWorker: () => Worker): OpenerPool {
  const inline = openInline(p)
  let workers: Worker[] = []
  return {
    async open(jobs) {
      if (jobs.length < FEW || size < 2) return inline(jobs)
      if (workers.length === 0) workers = Array.from({ length: size }, startWorker)
      return inShares(workers, jobs)
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** Each worker takes the next share when it is done with one. */
async function inShares(workers: readonly Worker[], jobs: readonly Job[]): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  await Promise.all(
    workers.map(async (worker) => {
      while (next < jobs.length) {
        const from = next
        next += SHARE
        const share = await ask(worker, jobs.slice(from, from + SHARE))
        share.forEach((result, i) => {
          results[from + i] = result
        })
      }
    }),
  )
  return results
}

function ask(worker: Worker, jobs: readonly Job[]): Promise<readonly Result[]> {
  return new Promise((resolve, reject) => {
    const done = () => worker.off('message', answer).off('error', fail)
    const answer = (results: readonly Result[]) => {
      done()
      resolve(results)
    }
    const fail = (error: Error) => {
      done()
      reject(error)
    }
    worker.on('message', answer).on('error', fail)
    worker.postMessage(jobs)
  })
}
