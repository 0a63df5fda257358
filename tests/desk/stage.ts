import { type Api, connect } from '../../src/client/api.ts'
import type { Network } from '../../src/client/transport.ts'
import { acknowledge, enqueue, type Outgoing, openCasework } from '../../src/desk/casework/casework.ts'
import { flush } from '../../src/desk/casework/flush.ts'
import type { SyncOptions } from '../../src/desk/sync/sync.ts'
import type { Trail } from '../../src/protocol/keyring/trail.ts'
import type { SourceEvent } from '../../src/protocol/thread/events.ts'
import { dayOf } from '../../src/protocol/time.ts'
import type { TipDraft } from '../../src/protocol/tip.ts'
import { visit, write } from '../../src/source/visit.ts'
import { p, random } from '../intake/support.ts'
import { serverForTest, type TestServer } from '../server/support.ts'
import { network } from '../support/network.ts'
import { makeOrganisation, type TestOrganisation } from '../support/organisation.ts'
import { deskForTest, draftOf, late, syncDesk, type TestDesk, tipFor } from './support.ts'

/** Two people at the desk that tips go to, and two at the one they escalate to. */
export const tall = makeOrganisation(p, {
  people: 4,
  desks: ['main', 'board'],
  at: [['main'], ['main'], ['board'], ['board']],
  seed: 'tall',
})

/** A desk that goes by the server's clock, with the words that tests say. */
export interface StagedDesk extends TestDesk {
  readonly sync: (options?: Partial<SyncOptions>) => ReturnType<typeof syncDesk>
  /** Everything that waits. */
  readonly flush: () => ReturnType<typeof flush>
  readonly say: (outgoing: Outgoing, number?: number) => void
  readonly acknowledge: (number?: number) => ReturnType<typeof acknowledge>
  readonly open: (number?: number) => ReturnType<typeof openCasework>
}

export interface Stage {
  readonly server: TestServer
  readonly organisation: TestOrganisation
  readonly desk: (person: number, net?: Network) => StagedDesk
  readonly tip: (draft?: TipDraft) => Promise<TestSource>
}

/** Somebody with a codename. */
interface TestSource {
  /** With the keyrings that there are by now, where there is more than the first. */
  readonly visit: (trail?: Trail) => ReturnType<typeof visit>
  readonly say: (event: SourceEvent, trail?: Trail) => Promise<void>
}

/** A real server, desks and sources, all by one clock. */
export async function stageOf(organisation: TestOrganisation, at?: { now: number }): Promise<Stage> {
  const server = await serverForTest({ organisation, ...(at === undefined ? {} : { time: at }) })
  const clock = () => server.time.now
  const api = connect(network, new URL(server.origin), clock)
  return {
    server,
    organisation,
    desk: (person, net) => staged(server, deskForTest(server.origin, organisation, person, net, clock)),
    async tip(draft = draftOf('Ақша туралы')) {
      const entropy = random(16)
      const answer = await server.send('POST', '/v1/tips', tipFor(organisation, draft, entropy))
      if (answer.status !== 201) throw new Error(await answer.text())
      return sourceWith(server, api, organisation, entropy)
    },
  }
}

export function staged({ time }: Pick<TestServer, 'time'>, desk: TestDesk): StagedDesk {
  const { api, vault, cabinet } = desk
  const timing = () => ({ now: time.now, random: late, jitterSeconds: 3600 })
  return {
    ...desk,
    sync: (options) => syncDesk(desk, { now: time.now, ...options }),
    flush: () => flush(p, api, vault, cabinet, { now: time.now, random, force: true }),
    say: (outgoing, number = 1) => void enqueue(p, vault, cabinet, number, outgoing, timing()),
    acknowledge: (number = 1) => acknowledge(p, vault, cabinet, number, timing()),
    open: (number = 1) => openCasework(p, vault, cabinet, number),
  }
}

function sourceWith(
  server: TestServer,
  api: Api,
  { trusted }: TestOrganisation,
  entropy: Uint8Array,
): TestSource {
  const look = (trail: Trail = [trusted]) => visit(p, api, { trail, entropy, weeks: 4 })
  return {
    visit: look,
    async say(event, trail) {
      const before = await look(trail)
      await write(p, api, before, before.tips[0]!, event, { random, day: dayOf(server.time.now) })
    },
  }
}

/** The real network, with the requests that were made. */
export function recording(inner: Network = network): { net: Network; asked: string[] } {
  const asked: string[] = []
  const net: Network = {
    ...inner,
    fetch: (input, init) => {
      const { pathname, search } = new URL(new Request(input).url)
      asked.push(`${init?.method ?? 'GET'} ${nobody(pathname)}${search}`)
      return inner.fetch(input, init)
    },
  }
  return { net, asked }
}

/** Whose keys are handed in is no secret: a server knows by the signatures who asks. */
const nobody = (path: string) => path.replace(/^\/v1\/recipients\/[0-9a-f]{32}\//, '/v1/recipients/mine/')

/** What everyone who holds the same drops sees alike. */
export const seen = (desk: StagedDesk, number = 1): string => {
  const { conversation, file, clocks } = desk.open(number)
  return JSON.stringify({ conversation, file, clocks })
}

export const ask = (text: string): Outgoing => ({ thread: 'conversation', event: { type: 'ask', text } })
export const note = (text: string): Outgoing => ({ thread: 'team', event: { type: 'note', text } })
export const status = (to: 'triage' | 'open' | 'closed'): Outgoing => ({
  thread: 'team',
  event: { type: 'status', status: to, reason: '' },
})

/** A desk whose requests go another way. */
export const through = (stage: Stage, desk: StagedDesk, net: Network): StagedDesk =>
  staged(stage.server, { ...desk, api: stage.desk(0, net).api })

export const notes = (desk: StagedDesk, number = 1) =>
  desk.open(number).file.acts.map(({ event }) => (event.type === 'note' ? event.text : event.type))
