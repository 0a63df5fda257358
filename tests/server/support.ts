import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../src/server/app.ts'
import type { Config, LogLevel } from '../../src/server/config.ts'
import type { FormFile } from '../../src/server/form/files.ts'
import { type ConnectionLimits, connectionLimits } from '../../src/server/limits.ts'
import { openLog } from '../../src/server/log.ts'
import { intakeForTest, type TestIntake, type TestIntakeOptions } from '../intake/support.ts'

export interface TestServer extends TestIntake {
  readonly origin: string
  readonly port: number
  /** As it listens. */
  readonly server: Server
  /** Every line that was logged. */
  readonly lines: string[]
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
  readonly send: (
    method: 'POST' | 'PUT',
    path: string,
    body: Uint8Array | string,
    type?: string,
  ) => Promise<Response>
  /** Writes bytes to a fresh connection and answers with all that comes back until it closes. */
  readonly raw: (text: string) => Promise<string>
  readonly stop: () => Promise<void>
}

export interface TestServerOptions extends TestIntakeOptions, Partial<Pick<Config, 'trustProxy'>> {
  readonly tipsPerMinute?: number
  readonly dropsPerMinute?: number
  readonly requestsPerMinute?: number
  readonly logLevel?: LogLevel
  readonly limits?: Partial<ConnectionLimits>
  readonly form?: readonly FormFile[]
}

export const OCTETS = 'application/octet-stream'

/** A real server on a free port, over a real store. */
export async function serverForTest(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    trustProxy = false,
    tipsPerMinute = 10_000,
    dropsPerMinute = 10_000,
    requestsPerMinute = 10_000,
    logLevel = 'debug',
    form = [],
  } = options
  const intake = intakeForTest(options)
  const lines: string[] = []
  const clock = () => intake.time.now
  const log = openLog({ level: logLevel, clock, destination: { write: (line) => lines.push(line) } })
  const config = { trustProxy, tipsPerMinute, dropsPerMinute, requestsPerMinute }
  const app = await buildApp({
    intake,
    log,
    clock,
    config,
    form,
    limits: { ...connectionLimits, ...options.limits },
  })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  const { port } = app.server.address() as AddressInfo
  return {
    ...intake,
    origin,
    port,
    server: app.server,
    lines,
    get: (path, headers = {}) => fetch(new URL(path, origin), { headers }),
    send: (method, path, body, type = OCTETS) => {
      const bytes = typeof body === 'string' ? body : new Uint8Array(body)
      const init = { method, body: bytes, headers: { 'content-type': type } }
      return fetch(new URL(path, origin), init)
    },
    raw: (text) => exchange(port, text),
    stop: () => app.close().then(() => intake.close()),
  }
}

async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const parts: string[] = []
  socket.on('data', (part) => parts.push(part.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return parts.join('')
}

export const bytesFrom = async (response: Response) => new Uint8Array(await response.arrayBuffer())

/** Status and code of a refusal, after checking its form. */
export async function refusal(response: Response): Promise<string> {
  const body = (await response.json()) as Record<string, unknown>
  const { code, message, ...rest } = body
  if (typeof code !== 'string' || typeof message !== 'string' || Object.keys(rest).length > 0) {
    throw new Error(`not a refusal: ${JSON.stringify(body)}`)
  }
  return `${response.status} ${code}`
}
