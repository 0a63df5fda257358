import { createCipheriv, createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bytes, concat, toHex } from '../../src/protocol/bytes.ts'
import { encodeHeader, envelopeSize, HEADER } from '../../src/protocol/envelope.ts'
import { SMALLEST_BODY } from '../../src/protocol/padding.ts'
import { parseTips } from '../../src/protocol/wire.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { authorize, NOON } from '../intake/support.ts'
import { type TestOrganisation, THIS_EPOCH } from '../support/organisation.ts'
import { type RunningServer, type Settings, startServer } from './process.ts'
import { OCTETS } from './support.ts'

export interface Torture {
  readonly main: string
  readonly settings: Settings & { readonly CANDOR_DATA: string }
  readonly organisation: TestOrganisation
  readonly rounds: number
  readonly connections: number
}

export interface Findings {
  acknowledged: number
  /** Acknowledged, and not listed whole under its tag. */
  lost: string[]
  /** Listed, and never sent. */
  strange: string[]
  /** Answered differently when sent again. */
  otherPromises: string[]
  /** What the store finds wrong with itself. */
  faults: readonly string[]
}

const hashOf = (bytes: Bytes): string => createHash('sha256').update(bytes).digest('hex')

/** Loads the server, kills it at a random moment, starts it again, and compares in the end. */
export async function torture(options: Torture): Promise<Findings> {
  const { main, settings, rounds } = options
  const bodies = bodyMaker(options.organisation)
  const promises = new Map<number, string>()
  for (let round = 0; round < rounds; round++) {
    // Half of the rounds close a batch with every group, so that kills fall there too.
    const server = await startServer(main, {
      ...settings,
      CANDOR_BATCH_SECONDS: round % 2 === 0 ? '0' : '600',
    })
    await loadUntilKilled(server, options.connections, bodies, promises)
  }
  const server = await startServer(main, { ...settings, CANDOR_BATCH_SECONDS: '0' })
  const findings = await compare(server, options, bodies, promises)
  server.child.kill('SIGTERM')
  await server.exit
  const store = openSqliteStore({ folder: settings.CANDOR_DATA })
  findings.faults = store.check()
  store.close()
  return findings
}

interface BodyMaker {
  readonly next: () => number
  /** The same bytes for the same number: nothing has to be kept. */
  readonly make: (number: number) => Bytes
  /** Hash of the envelope to its number. */
  readonly sent: Map<string, number>
}

function bodyMaker({ trusted }: TestOrganisation): BodyMaker {
  const recipients = trusted.keyring.recipients.length
  const header = encodeHeader(trusted.hash, THIS_EPOCH, recipients)
  const zeros = new Uint8Array(32 + envelopeSize(recipients, SMALLEST_BODY) - HEADER)
  const sent = new Map<string, number>()
  let count = 0
  const make = (number: number): Bytes => {
    const key = createHash('sha256').update(String(number)).digest()
    const noise = new Uint8Array(createCipheriv('aes-256-ctr', key, new Uint8Array(16)).update(zeros))
    return concat(noise.subarray(0, 32), header, noise.subarray(32))
  }
  const next = () => {
    sent.set(hashOf(make(++count).subarray(32)), count)
    return count
  }
  return { next, make, sent }
}

async function loadUntilKilled(
  { child, origin, exit }: RunningServer,
  connections: number,
  bodies: BodyMaker,
  promises: Map<number, string>,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const end = new AbortController()
  const work = async () => {
    while (!end.signal.aborted) {
      const number = bodies.next()
      const promise = await post(agent, origin, bodies.make(number))
      if (promise !== null) promises.set(number, promise)
    }
  }
  const workers = Array.from({ length: connections }, work)
  await sleep(50 + Math.random() * 400)
  child.kill('SIGKILL')
  end.abort()
  await exit
  await Promise.all(workers)
  agent.destroy()
}

/** The promise; null when the connection broke, or anything but 201 came. */
function post(agent: Agent, origin: string, body: Bytes): Promise<string | null> {
  return new Promise((resolve) => {
    const headers = { 'content-type': OCTETS, 'content-length': body.length }
    const sending = request(new URL('/v1/tips', origin), { agent, method: 'POST', headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve(answer.statusCode === 201 ? Buffer.concat(parts).toString() : null))
      answer.on('error', () => resolve(null))
    })
    sending.on('error', () => resolve(null))
    sending.end(body)
  })
}

async function compare(
  { origin }: RunningServer,
  { organisation, connections }: Torture,
  bodies: BodyMaker,
  promises: ReadonlyMap<number, string>,
): Promise<Findings> {
  const { listed, strange } = await readAll(origin, organisation, bodies)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const otherPromises: string[] = []
  const again = async ([number, promise]: [number, string]) => {
    if ((await post(agent, origin, bodies.make(number))) !== promise) otherPromises.push(promise)
  }
  await Promise.all([...promises].map(again))
  agent.destroy()
  const lost = [...promises.keys()].filter((number) => !listed.has(number)).map(String)
  return { acknowledged: promises.size, lost, strange, otherPromises, faults: [] }
}

/** Every listed envelope that is, byte for byte and with its tag, one that was sent. */
async function readAll(origin: string, organisation: TestOrganisation, { sent, make }: BodyMaker) {
  const listed = new Set<number>()
  const strange: string[] = []
  for (let after = 0, more = true; more; ) {
    const path = `/v1/tips?after=${after}`
    const authorization = authorize(organisation, organisation.people[0]!, path, NOON)
    const answer = await fetch(new URL(path, origin), { headers: { authorization } })
    const page = parseTips(new Uint8Array(await answer.arrayBuffer()))
    for (const { tag, envelope } of page.rows) {
      const number = sent.get(hashOf(envelope))
      const isWhole = number !== undefined && toHex(make(number).subarray(0, 32)) === toHex(tag)
      if (isWhole) listed.add(number)
      else strange.push(hashOf(envelope))
    }
    after = page.next
    more = page.more
  }
  return { listed, strange }
}
