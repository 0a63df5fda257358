import { describe, expect, it } from 'vitest'
import { verifyPromise } from '../../src/protocol/promise.ts'
import { encodeSubmission, LARGEST_SUBMISSION, parseEntries } from '../../src/protocol/wire.ts'
import { PAGE_POLICY } from '../../src/server/upload/page.ts'
import { fabricate, organisationOf, p, random, submission } from '../intake/support.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { bytesFrom, serverForTest, type TestServer } from './support.ts'

const organisation = organisationOf()
const { trusted } = organisation

type Fields = readonly (readonly [name: string, value: Uint8Array | string])[]

function hand({ origin }: TestServer, fields: Fields): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of fields) {
    if (typeof value === 'string') body.append(name, value)
    else body.append(name, new Blob([new Uint8Array(value)]), 'tip.candor')
  }
  return fetch(new URL('/v1/upload', origin), { method: 'POST', body })
}

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

const promiseIn = (html: string) => unescaped(/<pre lang="en">([\s\S]*)<\/pre>/.exec(html)?.[1] ?? '')

const headings = (html: string) => [...html.matchAll(/<h1>(.*?)<\/h1>/g)].map(([, text]) => text)

describe('a page without scripts', () => {
  it('hands in a sealed file, and shows the promise', async () => {
    const server = await serverForTest()
    const [tag, envelope] = [random(32), fabricate({ trusted })]
    const answer = await hand(server, [
      ['language', 'ru'],
      ['tip', encodeSubmission(tag, envelope)],
    ])
    const html = await answer.text()
    expect([answer.status, headings(html)]).toEqual([201, ['Ваше сообщение дошло']])
    expect(html).toContain('<html lang="ru"')
    const promised = verifyPromise(p, promiseIn(html), [p.verifyingKey(organisation.logKey)])
    expect(promised).toMatchObject({ orgId: trusted.orgId, envelope: p.sha256(envelope), tag })
    const entries = parseEntries(await bytesFrom(await server.get('/v1/entries?after=0')))
    expect(entries.rows).toHaveLength(1)
  })

  it('gets the same promise for the same file, and the one that a program gets', async () => {
    const server = await serverForTest()
    const file = submission({ trusted })
    const promises = await Promise.all(
      [1, 2].map(async () => promiseIn(await (await hand(server, [['tip', file]])).text())),
    )
    const byProgram = await (await server.send('POST', '/v1/tips', file)).text()
    expect(promises).toEqual([byProgram, byProgram])
  })

  it('is answered in the language it names, before or after the file, and otherwise in all', async () => {
    const server = await serverForTest()
    const file = ['tip', submission({ trusted })] as const
    const titles = async (fields: Fields) => headings(await (await hand(server, fields)).text())
    const [english, russian, kazakh] = ['Your tip has arrived', 'Ваше сообщение дошло', 'Хабарламаңыз жетті']
    expect(await titles([['language', 'kk'], file])).toEqual([kazakh])
    expect(await titles([file, ['language', 'en']])).toEqual([english])
    expect(await titles([file])).toEqual([english, russian, kazakh])
    for (const language of ['', 'de', '__proto__', 'toString', '<script>', 'x'.repeat(900)]) {
      const answer = await hand(server, [['language', language], file])
      const html = await answer.text()
      expect([answer.status, headings(html)]).toEqual([201, [english, russian, kazakh]])
      expect(html).not.toContain('<script')
    }
  })

  it('may do nothing in a browser but be read', async () => {
    const server = await serverForTest()
    for (const file of [submission({ trusted }), random(9)]) {
      const { headers } = await hand(server, [['tip', file]])
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(headers.get('content-security-policy')).toBe(PAGE_POLICY)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.has('access-control-allow-origin')).toBe(false)
    }
    expect(PAGE_POLICY).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; .*form-action 'none'.*sandbox$/,
    )
  })
})

describe('a file that is not taken', () => {
  const file = () => submission({ trusted })
  const cases: readonly (readonly [string, () => Fields, number, string])[] = [
    ['no file', () => [['language', 'en']], 400, 'not a whole tip.candor'],
    ['an empty form', () => [], 400, 'not a whole tip.candor'],
    ['text in the place of the file', () => [['tip', 'text']], 400, 'not a whole tip.candor'],
    ['an empty file', () => [['tip', new Uint8Array()]], 400, 'not a whole tip.candor'],
    ['another field', () => [['tap', file()]], 400, 'not a whole tip.candor'],
    [
      'a field too many',
      () => [
        ['tip', file()],
        ['language', 'en'],
        ['more', 'x'],
      ],
      413,
      'not a whole tip.candor',
    ],
    [
      'an unknown field',
      () => [
        ['name', 'Aigerim'],
        ['tip', file()],
      ],
      400,
      'not a whole tip.candor',
    ],
    [
      'two files',
      () => [
        ['tip', file()],
        ['tip', file()],
      ],
      413,
      'not a whole tip.candor',
    ],
    ['a cut file', () => [['tip', file().slice(0, -1)]], 400, 'not a whole tip.candor'],
    [
      'a file that is a little too long',
      () => [['tip', random(LARGEST_SUBMISSION + 1)]],
      413,
      'not a whole tip.candor',
    ],
    [
      'a file that is much too long',
      () => [['tip', new Uint8Array(3_000_000)]],
      413,
      'not a whole tip.candor',
    ],
    [
      'a foreign keyring',
      () => [['tip', submission({ trusted: organisationOf(3, 'foreign').trusted })]],
      409,
      'seal your tip again',
    ],
    [
      'a date wrong by a year',
      () => [['tip', submission({ trusted, epoch: THIS_EPOCH - 52 })]],
      400,
      'Check the date',
    ],
  ]
  it.each(cases)('is explained: %s', async (_, fields, status, words) => {
    const server = await serverForTest()
    const answer = await hand(server, fields())
    const html = await answer.text()
    expect([answer.status, headings(html)[0]]).toEqual([status, 'This was not taken'])
    expect(html).toContain(words)
    expect((await server.get('/healthz')).status).toBe(200)
    expect(parseEntries(await bytesFrom(await server.get('/v1/entries?after=0'))).rows).toEqual([])
  })

  it('is explained in the language that was chosen', async () => {
    const server = await serverForTest()
    const answer = await hand(server, [
      ['language', 'kk'],
      ['tip', random(9)],
    ])
    expect(headings(await answer.text())).toEqual(['Файл қабылданбады'])
  })

  it('is not read at all when it is no form, or does not say how long it is', async () => {
    const server = await serverForTest()
    for (const type of ['application/octet-stream', 'text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await server.send('POST', '/v1/upload', submission({ trusted }), type)
      expect([answer.status, headings(await answer.text())[0]]).toEqual([415, 'This was not taken'])
    }
    const bodies = [
      '',
      '--x',
      '--x\r\n\r\n',
      '--x\r\nContent-Disposition: form-data; name="tip"; filename="a"\r\n\r\nabc',
    ]
    for (const body of bodies) {
      const answer = await server.send('POST', '/v1/upload', body, 'multipart/form-data; boundary=x')
      expect(answer.status).toBe(400)
    }
    expect((await server.send('POST', '/v1/upload', 'x', 'multipart/form-data')).status).toBe(400)
    const endless = await server.raw(
      'POST /v1/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n--x\r\n0\r\n\r\n',
    )
    expect(endless).toMatch(/^HTTP\/1.1 411 /)
    expect(server.faults).toEqual([])
    expect(server.lines.filter((line) => line.includes('"error"'))).toEqual([])
  })

  it('shares the limit of tips', async () => {
    const server = await serverForTest({ tipsPerMinute: 2 })
    expect((await server.send('POST', '/v1/tips', submission({ trusted }))).status).toBe(201)
    expect((await hand(server, [['tip', submission({ trusted })]])).status).toBe(201)
    const refused = await hand(server, [['tip', submission({ trusted })]])
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(await refused.text()).toContain('send the same file again')
  })
})
