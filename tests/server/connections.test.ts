import { connect, Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { organisationOf, submission } from '../intake/support.ts'
import { serverForTest, type TestServer } from './support.ts'

const hasty = { headersMs: 300, requestMs: 600, silenceMs: 5_000, keepAliveMs: 200, checkMs: 100 }
const head =
  'POST /v1/tips HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 20000\r\n'

/** Milliseconds until the server hangs up on somebody who sends a byte now and then. */
function drip(port: number, start: string, bytes: string): Promise<{ after: number; text: string }> {
  const begun = performance.now()
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    const timer = setInterval(() => socket.write(bytes), 50)
    socket.write(start)
    socket.on('data', (part) => {
      text += part.toString()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ after: performance.now() - begun, text })
    })
  })
}

describe('a connection', () => {
  it('that sends its headers too slowly is closed', async () => {
    const { port } = await serverForTest({ limits: hasty })
    const { after, text } = await drip(port, 'GET /healthz HTTP/1.1\r\n', 'x')
    expect(after).toBeLessThan(3_000)
    expect(text).toMatch(/^HTTP\/1.1 408 /)
    expect(text).toContain('"code":"request_malformed"')
  })

  it('that sends its body too slowly is closed', async () => {
    const { port, store } = await serverForTest({ limits: hasty })
    const { after } = await drip(port, `${head}\r\n`, 'x')
    expect(after).toBeLessThan(3_000)
    expect(store.openBatch().tips).toBe(0)
  })

  it('that says nothing is closed', async () => {
    const { port } = await serverForTest({ limits: { ...hasty, silenceMs: 200 } })
    const { after } = await drip(port, '', '')
    expect(after).toBeLessThan(3_000)
  })

  it('may not send more headers than a request needs', async () => {
    const { raw } = await serverForTest()
    const text = await raw(`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1.1 431 /)
  })

  it('is renewed after so many requests', async () => {
    const { raw } = await serverForTest({ limits: { ...hasty, requestsPerConnection: 2 } })
    const request = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    const text = await raw(request + request)
    expect(text.match(/HTTP\/1.1 200 /g)).toHaveLength(2)
    expect(text.toLowerCase()).toContain('connection: close')
  })

  it('beyond the number allowed is turned away, and the others are served', async () => {
    const { port, get, raw } = await serverForTest({ limits: { connections: 3 } })
    const idle = Array.from({ length: 2 }, () => connect(port, '127.0.0.1'))
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.on('connect', resolve))))
    expect((await get('/healthz')).status).toBe(200)
    expect(await raw('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
    for (const socket of idle) socket.destroy()
  })
})

/** A connection from an address that the machine of the tests does not have. */
const from = (address: string) => Object.defineProperty(new Socket(), 'remoteAddress', { value: address })

/** Which of the connections stay open. */
function arrive(
  { server }: TestServer,
  addresses: readonly string[],
): { sockets: Socket[]; open: boolean[] } {
  const sockets = addresses.map(from)
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  for (const socket of sockets) server.emit('connection', socket)
  return { sockets, open: sockets.map(({ destroyed }) => !destroyed) }
}

describe('one address', () => {
  const limits = { connectionsPerAddress: 2 }

  it('cannot hold all connections: what is beyond its share is closed', async () => {
    const server = await serverForTest({ limits })
    const { open } = arrive(server, ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.1'])
    expect(open).toEqual([true, true, false, true, false])
    expect((await server.get('/healthz')).status).toBe(200)
  })

  it('is the same in its IPv6 spelling, and a whole IPv6 /64 is one', async () => {
    const server = await serverForTest({ limits })
    expect(arrive(server, ['192.0.2.1', '192.0.2.1', '::ffff:192.0.2.1']).open).toEqual([true, true, false])
    const network = ['2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::3', '2001:db8:0:2::1']
    expect(arrive(server, network).open).toEqual([true, true, false, true])
  })

  it('gets its share back when its connections close', async () => {
    const server = await serverForTest({ limits })
    const { sockets } = arrive(server, Array(4).fill('192.0.2.1'))
    sockets[0]!.destroy()
    await new Promise(setImmediate)
    expect(arrive(server, Array(3).fill('192.0.2.1')).open).toEqual([true, false, false])
  })

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'may hold as many as there are when it is loopback, where Tor comes from: %s',
    async (address) => {
      const server = await serverForTest({ limits })
      expect(arrive(server, Array(5).fill(address)).open).toEqual(Array(5).fill(true))
    },
  )

  it.each([1, ['192.0.2.1']])('may hold as many as there are behind a proxy: %j', async (trustProxy) => {
    const server = await serverForTest({ limits, trustProxy })
    expect(arrive(server, Array(5).fill('192.0.2.1')).open).toEqual(Array(5).fill(true))
  })
})

describe('a server that stops', () => {
  it('answers what it has begun, and keeps it', async () => {
    const { send, stop, store } = await serverForTest({ batchSeconds: 600 })
    const { trusted } = organisationOf()
    const begun = Array.from({ length: 8 }, () => send('POST', '/v1/tips', submission({ trusted })))
    const all = Promise.allSettled(begun)
    await Promise.race(begun)
    await stop()
    const answered = (await all).filter(
      (each) => each.status === 'fulfilled' && each.value.status === 201,
    ).length
    expect(answered).toBeGreaterThan(0)
    expect(store.entries(0, 99).rows.length).toBeGreaterThanOrEqual(answered)
  })
})
