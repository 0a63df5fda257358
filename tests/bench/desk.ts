import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { createVault, openVault, type Vault, type VaultKey } from '../../src/desk/vault/vault.ts'
import { startDesk } from '../../src/local/start.ts'
import type { CaseView, Changes, Inbox, SearchAnswer } from '../../src/local/wire.ts'
import { random } from '../cli/inside.ts'
import { ask, type TestDesk, until } from '../local/desk.ts'
import { benchClock, benchOrganisation } from './organisation.ts'
import { benchFolder, startServer } from './server.ts'
import { bareSpeed, fill, ROUNDS, reportFirstSyncs, TIPS, vaultIn } from './sync.ts'
import { median, report } from './table.ts'

const CASES_LOOKED_AT = 300

/** The desk of an investigator with ten thousand tips: the first day, and every day after it. */
export async function benchDesk(): Promise<void> {
  const p = await loadPrimitives()
  const organisation = await benchOrganisation()
  const folder = benchFolder()
  const envelopes = fill(p, organisation, join(folder, 'server'))
  const server = await startServer('store', join(folder, 'server'))
  const { identity, orgId } = vaultIn(join(folder, 'unused'), organisation)
  const origin = `http://127.0.0.1:${server.port}`
  const makeKey = (round: number) => makeVault(join(folder, `vault-${round}`), { identity, orgId })
  const spare = Array.from({ length: ROUNDS - 1 }, (_, i) => makeKey(i + 2))
  const keys = [await makeKey(1), ...(await Promise.all(spare))] as const
  await reportFirstSyncs('in the desk, until the inbox has them all', {
    bare: () => bareSpeed(p, organisation, envelopes),
    sync: (round) => firstSync(keys[round - 1] ?? keys[0], origin),
  })
  await benchStart(keys[0], origin)
  await benchMemory(keys[0], origin)
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function firstSync(key: VaultKey, server: string): Promise<void> {
  const desk = await open(key, server)
  await follow(desk, null)
  await desk.close()
}

const PATIENCE = 40_000

async function makeVault(
  folder: string,
  { identity, orgId }: Pick<Vault, 'identity' | 'orgId'>,
): Promise<VaultKey> {
  await createVault(folder, { identity, orgId }, 'correct horse battery', random)
  return openVault(folder, 'correct horse battery')
}

type BenchDesk = Pick<TestDesk, 'get' | 'post' | 'close'>

async function open(key: VaultKey, server: string): Promise<BenchDesk> {
  const settings = {
    vault: key.folder,
    server,
    isTrial: false,
    passwordFile: null,
    version: '0',
    jitterSeconds: 1800,
    graceSeconds: 10,
    watchSeconds: 600,
    snapshots: null,
    isTorified: false,
  }
  const world = { random, clock: () => benchClock() * 1000 + performance.now(), tickMs: 1000 }
  const { origin, newLink, close } = await startDesk({ settings, world, key })
  const token = new URL(newLink()).hash.slice(1)
  const taken = await ask<{ session: string }>(origin, 'POST', '/api/session', { token }, {})
  const own = { authorization: `Bearer ${taken.body.session}` }
  const answer = async <Body>(method: string, path: string, body?: unknown): Promise<Body> =>
    (await ask<Body>(origin, method, path, body, own)).body
  return {
    get: (path) => answer('GET', path),
    post: (path, body = {}) => answer('POST', path, body),
    close,
  }
}

/** From the moment at which the password was accepted: what a password costs is what it protects. */
async function benchStart(key: VaultKey, server: string): Promise<void> {
  const started = performance.now()
  const desk = await open(key, server)
  const { rows } = await desk.get<Inbox>('/api/inbox')
  const seconds = (performance.now() - started) / 1000
  if (rows.length !== TIPS) throw new Error(`${rows.length} of ${TIPS} cases are in the inbox`)
  report('a later start until the inbox is there, in seconds', seconds, { most: 1 }, 'the password aside')
  const found = await until(async () => {
    const answer = await desk.get<SearchAnswer>(`/api/search?q=${encodeURIComponent('сообщение')}`)
    return answer.indexed === TIPS && answer
  }, PATIENCE)
  const searched = (performance.now() - started) / 1000
  console.log(`                    ${found.total} found ${searched.toFixed(1)} s after the start`)
  await desk.close()
}

const DAYS = 12

/** After two days of work everything is in memory that will be. */
async function benchMemory(key: VaultKey, server: string): Promise<void> {
  const desk = await open(key, server)
  const days: { readonly live: number; readonly resident: number }[] = []
  for (let day = 1; day <= DAYS; day++) {
    await work(desk)
    days.push(memory())
  }
  await desk.close()
  const [before, after] = [days.slice(1, 4), days.slice(-3)]
  const compare = (what: string, most: number, of: (day: (typeof days)[number]) => number) => {
    const [first, last] = [median(before.map(of)), median(after.map(of))]
    const detail = `${mebibytes(last)} beside ${mebibytes(first)}, of the desk and of this bench together`
    report(`${what} after ${DAYS} days of work ÷ after two`, last / first, { most }, detail)
  }
  compare('memory in use', 1.05, ({ live }) => live)
  compare('memory held', 1.15, ({ resident }) => resident)
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`

async function work(desk: BenchDesk): Promise<void> {
  for (let number = 1; number <= CASES_LOOKED_AT; number++) {
    await desk.get<CaseView>(`/api/cases/${number}`)
    if (number % 10 === 0) await desk.get<SearchAnswer>(`/api/search?q=${number}`)
  }
  const { sync } = await desk.get<Inbox>('/api/inbox')
  await desk.post('/api/sync')
  await follow(desk, sync.last)
}

/** As the page does: asks what has changed until a sync has ended. */
async function follow(desk: BenchDesk, last: number | null): Promise<void> {
  for (let version = 0; ; ) {
    const changes = await desk.get<Changes>(`/api/changes?after=${version}`)
    if (changes.sync.last !== last) return
    version = changes.version
  }
}

function memory() {
  if (globalThis.gc === undefined)
    throw new Error('start it with npm run bench: memory is counted without what is garbage')
  globalThis.gc()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { live: heapUsed + external, resident: rss }
}
