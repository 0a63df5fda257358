import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock, LARGEST_INTAKE_BLOCK, parseIntakeKeys } from '../../src/protocol/epoch.ts'
import { LARGEST_STATEMENT } from '../../src/protocol/keyring/dsse.ts'
import { verifyPromise } from '../../src/protocol/promise.ts'
import { dayText } from '../../src/protocol/time.ts'
import { encodeSubmission, LARGEST_SUBMISSION, parseEntries, parseTips } from '../../src/protocol/wire.ts'
import {
  authorize,
  fabricate,
  folderForTest,
  intakeForTest,
  NOON,
  organisationOf,
  p,
  random,
  storeForTest,
  submission,
  successor,
} from '../intake/support.ts'
import {
  deterministic,
  makePerson,
  recipientOf,
  signAll,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'
import { bytesFrom, OCTETS, refusal, serverForTest } from './support.ts'

const organisation = organisationOf()
const { trusted, people } = organisation
const [first] = people
const JSON_TYPE = 'application/json'

describe('a whole round over HTTP', () => {
  it('publishes, delivers, submits, lists and reads', async () => {
    const { get, send } = await serverForTest({ upTo: 'empty' })
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok', organisation: null, keyring: null })
    expect(await refusal(await get('/v1/keyring'))).toBe('404 keyring_missing')

    const published = await send('PUT', '/v1/keyring', organisation.statement, JSON_TYPE)
    expect(await published.json()).toEqual({ seq: 1, served: false, waitingFor: people.map(({ id }) => id) })
    expect(await bytesFrom(await get('/v1/keyrings/1'))).toEqual(organisation.statement)
    for (const { id, block } of people) {
      expect((await send('PUT', `/v1/recipients/${id}/epochs`, encodeIntakeBlock(block))).status).toBe(200)
    }
    const keyring = await get('/v1/keyring')
    expect(keyring.headers.get('content-type')).toContain(JSON_TYPE)
    expect(await bytesFrom(keyring)).toEqual(organisation.statement)
    const health = await (await get('/healthz')).json()
    expect(health).toEqual({ status: 'ok', organisation: toHex(trusted.orgId), keyring: 1 })
    const keys = await bytesFrom(await get(`/v1/epochs/${THIS_EPOCH}`))
    expect(parseIntakeKeys(p, organisation.keyring, THIS_EPOCH, keys)).toEqual(organisation.keys)

    const [tag, envelope] = [random(32), fabricate({ trusted })]
    const answer = await send('POST', '/v1/tips', encodeSubmission(tag, envelope))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/plain; charset=utf-8'])
    const promised = verifyPromise(p, await answer.text(), [p.verifyingKey(organisation.logKey)])
    expect(promised).toEqual({ orgId: trusted.orgId, envelope: p.sha256(envelope), tag, day: TODAY })

    const entries = parseEntries(await bytesFrom(await get('/v1/entries?after=0')))
    expect(entries.rows).toEqual([{ batch: 1, day: TODAY, tag, hash: p.sha256(envelope) }])
    const path = '/v1/tips?after=0'
    const tips = await get(path, { authorization: authorize(organisation, first!, path) })
    expect(parseTips(await bytesFrom(tips))).toEqual({
      next: 1,
      more: false,
      rows: [{ batch: 1, tag, envelope }],
    })
  })

  it('gives the same bytes the same answer after a restart', async () => {
    const folder = folderForTest()
    const body = submission({ trusted })
    const before = await serverForTest({ store: storeForTest({ folder }) })
    const promise = await (await before.send('POST', '/v1/tips', body)).text()
    expect(await (await before.send('POST', '/v1/tips', body)).text()).toBe(promise)
    await before.stop()
    const after = await serverForTest({ store: storeForTest({ folder }), upTo: 'empty' })
    const again = await after.send('POST', '/v1/tips', body)
    expect([again.status, await again.text()]).toEqual([201, promise])
  })
})

describe('PUT /v1/keyring refuses', () => {
  const newcomer = makePerson(p, deterministic('newcomer'), 2)
  const recipients = [...organisation.keyring.recipients, recipientOf(p, newcomer, 'New', ['main'])]
  const next = { ...organisation.keyring, seq: 2, previous: toBase64(trusted.hash) }
  const cases: readonly (readonly [string, () => Uint8Array, string])[] = [
    ['an unsigned one', () => signAll(p, next, []), '401 keyring_unsigned'],
    ['one signed by a stranger', () => signAll(p, next, [random(32)]), '401 keyring_unsigned'],
    [
      'one that has expired',
      () => successor(organisation, { validUntil: dayText(TODAY - 1) }),
      '400 keyring_expired',
    ],
    [
      'one that goes back',
      () => successor(organisation, { validFrom: dayText(TODAY - 9) }),
      '409 keyring_rolled_back',
    ],
    ['a fork', () => successor(organisation, { previous: toBase64(random(32)) }), '409 keyring_forked'],
    ['a gap', () => successor(organisation, { seq: 3 }), '409 keyring_gap'],
    [
      'an unapproved reader',
      () => signAll(p, { ...next, recipients }, organisation.roots),
      '403 keyring_unapproved',
    ],
    ['another organisation’s', () => organisationOf(3, 'foreign').statement, '403 keyring_foreign'],
    ['a cut one', () => successor(organisation, {}).slice(0, -5), '400 keyring_malformed'],
    ['one of nothing', () => new Uint8Array(), '400 keyring_malformed'],
    ['one that is too long', () => new Uint8Array(LARGEST_STATEMENT + 1), '413 request_malformed'],
  ]
  it.each(cases)('%s', async (_, make, expected) => {
    const { send, get } = await serverForTest()
    expect(await refusal(await send('PUT', '/v1/keyring', make(), JSON_TYPE))).toBe(expected)
    expect(await bytesFrom(await get('/v1/keyring'))).toEqual(organisation.statement)
  })

  it('too few signatures of the roots', async () => {
    const two = organisationOf(1, 'two roots')
    const { send } = await serverForTest({ organisation: two })
    const raised = { threshold: 2, roots: [...two.keyring.roots, toBase64(p.verifyingKey(random(32)))] }
    const answer = await send('PUT', '/v1/keyring', successor(two, raised), JSON_TYPE)
    expect(await refusal(answer)).toBe('401 keyring_unsigned')
  })

  it('another content type', async () => {
    const { send } = await serverForTest()
    const answer = await send('PUT', '/v1/keyring', organisation.statement, OCTETS)
    expect(await refusal(answer)).toBe('415 request_malformed')
  })
})

describe('PUT /v1/recipients/:id/epochs refuses', () => {
  const block = encodeIntakeBlock(first!.block)
  const cases: readonly (readonly [string, string, Uint8Array, string])[] = [
    ['a foreign block', people[1]!.id, block, '401 request_unsigned'],
    [
      'an unsigned block',
      first!.id,
      Uint8Array.from(block, (byte, i) => (i === block.length - 9 ? byte ^ 1 : byte)),
      '401 request_unsigned',
    ],
    ['a cut block', first!.id, block.slice(0, 99), '400 request_malformed'],
    [
      'a block that is too long',
      first!.id,
      new Uint8Array(LARGEST_INTAKE_BLOCK + 1),
      '413 request_malformed',
    ],
    ['somebody unknown', 'f'.repeat(32), block, '403 recipient_unknown'],
    ['a name that is none', 'F'.repeat(32), block, '400 request_malformed'],
    ['a name that is too short', 'f'.repeat(31), block, '400 request_malformed'],
    ['a name that is too long', 'f'.repeat(65), block, '414 request_malformed'],
  ]
  it.each(cases)('%s', async (_, id, bytes, expected) => {
    const { send } = await serverForTest()
    expect(await refusal(await send('PUT', `/v1/recipients/${id}/epochs`, bytes))).toBe(expected)
  })
})

describe('POST /v1/tips refuses', () => {
  const cases: readonly (readonly [string, () => Uint8Array, string])[] = [
    ['nothing', () => new Uint8Array(), '400 envelope_malformed'],
    ['a cut envelope', () => submission({ trusted }).slice(0, -1), '400 envelope_malformed'],
    ['the wrong number of slots', () => submission({ trusted, recipients: 4 }), '400 envelope_malformed'],
    [
      'a foreign keyring',
      () => submission({ trusted: organisationOf(3, 'foreign').trusted }),
      '409 envelope_stale',
    ],
    ['a date wrong by a year', () => submission({ trusted, epoch: THIS_EPOCH - 52 }), '400 clock_wrong'],
    ['a body that is too long', () => new Uint8Array(LARGEST_SUBMISSION + 1), '413 request_malformed'],
  ]
  it.each(cases)('%s', async (_, make, expected) => {
    const { send } = await serverForTest()
    expect(await refusal(await send('POST', '/v1/tips', make()))).toBe(expected)
  })

  it('an envelope that is held under another tag', async () => {
    const { send } = await serverForTest()
    const envelope = fabricate({ trusted })
    expect((await send('POST', '/v1/tips', encodeSubmission(random(32), envelope))).status).toBe(201)
    const again = await send('POST', '/v1/tips', encodeSubmission(random(32), envelope))
    expect(await refusal(again)).toBe('409 envelope_conflict')
  })

  it('other content types, and none', async () => {
    const { send, raw } = await serverForTest()
    for (const type of [JSON_TYPE, 'text/plain', 'multipart/form-data', 'x', ';;']) {
      expect(await refusal(await send('POST', '/v1/tips', submission({ trusted }), type))).toBe(
        '415 request_malformed',
      )
    }
    const bare = await raw(
      'POST /v1/tips HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc',
    )
    expect(bare).toMatch(/^HTTP\/1.1 415 /)
  })
})

describe('GET /v1/tips refuses', () => {
  const path = '/v1/tips?after=0'
  const cases: readonly (readonly [string, string, string])[] = [
    ['no signature', '', '401 request_unsigned'],
    [
      'a signature for another path',
      authorize(organisation, first!, '/v1/tips?after=1'),
      '401 request_unsigned',
    ],
    ['another organisation’s', authorize(organisationOf(3, 'foreign'), first!, path), '401 request_unsigned'],
    ['a late signature', authorize(organisation, first!, path, NOON - 301), '401 request_late'],
    ['a stranger', authorize(organisation, { ...first!, id: '0'.repeat(32) }, path), '403 recipient_unknown'],
  ]
  it.each(cases)('%s', async (_, authorization, expected) => {
    const { get } = await serverForTest()
    const answer = await get(path, authorization === '' ? {} : { authorization })
    expect(answer.headers.get('www-authenticate')).toBe(answer.status === 401 ? 'Candor' : null)
    expect(await refusal(answer)).toBe(expected)
  })

  it('a removed recipient', async () => {
    const { get, keyrings } = await serverForTest()
    const ask = () => get(path, { authorization: authorize(organisation, first!, path) })
    expect((await ask()).status).toBe(200)
    keyrings.publish(successor(organisation, { recipients: organisation.keyring.recipients.slice(1) }))
    expect(await refusal(await ask())).toBe('403 recipient_unknown')
  })
})

describe('addresses', () => {
  it.each([
    ['/v1/entries', '400 request_malformed'],
    ['/v1/entries?after=', '400 request_malformed'],
    ['/v1/entries?after=-1', '400 request_malformed'],
    ['/v1/entries?after=01', '400 request_malformed'],
    ['/v1/entries?after=1.0', '400 request_malformed'],
    ['/v1/entries?after=4294967296', '400 request_malformed'],
    ['/v1/entries?after=1&after=2', '400 request_malformed'],
    ['/v1/entries?after=1&more=1', '400 request_malformed'],
    ['/v1/keyring?x=1', '400 request_malformed'],
    ['/v1/keyrings/0', '404 keyring_missing'],
    ['/v1/keyrings/2', '404 keyring_missing'],
    ['/v1/keyrings/9999999999', '400 request_malformed'],
    ['/v1/keyrings/one', '400 request_malformed'],
    ['/v1/keyrings/%31%', '400 request_malformed'],
    [`/v1/keyrings/${'1'.repeat(65)}`, '414 request_malformed'],
    ['/v1/epochs/0', '404 intake_key_missing'],
    [`/v1/epochs/${THIS_EPOCH}?keyring=7`, '404 keyring_missing'],
    ['/', '404 not_found'],
    ['/v1', '404 not_found'],
    ['/v1/tips/', '404 not_found'],
    ['/V1/keyring', '404 not_found'],
    ['/../../etc/passwd', '404 not_found'],
  ])('%s is %s', async (path, expected) => {
    const { get } = await serverForTest()
    expect(await refusal(await get(path))).toBe(expected)
  })

  it('say which methods they take', async () => {
    const { origin } = await serverForTest()
    const ask = (method: string, path: string) =>
      fetch(new URL(path, origin), {
        method,
        headers: { 'content-type': 'x/y' },
        ...(method === 'OPTIONS' ? {} : { body: 'x' }),
      })
    for (const [method, path, allow] of [
      ['DELETE', '/v1/tips', 'GET, HEAD, OPTIONS, POST'],
      ['POST', '/v1/keyring', 'GET, HEAD, PUT'],
      ['PATCH', '/v1/keyrings/1', 'GET, HEAD'],
      ['OPTIONS', `/v1/recipients/${first!.id}/epochs`, 'GET, HEAD, PUT'],
    ] as const) {
      const answer = await ask(method, path)
      expect(answer.headers.get('allow')?.split(', ').sort().join(', ')).toBe(allow)
      expect(await refusal(answer)).toBe('405 request_malformed')
    }
    expect(await refusal(await ask('POST', '/nowhere'))).toBe('404 not_found')
  })
})

describe('the server’s own trouble', () => {
  it('a full disk is told plainly, keeps what was accepted, and passes', async () => {
    const folder = folderForTest()
    const store = storeForTest({ folder, maxPages: 120 })
    const { send } = await serverForTest({ store })
    const kept: Uint8Array[] = []
    const statuses = new Set<number>()
    for (let i = 0; i < 30; i++) {
      const body = submission({ trusted })
      const answer = await send('POST', '/v1/tips', body)
      statuses.add(answer.status)
      if (answer.status === 201) kept.push(body)
      else expect(await refusal(answer)).toBe('507 storage_full')
    }
    expect(statuses).toEqual(new Set([201, 507]))
    const roomy = storeForTest({ folder })
    const after = await serverForTest({ store: roomy, upTo: 'empty' })
    for (const body of kept) expect((await after.send('POST', '/v1/tips', body)).status).toBe(201)
    expect(roomy.entries(0, 99).rows).toHaveLength(kept.length)
    expect((await after.send('POST', '/v1/tips', submission({ trusted }))).status).toBe(201)
  })

  it('a busy database asks for patience', async () => {
    const real = storeForTest()
    const intake = intakeForTest({ store: real })
    const { CandorError } = await import('../../src/protocol/errors.ts')
    const busy = () => {
      throw new CandorError('server_busy', 'another program is using the database (SQLITE_BUSY)')
    }
    const { send } = await serverForTest({ store: { ...intake.store, addTips: busy }, upTo: 'empty' })
    const answer = await send('POST', '/v1/tips', submission({ trusted }))
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(await refusal(answer)).toBe('503 server_busy')
  })

  it('tells nothing of its inside', async () => {
    const store = storeForTest()
    intakeForTest({ store })
    const broken = () => {
      throw new Error('secret inside /var/lib')
    }
    const { send, lines } = await serverForTest({ store: { ...store, addTips: broken }, upTo: 'empty' })
    const text = await (await send('POST', '/v1/tips', submission({ trusted }))).text()
    expect(JSON.parse(text)).toMatchObject({ code: 'server_failed' })
    expect(text).not.toContain('secret')
    expect(lines.join('')).not.toContain('secret')
    expect(lines.some((line) => line.includes('"level":"error"') && line.includes('"kind":"Error"'))).toBe(
      true,
    )
  })
})
