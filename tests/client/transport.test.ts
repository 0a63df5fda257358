import { describe, expect, it } from 'vitest'
import { type Call, type Network, send } from '../../src/client/transport.ts'
import { isCandorError } from '../../src/protocol/errors.ts'

const server = new URL('http://127.0.0.1:9')
const call: Call = { method: 'GET', path: '/v1/keyring', limit: 100 }

/** A network that plays these answers in turn, the last one for ever, and notes how long it was asked to wait. */
function network(...answers: (() => Response)[]) {
  const waits: number[] = []
  const requests: Request[] = []
  const play: Network = {
    fetch: async (input, init) => {
      requests.push(new Request(input, init))
      return (answers[Math.min(requests.length, answers.length) - 1] as () => Response)()
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds / 1000)
    },
  }
  return { play, waits, requests }
}

const ok =
  (body = 'yes', headers = {}) =>
  () =>
    new Response(body, { headers })
const failing =
  (status: number, code: string, headers = {}) =>
  () =>
    new Response(JSON.stringify({ code, message: 'no' }), { status, headers })
const broken = () => () => {
  throw new TypeError('fetch failed')
}

async function refusal(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return isCandorError(error) ? error.code : error
}

describe('the client', () => {
  it('tries again after a broken connection, and loses nothing', async () => {
    const { play, waits } = network(broken(), broken(), ok())
    expect(await send(play, server, call)).toMatchObject({ body: new TextEncoder().encode('yes') })
    expect(waits).toEqual([1, 2])
  })

  it('waits as long as a busy server asks, and says why', async () => {
    const { play, waits } = network(failing(429, 'rate_limited', { 'retry-after': '37' }), ok())
    const said: unknown[] = []
    await send({ ...play, onWait: (...why) => said.push(why) }, server, call)
    expect(waits).toEqual([37])
    expect(said).toEqual([[37, 'rate_limited']])
  })

  it('gives up when a server asks for more patience than anyone has', async () => {
    const { play, waits } = network(failing(429, 'rate_limited', { 'retry-after': '7200' }))
    expect(await refusal(send(play, server, call))).toBe('rate_limited')
    expect(waits).toEqual([])
  })

  it('gives up in the end, with the last reason', async () => {
    const { play, requests } = network(broken())
    expect(await refusal(send(play, server, call))).toBe('network_unreachable')
    expect(requests).toHaveLength(3)
  })

  it('is patient where giving up would lose something', async () => {
    const { play, requests } = network(broken())
    expect(await refusal(send(play, server, { ...call, patient: true }))).toBe('network_unreachable')
    expect(requests).toHaveLength(6)
  })

  it('does not repeat what was refused for good', async () => {
    const { play, requests } = network(failing(409, 'envelope_conflict'))
    expect(await refusal(send(play, server, call))).toBe('envelope_conflict')
    expect(requests).toHaveLength(1)
  })

  it.each(['vault_missing', 'password_wrong', 'file_damaged', 'made_up', 7])(
    'does not let a server speak of what it cannot know: %s',
    async (code) => {
      const { play } = network(failing(400, code as string))
      expect(await refusal(send(play, server, call))).toBe('answer_malformed')
    },
  )

  it('stops reading an answer that is longer than any honest one', async () => {
    let sent = 0
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            sent += 64
            controller.enqueue(new Uint8Array(64))
          },
        }),
      )
    const { play } = network(endless)
    expect(await refusal(send(play, server, call))).toBe('answer_malformed')
    expect(sent).toBeLessThan(1000)
  })

  it('sends no cookie, no referrer and follows no redirect', async () => {
    const { play, requests } = network(ok())
    await send(play, server, call)
    expect(requests[0]).toMatchObject({
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
    })
  })

  it('reads the clock of the server', async () => {
    const { play } = network(ok('yes', { date: 'Sat, 21 Nov 2026 10:00:00 GMT' }))
    expect((await send(play, server, call)).serverTime).toBe(Date.UTC(2026, 10, 21, 10) / 1000)
  })
})
