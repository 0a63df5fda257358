import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { type Api, connect } from '../../src/client/api.ts'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { openInPool } from '../../src/desk/sync/opener.ts'
import { sync } from '../../src/desk/sync/sync.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import type { Vault } from '../../src/desk/vault/vault.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { network } from '../support/network.ts'
import { deterministic, type TestOrganisation, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { benchClock, benchOrganisation, contextOf, draft } from './organisation.ts'
import { benchFolder, startServer } from './server.ts'
import { median, rate, report } from './table.ts'

export const TIPS = 10_000
// A thread runs what was built: `npm run bench` builds first.
const startOpener = () => new Worker(new URL('../../dist/desk/sync/opener-worker.js', import.meta.url))

/** The first sync of an investigator over HTTP, beside the primitives that the same tips need. */
export async function benchSync(): Promise<void> {
  const p = await loadPrimitives()
  const organisation = await benchOrganisation()
  const folder = benchFolder()
  const envelopes = fill(p, organisation, join(folder, 'server'))
  const server = await startServer('store', join(folder, 'server'))
  const api = connect(network, new URL(`http://127.0.0.1:${server.port}`), benchClock)
  await reportFirstSyncs('fetched, opened, verified, filed', {
    bare: () => bareSpeed(p, organisation, envelopes),
    sync: (round) => syncOnce(p, api, vaultIn(join(folder, `vault-${round}`), organisation)),
  })
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function syncOnce(p: Primitives, api: Api, vault: Vault): Promise<void> {
  const cabinet = openCabinet(p, vault, deterministic('rows'))
  const pool = openInPool(p, availableParallelism(), startOpener)
  const { added } = await sync(p, api, vault, cabinet, {
    open: pool.open,
    now: benchClock(),
    random: deterministic('desk'),
  })
  await pool.close()
  cabinet.close()
  if (added !== TIPS) throw new Error(`${added} of ${TIPS} tips arrived`)
}

export const ROUNDS = 5

/** From one half of a second to the next the same work may take half as long again. */
const steady = (measure: () => number): number => median(Array.from({ length: 7 }, measure))

interface Sides {
  readonly bare: () => number
  readonly sync: (round: number) => Promise<void>
}

/** Each beside what the primitives do just before and just after: these machines are faster in one minute than in the next. */
export async function reportFirstSyncs(what: string, { bare, sync }: Sides): Promise<void> {
  const rounds: { readonly ratio: number; readonly detail: string }[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    const before = steady(bare)
    const started = performance.now()
    await sync(round)
    const speed = (TIPS * 1000) / (performance.now() - started)
    const beside = (before + steady(bare)) / 2
    rounds.push({ ratio: speed / beside, detail: `${rate(speed)} beside ${rate(beside)}` })
  }
  report(
    `first sync of ${TIPS.toLocaleString('en')} tips ÷ bare X-Wing and AEAD, the middle of ${ROUNDS}`,
    median(rounds.map(({ ratio }) => ratio)),
    { least: 0.8 },
    `${what}; ${rounds.map(({ ratio, detail }) => `${ratio.toFixed(2)}: ${detail}`).join('; ')}`,
  )
}

export function fill(p: Primitives, organisation: TestOrganisation, folder: string): Uint8Array[] {
  mkdirSync(folder, { mode: 0o700 })
  const random = deterministic('tips')
  const store = openSqliteStore({ folder })
  const source = deriveSourceKeys(p, random(16), organisation.trusted.orgId)
  const to = contextOf(organisation)
  const sample: Uint8Array[] = []
  for (let at = 0; at < TIPS; at += 250) {
    const envelopes = Array.from({ length: 250 }, (_, i) =>
      sealTip(p, to, source, draft(`Сообщение ${at + i}`), random(32)),
    )
    store.addTips(
      envelopes.map((envelope) => ({ hash: p.sha256(envelope), tag: random(32), envelope, day: TODAY })),
    )
    store.closeBatch()
    sample.push(...envelopes.slice(0, 10))
  }
  store.close()
  return sample
}

export function vaultIn(folder: string, { people, trusted }: TestOrganisation): Vault {
  mkdirSync(folder, { mode: 0o700, recursive: true })
  const [person] = people
  if (person === undefined) throw new Error('nobody')
  const identity = {
    recipientId: person.id,
    signing: person.identity,
    intake: { firstEpoch: THIS_EPOCH, seeds: person.seeds },
    former: [],
    coming: null,
  }
  return { folder, identity, orgId: trusted.orgId, key: new Uint8Array(32) }
}

/** What nobody can save: one decapsulation, one encapsulation for each recipient, the seals of seeds and body. */
export function bareSpeed(
  p: Primitives,
  { keys, people }: TestOrganisation,
  envelopes: readonly Uint8Array[],
): number {
  const [nonce, key, small, randomness] = [
    new Uint8Array(24),
    new Uint8Array(32),
    new Uint8Array(32),
    new Uint8Array(64),
  ]
  const secret = people[0]?.seeds[0] as Uint8Array
  const wrapped = p.aeadSeal(key, nonce, small, small)
  const body = p.aeadSeal(key, nonce, small, new Uint8Array(16_384))
  const started = performance.now()
  for (const envelope of envelopes) {
    p.kemDecapsulate(secret, parseEnvelope(envelope).sealed.subarray(32, 32 + 1120))
    p.aeadOpen(key, nonce, small, wrapped)
    p.aeadOpen(key, nonce, small, body)
    for (const each of keys) {
      p.kemEncapsulate(each, randomness)
      p.aeadSeal(key, nonce, small, small)
    }
  }
  return (envelopes.length * 1000) / (performance.now() - started)
}
