import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeskState } from '../../src/local/wire.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { type Answer, ask, deskOf, type TestDesk } from './desk.ts'

let office: Office
let desk: TestDesk

beforeAll(async () => {
  office = await openOffice([])
  await office.tip('Nobody else may read this.')
  desk = await deskOf(office, 'aigerim')
}, 60_000)

afterAll(async () => {
  await desk.close()
  await office.close()
})

const port = () => new URL(desk.origin).port
const state = (headers: Record<string, string>) =>
  desk.ask<DeskState>('GET', '/api/state', undefined, headers)

/** A refusal says its code and a sentence, and nothing of the vault. */
function expectRefused({ status, body, text }: Answer<unknown>, wanted: number, code = 'request_malformed') {
  expect(status).toBe(wanted)
  expect(body).toEqual({ code, message: expect.any(String) })
  expect(text).not.toContain('aigerim')
}

describe('a name of somebody else’s that leads to this machine', () => {
  for (const host of [
    'evil.example',
    'localhost',
    '127.0.0.2',
    '[::1]',
    '127.0.0.1.evil.example',
    '0.0.0.0',
  ]) {
    test(`learns nothing as ${host}`, async () => {
      for (const path of ['/api/state', '/', '/desk.js', '/nothing']) {
        const answer = await desk.ask('GET', path, undefined, { host: `${host}:${port()}` })
        expectRefused(answer, 421)
      }
    })
  }

  test('nor without a port, nor with another one', async () => {
    expectRefused(await state({ host: '127.0.0.1' }), 421)
    expectRefused(await state({ host: '127.0.0.1:1' }), 421)
  })
})

describe('a page of another origin', () => {
  for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost', 'file://'])
    test(`is refused as ${origin}`, async () => {
      expectRefused(await state({ origin }), 403)
      expectRefused(await desk.ask('POST', '/api/lock', {}, { origin }), 403)
    })

  for (const site of ['cross-site', 'same-site', 'none'])
    test(`is refused where the browser says ${site}`, async () => {
      expectRefused(await state({ 'sec-fetch-site': site }), 403)
      const script = { 'sec-fetch-site': site, 'sec-fetch-dest': 'script' }
      expectRefused(await desk.ask('GET', '/desk.js', undefined, script), 403)
    })

  test('is given no leave to ask', async () => {
    const asked = { origin: 'http://evil.example', 'access-control-request-method': 'POST' }
    const foreign = await desk.ask('OPTIONS', '/api/deeds', undefined, asked)
    expect(foreign.status).toBe(403)
    const own = await desk.ask('OPTIONS', '/api/deeds', undefined, { origin: desk.origin })
    expect(own.status).toBe(405)
    for (const { headers } of [foreign, own])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('another user of this machine', () => {
  const without = (method: string, path: string, headers: Record<string, string> = {}) =>
    ask<Record<string, unknown>>(desk.origin, method, path, method === 'GET' ? undefined : {}, headers)

  const paths: readonly (readonly [string, string])[] = [
    ['GET', '/api/state'],
    ['GET', '/api/inbox'],
    ['GET', '/api/changes?after=0'],
    ['GET', '/api/cases/1'],
    ['GET', '/api/search?q=a'],
    ['GET', '/api/keys'],
    ['POST', '/api/unlock'],
    ['POST', '/api/lock'],
    ['POST', '/api/alive'],
    ['POST', '/api/sync'],
    ['POST', '/api/deeds'],
    ['PUT', '/api/preferences'],
    // Other spellings of the same addresses.
    ['GET', '/%61pi/inbox'],
    ['GET', '/api/%69nbox'],
    ['GET', '/api/state?/api/session'],
  ]
  for (const [method, path] of paths)
    test(`without a session gets nothing from ${method} ${path}`, async () => {
      expectRefused(await without(method, path), 401, 'session_missing')
    })

  test('guesses no session', async () => {
    const guesses = [
      '',
      'a'.repeat(43),
      `${desk.session}a`,
      desk.session.slice(1),
      `A${desk.session.slice(1)}`,
    ]
    for (const guess of guesses.filter((each) => each !== desk.session))
      expectRefused(
        await without('GET', '/api/state', { authorization: `Bearer ${guess}` }),
        401,
        'session_missing',
      )
    expectRefused(await without('GET', '/api/state', { authorization: desk.session }), 401, 'session_missing')
    expectRefused(
      await without('GET', '/api/state', { cookie: `session=${desk.session}` }),
      401,
      'session_missing',
    )
  })

  const take = (token: unknown) =>
    ask<{ readonly session: string }>(desk.origin, 'POST', '/api/session', { token }, {})

  test('takes no link that was followed before, and a guess spoils nobody’s link', async () => {
    const token = new URL(desk.newLink()).hash.slice(1)
    for (const guess of ['', 'a', 'a'.repeat(43), `${token}a`])
      expect((await take(guess)).status).not.toBe(200)
    expect((await take(token)).status).toBe(200)
    expectRefused(await take(token), 401, 'session_missing')
  })

  test('who is a moment later than the owner has nothing', async () => {
    const token = new URL(desk.newLink()).hash.slice(1)
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('a new link takes the place of one that nobody followed', async () => {
    const old = new URL(desk.newLink()).hash.slice(1)
    desk.newLink()
    expect((await take(old)).status).toBe(401)
  })

  test('a token has as many bits as nobody guesses, and never the same', () => {
    const tokens = Array.from({ length: 50 }, () => new URL(desk.newLink()).hash.slice(1))
    expect(new Set(tokens).size).toBe(50)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
  })
})

describe('what is no request of the page’s', () => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', '']
  for (const type of [...types, 'application/json; charset=utf-8', 'application/json, text/plain'])
    test(`is refused as “${type}”`, async () => {
      const answer = await desk.ask('POST', '/api/lock', '{}', { 'content-type': type })
      expectRefused(answer, 415)
      expect((await state({})).body.locked).toBe(false)
    })

  for (const method of ['PATCH', 'HEAD', 'TRACE', 'PROPFIND'])
    test(`is refused as ${method}`, async () => {
      expect([404, 405]).toContain((await desk.ask(method, '/api/state')).status)
    })

  test('is refused where it is no JSON, or says more than it may', async () => {
    const send = (body: string) => desk.ask('POST', '/api/cases/1/open', body)
    for (const body of ['', '{', 'null', '[]', '"a"', '{"acknowledge":false}', '{"seen":[]}'])
      expectRefused(await send(body), 400)
    for (const more of [
      '"acknowledge":1',
      '"acknowledge":false,"more":1',
      '"acknowledge":false,"__proto__":{"a":1}',
    ])
      expectRefused(await send(`{"seen":[],${more}}`), 400)
    for (const seen of ['a'.repeat(63), 'A'.repeat(64), 1, null])
      expectRefused(await send(JSON.stringify({ seen: [seen], acknowledge: false })), 400)
    const many = Array.from({ length: 10_001 }, () => 'a'.repeat(64))
    expectRefused(await send(JSON.stringify({ seen: many, acknowledge: false })), 400)
  })

  test('is not read to its end where it is too long', async () => {
    const note = 'a'.repeat(1024 * 1024)
    const draft = { kind: 'say', told: 'under-review', toSource: '', note }
    const answer = await desk.ask('PUT', '/api/cases/1/draft', draft)
    expectRefused(answer, 413)
  })

  for (const number of ['0', '-1', '1e3', '01', '1.5', '%31%00', 'abc', '99999999999'])
    test(`is refused as case ${number}`, async () => {
      expect([400, 404]).toContain((await desk.ask('GET', `/api/cases/${number}`)).status)
    })

  test('gets no answer where it is no HTTP', async () => {
    const socket = connect(Number(port()), '127.0.0.1')
    let answered = ''
    socket.on('data', (part) => {
      answered += part.toString()
    })
    await new Promise((resolve) => {
      socket.on('close', resolve).on('error', resolve)
      socket.write('NONSENSE\r\n\r\n')
    })
    expect(answered).toBe('')
  })
})

describe('a path that leads elsewhere', () => {
  const paths = [
    '/../package.json',
    '/%2e%2e/package.json',
    '/desk.js/../../cli/main.js',
    '/..%5c..%5cpackage.json',
  ]
  for (const path of [...paths, '/index.html', '/desk-page', '/.stamp', '//etc/passwd', '/api', '/%'])
    test(`finds nothing at ${path}`, async () => {
      const { status, text } = await desk.ask('GET', path)
      expect([400, 404]).toContain(status)
      expect(text).not.toMatch(/candor"|root:/)
    })
})

describe('every answer', () => {
  const wanted = {
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }

  const asked: readonly (readonly [string, string, Record<string, string>])[] = [
    ['GET', '/', {}],
    ['GET', '/desk.js', {}],
    ['GET', '/desk.css', {}],
    ['GET', '/api/state', {}],
    ['GET', '/nothing', {}],
    ['GET', '/api/state', { host: 'evil.example' }],
    ['GET', '/api/state', { authorization: '' }],
    ['GET', '/%', {}],
    ['OPTIONS', '/api/state', {}],
    ['POST', '/api/lock', { 'content-type': 'text/plain' }],
  ]
  for (const [method, path, headers] of asked)
    test(`keeps everybody else out of it: ${method} ${path} ${JSON.stringify(headers)}`, async () => {
      const answer = await desk.ask(method, path, method === 'POST' ? '{}' : undefined, headers)
      expect(answer.headers).toMatchObject(wanted)
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("trusted-types 'none'")
      expect(policy).not.toMatch(/https?:|\*|unsafe|blob:/)
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.headers['server']).toBeUndefined()
    })
})
