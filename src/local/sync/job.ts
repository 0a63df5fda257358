import { Worker } from 'node:worker_threads'
import type { VaultKey } from '../../desk/vault/vault.ts'
import { troubleOf } from '../refusals.ts'
import type { Refusal } from '../wire.ts'

/** What the thread is to do: everything, or to hand in what is due and leave the rest of the network alone. */
export type Task = 'sync' | 'flush'

/** All that a thread is told. */
export interface Order {
  readonly task: Task
  readonly key: VaultKey
  readonly server: string
  readonly jitterSeconds: number
  readonly snapshots: string | null
  readonly isTorified: boolean
  /** Milliseconds since 1970-01-01 UTC, when it begins. */
  readonly now: number
}

/** What became of it. `trouble` is what could not be handed in, where the rest went well; `isBehind` asks for a sync first. */
export type Outcome =
  | { readonly end: 'done'; readonly trouble: Refusal | null; readonly isBehind: boolean }
  | { readonly end: 'failed'; readonly refusal: Refusal }

/** What the thread says: how many sealed tips it has looked through, and at last what became of it. */
export type Message = { readonly seen: number } | { readonly outcome: Outcome }

export interface Job {
  readonly outcome: Promise<Outcome>
  /** Ends it at once, wherever it is: what was filed stays, and what was begun is as if it had not been. */
  readonly stop: () => Promise<void>
}

export type StartJob = (order: Order, onSeen: (seen: number) => void) => Job

// Seen from the sources and from what is compiled: a thread runs only the latter.
const CODE = new URL('../../../dist/local/sync/worker.js', import.meta.url)

/** In a thread of its own: so the page stays quick, the memory goes back at the end, and it can be ended at once. */
export const startInThread: StartJob = (order, onSeen) => {
  const worker = new Worker(CODE, { workerData: order })
  const outcome = new Promise<Outcome>((resolve) => {
    worker.on('message', (message: Message) => {
      if ('seen' in message) onSeen(message.seen)
      else resolve(message.outcome)
    })
    worker.on('error', (error) => resolve({ end: 'failed', refusal: troubleOf(error) }))
    worker.on('exit', () => resolve({ end: 'failed', refusal: troubleOf(null) }))
  })
  return { outcome, stop: async () => void (await worker.terminate()) }
}
