import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { connect } from '../../src/client/api.ts'
import { openCasework } from '../../src/desk/casework/casework.ts'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { sync } from '../../src/desk/sync/sync.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import { laneOf, shardIndex } from '../../src/protocol/thread/lane.ts'
import { newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { network } from '../support/network.ts'
import { deterministic, type TestOrganisation, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { benchClock, benchOrganisation, contextOf, draft } from './organisation.ts'
import { benchFolder, startServer } from './server.ts'
import { vaultIn } from './sync.ts'
import { rate, report } from './table.ts'

const CASES = 500
const EACH = 20
const DROPS = CASES * EACH

/** A desk that has its cases and fetches ten thousand drops, beside the signatures and seals that nobody can save. */
export async function benchDrops(): Promise<void> {
  const p = await loadPrimitives()
  const organisation = await benchOrganisation()
  const folder = benchFolder()
  const drops = fill(p, organisation, join(folder, 'server'))
  const server = await startServer('store', join(folder, 'server'))
  const api = connect(network, new URL(`http://127.0.0.1:${server.port}`), benchClock)
  const vault = vaultIn(join(folder, 'vault'), organisation)
  const cabinet = openCabinet(p, vault, deterministic('rows'))
  const random = deterministic('desk')
  const bare = bareSpeed(p, drops)
  const started = performance.now()
  const { added } = await sync(p, api, vault, cabinet, { now: benchClock(), random })
  const speed = (DROPS * 1000) / (performance.now() - started)
  const again = performance.now()
  await sync(p, api, vault, cabinet, { now: benchClock(), random })
  const idle = performance.now() - again
  const lines = openCasework(p, vault, cabinet, 1).conversation?.lines.length
  if (added !== CASES || lines !== EACH) throw new Error(`${added} cases, ${lines} lines`)
  report(
    `first sync of ${CASES} cases with ${DROPS.toLocaleString('en')} drops ÷ bare Ed25519 and AEAD of the drops`,
    speed / bare,
    { least: 0.2 },
    `${rate(speed)} beside ${rate(bare)}; with nothing new ${idle.toFixed(0)} ms`,
  )
  cabinet.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function fill(p: Primitives, organisation: TestOrganisation, folder: string): FoundDrop[] {
  mkdirSync(folder, { mode: 0o700 })
  const random = deterministic('conversations')
  const store = openSqliteStore({ folder })
  store.fixWeek(THIS_EPOCH, 0)
  const all: FoundDrop[] = []
  for (let i = 0; i < CASES; i++) {
    const keys = deriveSourceKeys(p, random(16), organisation.trusted.orgId)
    const envelope = sealTip(p, contextOf(organisation), keys, draft(`Сообщение ${i}`), random(32))
    const hash = p.sha256(envelope)
    store.addTips([{ hash, tag: random(32), envelope, day: TODAY }])
    const orgId = organisation.trusted.orgId
    const thread = { orgId, envelope: hash, kind: 'conversation', verifyingKeys: () => [] } as const
    const lane = laneOf(p, keys.thread, 'source')
    for (let place = 0; place < EACH; place++) {
      const shard = { bits: 0, shard: shardIndex(p, keys.thread, 0) }
      const desk = { lane, signing: keys.signing, week: THIS_EPOCH, place, shard, day: TODAY }
      const message = { id: newMessageId(random), event: { type: 'say', text: `${i} ${place}` } } as const
      all.push(
        ...writeMessage(p, thread, { heads: [], week: THIS_EPOCH, lamport: place }, desk, message, random),
      )
    }
  }
  for (let at = 0; at < all.length; at += 500) {
    const rows = all.slice(at, at + 500)
    store.addDrops(
      rows.map(({ locator, cell }) => ({ kind: 'conversation', locator, cell })),
      TODAY,
    )
  }
  store.closeBatch()
  store.close()
  return all
}

/** One signature and one opened cell for each. */
function bareSpeed(p: Primitives, drops: readonly FoundDrop[]): number {
  const [key, ad, seed, message] = [32, 64, 32, 600].map((length) => new Uint8Array(length))
  const signature = p.sign(seed as Uint8Array, message as Uint8Array)
  const verifying = p.verifyingKey(seed as Uint8Array)
  const started = performance.now()
  for (const { cell } of drops) {
    p.aeadOpen(key as Uint8Array, cell.subarray(0, 24), ad as Uint8Array, cell.subarray(24))
    p.verify(verifying, message as Uint8Array, signature)
  }
  return (drops.length * 1000) / (performance.now() - started)
}
