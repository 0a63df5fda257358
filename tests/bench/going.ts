import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { succeed } from '../../src/admin/successor.ts'
import { connect } from '../../src/client/api.ts'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { sync } from '../../src/desk/sync/sync.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { network } from '../support/network.ts'
import { deterministic, type TestOrganisation, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { benchClock, benchOrganisation, contextOf, draft } from './organisation.ts'
import { benchFolder, startServer } from './server.ts'
import { vaultIn } from './sync.ts'
import { report } from './table.ts'

const CASES = 300
const A_DAY = 86_400

/** One of several investigators is taken off the keyring: what a colleague's desk does so that nothing more is read. */
export async function benchGoing(): Promise<void> {
  const p = await loadPrimitives()
  const organisation = await benchOrganisation(3)
  const folder = benchFolder()
  fill(p, organisation, join(folder, 'server'))
  const server = await startServer('store', join(folder, 'server'), 3)
  const api = connect(network, new URL(`http://127.0.0.1:${server.port}`), benchClock)
  const vault = vaultIn(join(folder, 'vault'), organisation)
  const cabinet = openCabinet(p, vault, deterministic('rows'))
  const random = deterministic('desk')
  const visit = (later: number) =>
    sync(p, api, vault, cabinet, { now: benchClock() + later, random, jitterSeconds: 0 })
  await visit(0)
  const { recipients } = organisation.trusted.keyring
  const roots = organisation.roots.slice(0, organisation.trusted.keyring.threshold)
  await api.putKeyring(succeed(p, organisation.trusted, { recipients: recipients.slice(0, 2) }, roots))
  await visit(0)
  const bare = bareTime(p, organisation)
  const started = performance.now()
  const done = { syncs: 0, sent: 0 }
  // Nobody has written in these cases: they wait for a day, and then go as fast as a desk can.
  for (let waiting = 1; waiting > 0; done.syncs++) {
    const { flushed } = await visit(A_DAY + 60)
    waiting = flushed.waiting
    done.sent += flushed.sent
  }
  const took = performance.now() - started
  if (done.sent !== 2 * CASES) throw new Error(`${done.sent} keys and rekeys were handed in`)
  report(
    `new keys for ${CASES} conversations of which one of 3 readers is taken ÷ their bare X-Wing, BLAKE2b and Ed25519`,
    took / bare,
    {},
    `${(took / CASES).toFixed(1)} ms for each case, in ${done.syncs} syncs, durable on both sides`,
  )
  cabinet.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function fill(p: Primitives, organisation: TestOrganisation, folder: string): void {
  mkdirSync(folder, { mode: 0o700 })
  const random = deterministic('cases')
  const store = openSqliteStore({ folder })
  store.fixWeek(THIS_EPOCH, 0)
  for (let i = 0; i < CASES; i++) {
    const keys = deriveSourceKeys(p, random(16), organisation.trusted.orgId)
    const envelope = sealTip(p, contextOf(organisation), keys, draft(`Сообщение ${i}`), random(32))
    store.addTips([{ hash: p.sha256(envelope), tag: random(32), envelope, day: TODAY }])
  }
  store.closeBatch()
  store.close()
}

/** For each case: a key for the two who stay, proven to be theirs; the source's place, made and made again; two signatures. */
function bareTime(p: Primitives, { keys, people }: TestOrganisation): number {
  const [randomness, message] = [new Uint8Array(64), new Uint8Array(1500)]
  const [secret, seed] = [people[0]?.seeds[0] as Uint8Array, new Uint8Array(32)]
  const { ciphertext } = p.kemEncapsulate(keys[0] as Uint8Array, randomness)
  const started = performance.now()
  for (let i = 0; i < CASES; i++) {
    for (let j = 0; j < 6; j++) p.kemEncapsulate(keys[j % 2] as Uint8Array, randomness)
    p.kemDecapsulate(secret, ciphertext)
    for (let j = 0; j < 2; j++) p.verify(p.verifyingKey(seed), message, p.sign(seed, message))
  }
  return performance.now() - started
}
