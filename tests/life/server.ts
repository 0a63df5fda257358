import type { FastifyInstance } from 'fastify'
import type { Network } from '../../src/client/transport.ts'
import { type Intake, openIntake } from '../../src/intake/intake.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { buildApp } from '../../src/server/app.ts'
import { openLog } from '../../src/server/log.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import type { Breakage } from './breakage.ts'

const notary = await loadNativeNotary()

/** The one clock that is right, in Unix seconds. */
export interface Time {
  now: number
}

/** A whole server without a socket, on a disk, which can be stopped and started again. */
export interface LifeServer {
  readonly store: () => Store
  /** What went wrong outside of any request. */
  readonly faults: unknown[]
  readonly network: (breakage?: Breakage) => Network
  /** Stopped and started: so it does what is due once a day. */
  restart(): Promise<void>
  close(): Promise<void>
}

interface Running {
  readonly store: Store
  readonly intake: Intake
  readonly app: FastifyInstance
}

const UNLIMITED = 1_000_000_000

export async function openServer(folder: string, logSeed: Uint8Array, time: Time): Promise<LifeServer> {
  const faults: unknown[] = []
  const start = async (): Promise<Running> => {
    const clock = () => time.now
    const store = openSqliteStore({ folder })
    const onFault = (error: unknown) => void faults.push(error)
    const intake = openIntake({
      store,
      notary,
      clock,
      organisation: null,
      logSeed,
      batchSeconds: 0,
      onFault,
    })
    const log = openLog({ level: 'error', clock, destination: { write: (line) => void faults.push(line) } })
    const limits = {
      trustProxy: false as const,
      tipsPerMinute: UNLIMITED,
      dropsPerMinute: UNLIMITED,
      requestsPerMinute: UNLIMITED,
    }
    return { store, intake, app: await buildApp({ intake, log, clock, config: limits }) }
  }
  const stop = async ({ store, intake, app }: Running) => {
    await app.close()
    intake.close()
    store.close()
  }
  let running = await start()
  return {
    store: () => running.store,
    faults,
    network: (breakage) => networkTo(() => running.app, time, breakage),
    restart: async () => {
      await stop(running)
      running = await start()
    },
    close: () => stop(running),
  }
}

/** A network that may break off, before a request arrives or before its answer comes back. */
const networkTo = (app: () => FastifyInstance, time: Time, breakage?: Breakage): Network => ({
  wait: async () => undefined,
  fetch: async (input, init) => {
    if (breakage?.isDue('request') === true) throw lost()
    const { pathname, search } = new URL(new Request(input).url)
    const body = init?.body as Uint8Array | undefined
    const answer = await app().inject({
      method: init?.method as 'GET',
      url: `${pathname}${search}`,
      headers: init?.headers as Record<string, string>,
      ...(body === undefined ? {} : { payload: Buffer.from(body) }),
    })
    if (breakage?.isDue('answer') === true) throw lost()
    const headers = new Headers({ date: new Date(time.now * 1000).toUTCString() })
    const bytes = new Uint8Array(answer.rawPayload)
    return new Response(bytes, { status: answer.statusCode, headers })
  },
})

const lost = () => new CandorError('network_unreachable', 'the connection broke off')
