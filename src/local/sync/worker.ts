// The thread of one sync. It is given everything that it needs, has a handle of its own on the database, and ends with its work.
import { randomFillSync } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type Api, connect } from '../../client/api.ts'
import { onionsThroughTor } from '../../client/onions.ts'
import { flush } from '../../desk/casework/flush.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { openInPool } from '../../desk/sync/opener.ts'
import { type SyncReport, sync } from '../../desk/sync/sync.ts'
import { type Cabinet, openCabinet } from '../../desk/vault/cabinet.ts'
import { vaultIn } from '../../desk/vault/vault.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { troubleOf } from '../refusals.ts'
import type { Message, Order, Outcome } from './job.ts'
import { troubleInWords } from './trouble.ts'

const order = workerData as Order
const say = (message: Message) => parentPort?.postMessage(message)
const random = (length: number) => randomFillSync(new Uint8Array(length))

// Time goes on from the moment that was handed in.
const begun = performance.now()
const seconds = () => Math.floor((order.now + performance.now() - begun) / 1000)

async function work(): Promise<Outcome> {
  const p = await loadPrimitives()
  const network = {
    fetch: onionsThroughTor(order.isTorified),
    wait: (milliseconds: number) => setTimeout(milliseconds),
  }
  const api = connect(network, new URL(order.server), seconds)
  const cabinet = openCabinet(p, order.key, random)
  try {
    return order.task === 'sync' ? await syncAll(p, api, cabinet) : await handIn(p, api, cabinet)
  } finally {
    cabinet.close()
  }
}

async function syncAll(p: Primitives, api: Api, cabinet: Cabinet): Promise<Outcome> {
  const pool = openInPool(p, availableParallelism(), startOpener)
  const { jitterSeconds } = order
  const onProgress = (seen: number) => say({ seen })
  try {
    const options = { open: pool.open, now: seconds(), random, jitterSeconds, onProgress }
    const report: SyncReport = await sync(p, api, vaultIn(cabinet, order.key), cabinet, options)
    return { end: 'done', trouble: troubleInWords(report.trouble) }
  } finally {
    await pool.close()
  }
}

async function handIn(p: Primitives, api: Api, cabinet: Cabinet): Promise<Outcome> {
  await flush(p, api, vaultIn(cabinet, order.key), cabinet, { now: seconds(), random })
  return { end: 'done', trouble: null }
}

const startOpener = () => new Worker(new URL('../../desk/sync/opener-worker.js', import.meta.url))

try {
  say({ outcome: await work() })
} catch (error) {
  say({ outcome: { end: 'failed', refusal: troubleOf(error) } })
}
