import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { encodeSubmission } from '../../src/protocol/wire.ts'
import { authorize, fabricate, organisationOf, random, submission } from '../intake/support.ts'
import { drop } from '../store/rows.ts'
import { OCTETS, serverForTest, type TestServer } from './support.ts'

const organisation = organisationOf()
const { trusted, people } = organisation

/** One of everything, good and bad, each marked with a word that must not be kept. */
async function session({ origin, get, send, raw }: TestServer): Promise<string[]> {
  const tag = Buffer.from('CANARYBODYCANARYBODYCANARYBODY!!')
  const path = '/v1/tips?after=0'
  const marked = { 'user-agent': 'CANARYAGENT', 'x-forwarded-for': '203.0.113.9', cookie: 'CANARYCOOKIE=1' }
  await get('/v1/keyring?CANARYQUERY=1', marked)
  await get('/CANARYPATH', marked)
  await get('/v1/keyrings/77712345', marked)
  await get('/v1/keyrings/CANARYPARAM', marked)
  await get(`/v1/keyrings/${'CANARYLONG'.repeat(9)}`, marked)
  await get('/v1/keyrings/CANARY%zz', marked)
  await get(path, { ...marked, authorization: authorize(organisation, people[0]!, path) })
  await get(path, { ...marked, authorization: 'CANARYAUTHORIZATION' })
  await send('POST', '/v1/tips', encodeSubmission(tag, fabricate({ trusted })))
  await send('POST', '/v1/tips', 'CANARYBODY', 'text/CANARYTYPE')
  const [mine, ours] = [drop(), drop('team')]
  await send('PUT', `/v1/drops/${toHex(mine.locator)}`, mine.cell)
  await send('PUT', `/v1/drops/${toHex(mine.locator)}`, ours.cell)
  await send('PUT', `/v1/drops/${toHex(mine.locator)}CANARY`, mine.cell)
  await send('PUT', `/v1/team/drops/${toHex(ours.locator)}`, ours.cell)
  await get('/v1/drops/2968/0', marked)
  await get('/v1/drops/77712345/0', marked)
  await send('PUT', '/v1/keyring', '{"CANARYBODY":1}', 'application/json')
  await send('PUT', `/v1/recipients/${people[0]!.id}/epochs`, encodeIntakeBlock(people[0]!.block))
  await fetch(new URL('/v1/tips', origin), { method: 'DELETE', headers: marked })
  await raw('CANARY NONSENSE\r\n\r\n')
  await raw(
    'POST /v1/tips HTTP/1.1\r\nHost: CANARYHOST\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\nCANARY\r\n',
  )
  const locators = [mine, ours].map(({ locator }) => toHex(locator).slice(8, 40))
  return [
    ...locators,
    'CANARY',
    '203.0.113.9',
    '127.0.0.1',
    '77712345',
    people[0]!.id,
    tag.toString('hex'),
    '::1',
  ]
}

describe('the log of a whole session', () => {
  it.each(['debug', 'info'] as const)('at level %s holds nothing of any request', async (logLevel) => {
    const server = await serverForTest({ logLevel })
    const secrets = await session(server)
    const log = server.lines.join('')
    for (const secret of secrets) expect(log.toLowerCase()).not.toContain(secret.toLowerCase())
    expect(log).not.toMatch(/\d\d:\d\d/)
    expect(log).not.toMatch(/\d{10}/)
    expect(server.lines.length > 0).toBe(logLevel === 'debug')
    for (const line of server.lines) {
      const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>
      expect([level, time, msg]).toEqual(['debug', '2026-11-21', 'answered'])
      expect(Object.keys(rest)).toEqual(['route', 'method', 'status'])
      expect(rest['route']).toMatch(/^(none|\/healthz|\/v1\/[a-z.:/]+)$/)
    }
  })
})

describe('every answer', () => {
  it('forbids the browser everything and is never kept', async () => {
    const { get, send, origin, raw } = await serverForTest({ requestsPerMinute: 8 })
    const answers = [
      await get('/healthz'),
      await get('/v1/keyring'),
      await get('/v1/entries?after=0'),
      await send('POST', '/v1/tips', submission({ trusted })),
      await get('/nothing'),
      await send('POST', '/v1/tips', random(9), 'text/html'),
      await fetch(new URL('/v1/tips', origin), { method: 'DELETE' }),
      await get('/v1/tips?after=0'),
      await get('/healthz'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 201, 404, 415, 405, 401, 429])
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject(strict)
      expect(headers.get('date')).toMatch(/ GMT$/)
      expect(headers.has('server') || headers.has('x-powered-by') || headers.has('set-cookie')).toBe(false)
      expect(headers.get('permissions-policy')).toContain('camera=()')
    }
    for (const text of [
      await raw('NONSENSE\r\n\r\n'),
      await raw('GET /v1/keyrings/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    ]) {
      expect(text).toMatch(/^HTTP\/1.1 400 /)
      expect(text).toMatch(/\r\ncache-control: no-store\r\n/)
      expect(text).toMatch(/\r\ncontent-security-policy: default-src 'none'/)
      expect(text).toMatch(/\r\ndate: /i)
      expect(text).toContain('{"code":"request_malformed"')
    }
  })

  it('is never cached nor answered from a cache', async () => {
    const { get } = await serverForTest()
    const { headers } = await get('/v1/keyring', { 'if-none-match': '*' })
    expect([headers.get('etag'), headers.get('last-modified')]).toEqual([null, null])
  })

  it('says what type it has', async () => {
    const { get } = await serverForTest()
    const types = await Promise.all(
      ['/v1/keyring', '/v1/entries?after=0', '/nothing'].map(async (path) =>
        (await get(path)).headers.get('content-type'),
      ),
    )
    expect(types).toEqual(['application/json', OCTETS, 'application/json; charset=utf-8'])
  })
})

const strict = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
}
