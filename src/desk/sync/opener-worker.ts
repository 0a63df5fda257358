// A thread that opens envelopes; it is given everything it needs with each message, and keeps nothing.
import { parentPort } from 'node:worker_threads'
import { loadPrimitives } from '../primitives.ts'
import { type Job, openOne } from './opener.ts'

const p = await loadPrimitives()

parentPort?.on('message', (jobs: readonly Job[]) => {
  parentPort?.postMessage(jobs.map((job) => openOne(p, job)))
})
