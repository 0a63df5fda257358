import { rmSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import sumo, { ready } from 'libsodium-wrappers-sumo'
import { connect } from '../../src/client/api.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { network } from '../support/network.ts'
import { deterministic, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { benchClock } from './organisation.ts'
import { benchFolder, startServer } from './server.ts'
import { report } from './table.ts'

const LIVE = [500, 5000, 50_000] as const
/** Drops that share a shard: an organisation chooses its shard bits so that each holds many conversations. */
const PER_SHARD = 100
const WEEKS = [THIS_EPOCH - 3, THIS_EPOCH - 2, THIS_EPOCH - 1, THIS_EPOCH]
const VISITS = 200

/** What one visit of a source costs the server, beside what the published alternative spends for it. */
export async function benchVisits(): Promise<void> {
  await ready
  for (const live of LIVE) await benchVisit(live)
}

async function benchVisit(live: number): Promise<void> {
  const folder = benchFolder()
  const bits = Math.max(0, Math.ceil(Math.log2(live / WEEKS.length / PER_SHARD)))
  fill(folder, live, bits)
  const server = await startServer('store', folder)
  const api = connect(network, new URL(`http://127.0.0.1:${server.port}`), benchClock)
  const visit = async (shard: number) => {
    await api.weeks()
    for (const week of WEEKS) await api.shard(week, bits, shard)
  }
  // Each shard is put together once after its batch has closed; that is no reader's cost.
  for (let shard = 0; shard < 2 ** bits; shard++) await visit(shard)
  const before = await server.ask('cpu')
  for (let i = 0; i < VISITS; i++) await visit(i % 2 ** bits)
  const spent = ((await server.ask('cpu')) - before) / VISITS
  const bytes = await bytesOf(server.port, bits)
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
  const theirs = alternative(Math.min(live, 500)) * (live / Math.min(live, 500))
  report(
    `${live.toLocaleString('en')} live drops: published alternative's server CPU for a visit ÷ ours`,
    theirs / spent,
    { least: 10 },
    `${spent.toFixed(2)} ms and ${Math.round(bytes / 1024)} KiB in 5 answers (2^${bits} shards a week), beside ${theirs.toFixed(0)} ms`,
  )
}

function fill(folder: string, live: number, bits: number): void {
  const random = deterministic(`drops ${live}`)
  const store = openSqliteStore({ folder })
  for (const week of WEEKS) store.fixWeek(week, bits)
  for (let at = 0; at < live; at += 500) {
    const drops = Array.from({ length: 500 }, (_, i) => {
      const locator = random(32)
      new DataView(locator.buffer, locator.byteOffset).setUint32(0, WEEKS[(at + i) % WEEKS.length] as number)
      return { kind: 'conversation', locator, cell: random(2048) } as const
    })
    store.addDrops(drops, TODAY)
    store.closeBatch()
  }
  store.close()
}

async function bytesOf(port: number, bits: number): Promise<number> {
  const paths = ['/v1/weeks', ...WEEKS.map((week) => `/v1/drops/${week}/${2 ** bits - 1}`)]
  const answers = await Promise.all(paths.map((path) => fetch(`http://127.0.0.1:${port}${path}`)))
  const bodies = await Promise.all(answers.map((answer) => answer.arrayBuffer()))
  return bodies.reduce((sum, body) => sum + body.byteLength, 0)
}

/**
 * SecureDrop Protocol's message retrieval: for every stored message two multiplications in ristretto255 and one
 * authenticated encryption, for every reader who asks. Milliseconds for so many messages.
 */
function alternative(messages: number): number {
  const scalar = sumo.crypto_core_ristretto255_scalar_random()
  const point = sumo.crypto_core_ristretto255_random()
  const [nonce, id] = [new Uint8Array(24), new Uint8Array(32)]
  const started = performance.now()
  for (let i = 0; i < messages; i++) {
    const once = sumo.crypto_scalarmult_ristretto255(scalar, point)
    const key = sumo.crypto_scalarmult_ristretto255(scalar, once)
    sumo.crypto_aead_xchacha20poly1305_ietf_encrypt(id, null, null, nonce, key)
  }
  return performance.now() - started
}
