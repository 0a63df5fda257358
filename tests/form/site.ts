import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedOf } from '../../src/desk/vault/identity.ts'
import { openIntake } from '../../src/intake/intake.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { openTip, type Tip } from '../../src/protocol/tip.ts'
import { buildApp } from '../../src/server/app.ts'
import { openLog } from '../../src/server/log.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { sodium } from '../support/implementations.ts'
import { type FormOrganisation, makeFormOrganisation } from './organisation.ts'

const form = new URL('../../dist/form/', import.meta.url)

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'none'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
}

/** Answers in the place of the server; null lets the request through. */
type Intercept = (
  path: string,
  method: string,
) => {
  readonly status: number
  readonly body?: string | Uint8Array
  readonly headers?: Record<string, string>
} | null

export interface Site {
  readonly origin: string
  readonly organisation: FormOrganisation
  /** Every request that came in, as method and path. */
  readonly log: string[]
  /** Every answer that the server gave, as method, path and bytes. */
  readonly answers: string[]
  intercept: Intercept | null
  /** Lets requests through and loses what comes back. */
  losesAnswers: boolean
  /** By how many days the server’s clock is ahead of this machine’s. */
  daysAhead: number
  /** What `org.json` says. */
  settings: Record<string, unknown>
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** Every stored tip, opened by each person who can. */
  readonly tips: () => StoredTip[]
  readonly close: () => Promise<void>
}

export interface StoredTip {
  readonly tip: Tip
  readonly readers: readonly number[]
  readonly tag: Uint8Array
  /** `E#`. */
  readonly hash: Uint8Array
}

/** dist/form in front of the real server, on one origin. */
export async function openSite(
  organisation: FormOrganisation = makeFormOrganisation(),
  tipsPerMinute = 100_000,
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'candor-form-'))
  const clock = () => Math.floor(Date.now() / 1000) + site.daysAhead * 86_400
  const site: Site = {
    origin: '',
    organisation,
    log: [],
    answers: [],
    intercept: null,
    losesAnswers: false,
    daysAhead: 0,
    settings: { organisation: toHex(organisation.trusted.orgId), api: '', contact: ['', '', ''] },
    stop: () => backend.stop(),
    start: () => backend.start(),
    tips: () => readTips(organisation, backend.envelopes()),
    close: async () => {
      front.closeAllConnections()
      front.close()
      await backend.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  const backend = await openBackend(folder, organisation, clock, tipsPerMinute)
  const front = createServer((incoming, outgoing) => void answer(site, backend, incoming, outgoing))
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return Object.assign(site, { origin: `http://127.0.0.1:${(front.address() as AddressInfo).port}` })
}

type Backend = Awaited<ReturnType<typeof openBackend>>

async function openBackend(
  folder: string,
  organisation: FormOrganisation,
  clock: () => number,
  tipsPerMinute: number,
) {
  const notary = await loadNativeNotary()
  let running: { readonly port: number; readonly close: () => Promise<void> } | null = null
  let store: ReturnType<typeof openSqliteStore> | null = null
  const start = async () => {
    const opened = openSqliteStore({ folder })
    const { logSeed, trusted } = organisation
    const onFault = (error: unknown) => {
      throw error
    }
    const intake = openIntake({
      store: opened,
      notary,
      clock,
      organisation: trusted.orgId,
      logSeed,
      batchSeconds: 0,
      onFault,
    })
    const log = openLog({ level: 'silent', clock, destination: { write: () => undefined } })
    const config = { trustProxy: false, tipsPerMinute, requestsPerMinute: 100_000 } as const
    const app = await buildApp({ intake, log, clock, config })
    await app.listen({ port: 0, host: '127.0.0.1' })
    store = opened
    running = {
      port: (app.server.address() as AddressInfo).port,
      close: async () => {
        await app.close()
        intake.close()
        opened.close()
      },
    }
    return intake
  }
  const stop = async () => {
    await running?.close()
    running = null
    store = null
  }
  const intake = await start()
  intake.keyrings.publish(organisation.statement)
  for (const { identity, enrolment } of organisation.people)
    intake.epochs.deliver(identity.recipientId, enrolment.block)
  return {
    start: async () => void (await start()),
    stop,
    port: () => running?.port ?? null,
    clock,
    envelopes: () => store?.tips(0, Number.MAX_SAFE_INTEGER).rows ?? [],
  }
}

async function answer(site: Site, backend: Backend, incoming: IncomingMessage, outgoing: ServerResponse) {
  const { method = '', url = '' } = incoming
  site.log.push(`${method} ${url}`)
  const instead = site.intercept?.(url, method) ?? null
  if (instead !== null) {
    incoming.resume()
    outgoing
      .writeHead(instead.status, { date: new Date().toUTCString(), ...instead.headers })
      .end(instead.body)
    return
  }
  if (url.startsWith('/v1/')) pass(site, backend, incoming, outgoing)
  else await answerFile(site, url, outgoing)
}

async function answerFile(site: Site, url: string, outgoing: ServerResponse) {
  const headers = {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': policy,
  }
  const path = new URL(url, 'http://site').pathname.slice(1) || 'index.html'
  const body =
    path === 'org.json'
      ? JSON.stringify(site.settings)
      : await readFile(new URL(path, form)).catch(() => null)
  if (body === null) outgoing.writeHead(404, headers).end()
  else
    outgoing
      .writeHead(200, { ...headers, 'content-type': types[path.split('.').at(-1) ?? ''] ?? '' })
      .end(body)
}

function pass(
  site: Site,
  { port: current, clock }: Backend,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const port = current()
  if (port === null) {
    incoming.socket.destroy()
    return
  }
  const { method, url, headers } = incoming
  const onward = request({ port, host: '127.0.0.1', method, path: url, headers }, (answered) => {
    if (site.losesAnswers) incoming.socket.destroy()
    else {
      site.answers.push(`${method} ${url} ${answered.headers['content-length']}`)
      const date = new Date(clock() * 1000).toUTCString()
      answered.pipe(outgoing.writeHead(answered.statusCode ?? 500, { ...answered.headers, date }))
    }
  })
  onward.on('error', () => incoming.socket.destroy())
  incoming.pipe(onward)
}

function readTips(
  { trusted, people }: FormOrganisation,
  rows: readonly { readonly envelope: Uint8Array; readonly tag: Uint8Array }[],
) {
  return rows.map(({ envelope: bytes, tag }) => {
    const envelope = parseEnvelope(bytes)
    const { epoch } = envelope
    // Also that of another week, where one ended meanwhile.
    const seeds = people.map(({ identity }) => seedOf(identity, epoch) as Uint8Array)
    const to = { trusted, epoch, keys: seeds.map((seed) => sodium.kemPublicKey(seed)) }
    const opened = seeds.map((seed, i) => {
      try {
        return openTip(sodium, to, envelope, i, seed)
      } catch {
        return null
      }
    })
    const readers = opened.flatMap((each, i) => (each === null ? [] : [i]))
    const sound = opened.find((each) => each?.status === 'sound')
    if (sound?.status !== 'sound') throw new Error('nobody can open this tip')
    return { tip: sound.tip, readers, tag, hash: sodium.sha256(bytes) }
  })
}
