import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import { CELL } from '../../src/protocol/drop.ts'
import { authorize, organisationOf, random, submission } from '../intake/support.ts'
import { drop } from '../store/rows.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { OCTETS, serverForTest } from './support.ts'

const organisation = organisationOf()
const { trusted, people } = organisation
const origin = 'https://form.example.org'

/** What a browser looks at before it lets a page read an answer. */
const permissions = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

const shared = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Date, Retry-After' }

describe('a form on another origin', () => {
  it('may read all that a source reads, refusals too', async () => {
    const { get } = await serverForTest()
    for (const path of [
      '/healthz',
      '/v1/keyring',
      '/v1/keyrings/1',
      '/v1/keyrings/99',
      `/v1/epochs/${THIS_EPOCH}`,
      '/v1/entries?after=0',
      '/v1/entries?after=x',
      '/v1/weeks',
      `/v1/drops/${THIS_EPOCH}/0`,
      `/v1/drops/${THIS_EPOCH}/9`,
    ]) {
      const answer = await get(path, { origin })
      expect([path, permissions(answer)]).toEqual([path, shared])
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    }
  })

  it('may hand in a tip, after asking', async () => {
    const server = await serverForTest()
    const asked = await fetch(new URL('/v1/tips', server.origin), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect([asked.status, await asked.text()]).toEqual([204, ''])
    expect(permissions(asked)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '7200',
    })
    const send = (body: Uint8Array) =>
      fetch(new URL('/v1/tips', server.origin), {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { origin, 'content-type': OCTETS },
      })
    const taken = await send(submission({ trusted }))
    expect([taken.status, permissions(taken)]).toEqual([201, shared])
    const refused = await send(random(9))
    expect([refused.status, permissions(refused)]).toEqual([400, shared])
  })

  it('may leave a drop, after asking', async () => {
    const server = await serverForTest()
    const { locator, cell } = drop()
    const address = new URL(`/v1/drops/${toHex(locator)}`, server.origin)
    const asked = await fetch(address, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    })
    expect([asked.status, await asked.text()]).toEqual([204, ''])
    expect(permissions(asked)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type',
    })
    const put = (body: Uint8Array) =>
      fetch(address, {
        method: 'PUT',
        body: new Uint8Array(body),
        headers: { origin, 'content-type': OCTETS },
      })
    const taken = await put(cell)
    expect([taken.status, permissions(taken)]).toEqual([201, shared])
    const refused = await put(random(CELL))
    expect([refused.status, permissions(refused)]).toEqual([409, shared])
  })

  it('learns how long to wait when there are too many', async () => {
    const { get } = await serverForTest({ requestsPerMinute: 1 })
    await get('/v1/keyring', { origin })
    const answer = await get('/v1/keyring', { origin })
    expect([answer.status, permissions(answer)]).toEqual([429, shared])
  })

  it('may do nothing that a recipient or an admin does', async () => {
    const server = await serverForTest()
    const path = '/v1/tips?after=0'
    const team = '/v1/team/drops?after=0'
    const answers = [
      await server.get(path, { origin, authorization: authorize(organisation, people[0]!, path) }),
      await server.get(path, { origin }),
      await server.send('PUT', '/v1/keyring', organisation.statement, 'application/json'),
      await server.send('PUT', `/v1/recipients/${people[0]!.id}/epochs`, 'x'),
      await server.get(team, { origin, authorization: authorize(organisation, people[0]!, team) }),
      await server.send('PUT', `/v1/team/drops/${'0'.repeat(64)}`, random(CELL)),
      await server.get('/v1/openapi.json', { origin }),
      await server.get('/org.json', { origin }),
      await server.get('/nothing', { origin }),
      ...(await Promise.all(
        [
          '/v1/keyring',
          `/v1/recipients/${people[0]!.id}/epochs`,
          '/v1/upload',
          team,
          `/v1/team/drops/${'0'.repeat(64)}`,
        ].map((target) => fetch(new URL(target, server.origin), { method: 'OPTIONS', headers: { origin } })),
      )),
    ]
    expect(answers.map(({ status }) => status)).toEqual([
      200, 401, 200, 400, 200, 401, 200, 200, 404, 405, 405, 405, 405, 405,
    ])
    for (const answer of answers) {
      expect([answer.url, permissions(answer)]).toEqual([answer.url, {}])
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })
})
