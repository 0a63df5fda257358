import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foundOrganisation } from '../../src/admin/genesis.ts'
import { commands } from '../../src/cli/commands/index.ts'
import { formIn, RELEASED_FORM } from '../../src/cli/form-folder.ts'
import { type Enrolment, enrolmentOf, newIdentity } from '../../src/desk/vault/identity.ts'
import { createVault, type Vault } from '../../src/desk/vault/vault.ts'
import { type Intake, openIntake } from '../../src/intake/intake.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { type TrustedKeyring, trustGenesis } from '../../src/protocol/keyring/chain.ts'
import { dayOf, epochOfDay, firstDayOfEpoch } from '../../src/protocol/time.ts'
import { buildApp } from '../../src/server/app.ts'
import { readForm } from '../../src/server/form/files.ts'
import { openLog } from '../../src/server/log.ts'
import { openLogKey } from '../../src/server/log-key.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { typed } from '../cli/inside.ts'
import { sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'

/** Wednesday, 2026-11-25, 22:00 UTC: the next midnight begins a day, and a week of the protocol. */
const EVENING = firstDayOfEpoch(2969) * 86_400 - 2 * 3600

/** What becomes of an answer of the server; the request was done already. */
type Fault = (method: string, path: string) => 'lost' | 'garbled' | null

/** One person’s way to the server, on an origin that stays when the server is restarted. */
export interface Way {
  readonly origin: string
  fault: Fault | null
  /** Every answer that did not arrive, as method and path. */
  readonly lost: string[]
}

export interface Investigator {
  /** The name of their vault. */
  readonly name: string
  readonly vault: Vault
  readonly way: Way
  /** Types a command, and reads what it answers to programs. */
  readonly type: (...args: readonly string[]) => Promise<Answer>
}

interface Answer {
  readonly code: number
  readonly json: Readonly<Record<string, unknown>>
}

/** Three investigators at one desk, the server with the built form, and a clock that is put forward by hand. */
export interface Bureau {
  readonly trusted: TrustedKeyring
  readonly people: readonly Investigator[]
  /** The server’s data folder: nobody’s keys are in it. */
  readonly data: string
  /** Everything that the server wrote down. */
  readonly log: () => string
  /** Seconds since 1970-01-01 UTC. */
  readonly now: () => number
  readonly pass: (seconds: number) => void
  readonly openWay: () => Promise<Way>
  readonly stop: () => Promise<void>
  /** On the same data. */
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

const PASSWORD = 'three at one desk'

const labels = [
  ['Aigerim', 'Айгерим', 'Айгерім'],
  ['Daniyar', 'Данияр', 'Данияр'],
  ['Saule', 'Сауле', 'Сәуле'],
] as const

export async function openBureau(): Promise<Bureau> {
  const folder = await mkdtemp(join(tmpdir(), 'candor-bureau-'))
  const data = join(folder, 'server')
  let seconds = EVENING
  const now = () => seconds
  const founded = await found(data, now())
  const backend = openBackend(data, now)
  await backend.start((intake) => {
    intake.keyrings.publish(founded.statement)
    for (const { enrolment } of founded.people) intake.epochs.deliver(enrolment.recipient.id, enrolment.block)
  })
  const ways: (() => void)[] = []
  const openWay = async () => {
    const { way, close } = await serveWay(backend.port)
    ways.push(close)
    return way
  }
  const home = join(folder, 'people')
  await mkdir(join(home, 'trial', 'vaults'), { recursive: true })
  await writeFile(join(home, 'trial', 'password'), `${PASSWORD}\n`)
  const people: Investigator[] = []
  for (const { name, identity } of founded.people) {
    const path = join(home, 'trial', 'vaults', name)
    const { orgId } = founded.trusted
    const vault = await createVault(path, { identity, orgId }, PASSWORD, founded.random, {
      cost: costForTestsOnly,
    })
    const way = await openWay()
    people.push({ name, vault, way, type: sitting({ home, path, way, now }) })
  }
  return {
    trusted: founded.trusted,
    people,
    data,
    log: backend.log,
    now,
    pass: (more) => {
      seconds += more
    },
    openWay,
    stop: backend.stop,
    start: () => backend.start(),
    close: async () => {
      for (const close of ways) close()
      await backend.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** An organisation that signed the form as it is built, every other byte decided by a seed. */
async function found(data: string, now: number) {
  const random = deterministic('bureau')
  const epoch = epochOfDay(dayOf(now))
  const people = labels.map(([name]) => {
    const identity = newIdentity(random, epoch, 4)
    return {
      name: name.toLowerCase(),
      identity,
      enrolment: enrolmentOf(sodium, identity) satisfies Enrolment,
    }
  })
  const form = await formIn(sodium, RELEASED_FORM)
  if (form === null) throw new Error('the form is not built: npm run setup')
  const desk = { id: 'main', label: ['Desk', 'Отдел', 'Бөлім'], about: ['Reads.', 'Читает.', 'Оқиды.'] }
  const statement = foundOrganisation(sodium, {
    name: ['Bureau', 'Бюро', 'Бюро'],
    contact: ['', '', ''],
    desks: [desk],
    recipients: people.map(({ enrolment }, i) => ({
      ...enrolment.recipient,
      label: [...(labels[i] ?? [])],
      desks: ['main'],
    })),
    roots: [random(32)],
    threshold: 1,
    logKeys: [sodium.verifyingKey(openLogKey(data))],
    today: dayOf(now),
    validDays: 365,
    form,
  })
  return { random, people, statement, trusted: trustGenesis(sodium, statement, null) }
}

interface Seat {
  readonly home: string
  readonly path: string
  readonly way: Way
  readonly now: () => number
}

const sitting =
  ({ home, path, way, now }: Seat) =>
  async (...args: readonly string[]): Promise<Answer> => {
    const env = { CANDOR_DATA: home, CANDOR_SERVER: way.origin }
    const clock = () => now() * 1000
    const { code, out } = await typed(commands, [...args, '--json', '--vault', path], env, { clock })
    return { code, json: JSON.parse(out) as Answer['json'] }
  }

/** The log of SQLite is left as it is where every commit is a batch: it shall be looked through as well. */
const WAL_BYTES = 4 * 1024 * 1024

function openBackend(data: string, clock: () => number) {
  let running: { readonly port: number; readonly close: () => Promise<void> } | null = null
  let written = ''
  const onFault = (error: unknown) => {
    throw error
  }
  const destination = {
    write: (line: string) => {
      written += line
    },
  }
  const start = async (first: (intake: Intake) => void = () => undefined) => {
    const store = openSqliteStore({ folder: data, walBytes: WAL_BYTES })
    const notary = await loadNativeNotary()
    const logSeed = openLogKey(data)
    const intake = openIntake({ store, notary, clock, organisation: null, logSeed, batchSeconds: 0, onFault })
    first(intake)
    const log = openLog({ level: 'debug', clock, destination })
    const most = 100_000
    const config = {
      trustProxy: false,
      tipsPerMinute: most,
      dropsPerMinute: most,
      requestsPerMinute: most,
    } as const
    const app = await buildApp({ intake, log, clock, config, form: readForm() ?? [] })
    app.server.prependListener('request', (_, response: ServerResponse) => {
      response.setHeader('date', new Date(clock() * 1000).toUTCString())
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const close = async () => {
      app.server.closeAllConnections()
      await app.close()
      intake.close()
      store.close()
    }
    running = { port: (app.server.address() as AddressInfo).port, close }
  }
  const stop = async () => {
    const before = running
    running = null
    await before?.close()
  }
  return { start, stop, port: () => running?.port ?? null, log: () => written }
}

async function serveWay(port: () => number | null): Promise<{ way: Way; close: () => void }> {
  const way = { origin: '', fault: null as Fault | null, lost: [] as string[] }
  const server = createServer((incoming, outgoing) => pass(way, port(), incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  way.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { way, close }
}

function pass(way: Way, port: number | null, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = '', url = '', headers } = incoming
  const cut = () => void incoming.socket.destroy()
  if (port === null) return cut()
  const fault = way.fault?.(method, url) ?? null
  const onward = request({ port, host: '127.0.0.1', method, path: url, headers }, (answered) => {
    answered.on('error', cut)
    if (fault === null) answered.pipe(outgoing.writeHead(answered.statusCode ?? 500, answered.headers))
    else {
      way.lost.push(`${method} ${url}`)
      answered.resume()
      if (fault === 'lost') cut()
      else outgoing.writeHead(403, { 'content-type': 'text/html' }).end('<h1>This site is blocked</h1>')
    }
  })
  onward.on('error', cut)
  incoming.pipe(onward)
}
