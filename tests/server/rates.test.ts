import { describe, expect, it } from 'vitest'
import { DAY, organisationOf, submission } from '../intake/support.ts'
import { refusal, serverForTest, type TestServer } from './support.ts'

const { trusted } = organisationOf()
const from = (address: string) => ({ 'x-forwarded-for': address })

async function drain({ get }: TestServer, times: number, address: string): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await get('/healthz', from(address))).status)
  return statuses
}

describe('too many requests', () => {
  it('are refused with the seconds to wait, and no count is given away', async () => {
    const { get } = await serverForTest({ requestsPerMinute: 3 })
    const answers = [
      await get('/healthz'),
      await get('/healthz'),
      await get('/healthz'),
      await get('/healthz'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
    }
    const seconds = answers[3]!.headers.get('retry-after')
    expect(Number(seconds)).toBeGreaterThan(0)
    expect(Number(seconds)).toBeLessThanOrEqual(60)
    const { code, message } = (await answers[3]!.json()) as Record<string, string>
    expect([code, message]).toEqual(['rate_limited', `too many requests: try again in ${seconds} seconds`])
  })

  it('count for addresses and methods that do not exist, and for refused bodies', async () => {
    const server = await serverForTest({ requestsPerMinute: 4 })
    const { get, send } = server
    expect(await refusal(await get('/nothing'))).toBe('404 not_found')
    expect(await refusal(await send('POST', '/healthz', 'x'))).toBe('405 request_malformed')
    expect(await refusal(await send('POST', '/v1/tips', 'x', 'text/plain'))).toBe('415 request_malformed')
    expect(await refusal(await send('POST', '/v1/tips', new Uint8Array(1_300_000)))).toBe(
      '413 request_malformed',
    )
    expect(await refusal(await get('/nothing'))).toBe('429 rate_limited')
  })

  it('have a limit of their own for tips', async () => {
    const { get, send } = await serverForTest({ tipsPerMinute: 2 })
    const statuses: number[] = []
    for (let i = 0; i < 3; i++)
      statuses.push((await send('POST', '/v1/tips', submission({ trusted }))).status)
    expect(statuses).toEqual([201, 201, 429])
    expect((await get('/v1/entries?after=0')).status).toBe(200)
  })
})

describe('who shares a limit', () => {
  it('are addresses in one IPv6 /64, and not those in another', async () => {
    const server = await serverForTest({ requestsPerMinute: 2, trustProxy: 1 })
    expect(await drain(server, 2, '2001:db8:0:1::1')).toEqual([200, 200])
    expect(await drain(server, 1, '2001:db8:0:1:ffff::2')).toEqual([429])
    expect(await drain(server, 1, '2001:db8:0:2::1')).toEqual([200])
  })

  it('are an IPv4 address and its IPv6 spelling', async () => {
    const server = await serverForTest({ requestsPerMinute: 1, trustProxy: ['127.0.0.1'] })
    expect(await drain(server, 1, '192.0.2.1')).toEqual([200])
    expect(await drain(server, 1, '::ffff:192.0.2.1')).toEqual([429])
    expect(await drain(server, 1, '192.0.2.2')).toEqual([200])
  })

  it('are all, when no proxy is trusted: what a client says of its address is not believed', async () => {
    const server = await serverForTest({ requestsPerMinute: 1 })
    expect([...(await drain(server, 1, '192.0.2.1')), ...(await drain(server, 1, '192.0.2.2'))]).toEqual([
      200, 429,
    ])
  })

  it('is forgotten when the day changes', async () => {
    const server = await serverForTest({ requestsPerMinute: 1 })
    expect(await drain(server, 2, '')).toEqual([200, 429])
    server.time.now += DAY
    expect(await drain(server, 1, '')).toEqual([200])
  })
})
