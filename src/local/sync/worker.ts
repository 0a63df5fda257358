// The thread of one sync. It is given everything that it needs, has a handle of its own on the database, and ends with its work.
import { randomFillSync } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type Api, connect } from '../../client/api.ts'
import { onionsThroughTor } from '../../client/onions.ts'
import { flush } from '../../desk/casework/flush.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { snapshotAfter } from '../../desk/recovery/keep.ts'
import { openInPool } from '../../desk/sync/opener.ts'
import { hasChanged, isFirstSync, type SyncReport, sync } from '../../desk/sync/sync.ts'
import { type Cabinet, openCabinet } from '../../desk/vault/cabinet.ts'
import { vaultIn } from '../../desk/vault/vault.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { troubleOf } from '../refusals.ts'
import type { Refusal } from '../wire.ts'
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
  if (isFirstSync(cabinet)) pool.start()
  try {
    const options = { open: pool.open, now: seconds(), random, jitterSeconds, onProgress }
    const report = await sync(p, api, vaultIn(cabinet, order.key), cabinet, options)
    const untaken = await keepSnapshot(p, api, cabinet, report)
    return { end: 'done', trouble: troubleInWords(report.trouble) ?? untaken, isBehind: false }
  } finally {
    await pool.close()
  }
}

/** Why no snapshot could be written where one is wished for; null where all is well. */
async function keepSnapshot(
  p: Primitives,
  api: Api,
  cabinet: Cabinet,
  report: SyncReport,
): Promise<Refusal | null> {
  if (order.snapshots === null) return null
  const keeping = { p, api, vault: vaultIn(cabinet, order.key), cabinet, now: seconds(), random }
  const error = await snapshotAfter(keeping, order.snapshots, hasChanged(report))
  return error && troubleOf(error)
}

async function handIn(p: Primitives, api: Api, cabinet: Cabinet): Promise<Outcome> {
  const options = { now: seconds(), random }
  const { isBehind } = await flush(p, api, vaultIn(cabinet, order.key), cabinet, options)
  return { end: 'done', trouble: null, isBehind }
}

const startOpener = () => new Worker(new URL('../../desk/sync/opener-worker.js', import.meta.url))

try {
  say({ outcome: await work() })
} catch (error) {
  say({ outcome: { end: 'failed', refusal: troubleOf(error) } })
}
