import { describe, expect, it } from 'vitest'
import { connect } from '../../src/client/api.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { isCandorError } from '../../src/protocol/errors.ts'
import { dayText } from '../../src/protocol/time.ts'
import { asRoot } from '../intake/roots.ts'
import { authorize, NOON, organisationOf, successor } from '../intake/support.ts'
import { drop, tip } from '../store/rows.ts'
import { network } from '../support/network.ts'
import { type TestPerson, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { OCTETS, refusal, serverForTest, type TestServer } from './support.ts'

const organisation = organisationOf()
const [first, second, third] = organisation.people as [TestPerson, TestPerson, TestPerson]
const root = asRoot(organisation)

interface Description {
  readonly paths: Record<string, Record<string, { description?: string }>>
}

const { locator, cell } = drop('team', THIS_EPOCH)

/** Every route that asks for a signature, as its description says, and a request for each. */
const signed: Readonly<Record<string, readonly [method: string, path: string, body: Uint8Array]>> = {
  'GET /v1/recipients': ['GET', '/v1/recipients', new Uint8Array()],
  'GET /v1/team/drops': ['GET', '/v1/team/drops?after=0', new Uint8Array()],
  'GET /v1/tips': ['GET', '/v1/tips?after=0', new Uint8Array()],
  'PUT /v1/team/drops/{locator}': ['PUT', `/v1/team/drops/${toHex(locator)}`, cell],
}

function request(server: TestServer, route: string, person: TestPerson): Promise<Response> {
  const [method, path, body] = signed[route] as [string, string, Uint8Array]
  const authorization = authorize(organisation, person, path, NOON, method, body)
  const init = method === 'PUT' ? { body: new Uint8Array(body) } : {}
  const headers = method === 'PUT' ? { authorization, 'content-type': OCTETS } : { authorization }
  return fetch(new URL(path, server.origin), { method, headers, ...init })
}

const outcome = async (response: Response) => (response.ok ? 'accepted' : refusal(response))

describe('the routes that ask for a signature', () => {
  it('are those below', async () => {
    const { get } = await serverForTest()
    const { paths } = (await (await get('/v1/openapi.json')).json()) as Description
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { description = '' }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        isSigned: /signed for/i.test(description),
      })),
    )
    const names = routes.filter(({ isSigned }) => isSigned).map(({ name }) => name)
    expect(names.sort()).toEqual(Object.keys(signed).sort())
  })

  it.each(Object.keys(signed))('%s takes a recipient, and nobody once they are removed', async (route) => {
    const server = await serverForTest()
    expect(await outcome(await request(server, route, first))).toBe('accepted')
    const recipients = organisation.keyring.recipients.slice(1)
    server.keyrings.publish(successor(organisation, { recipients }))
    expect(await outcome(await request(server, route, first))).toBe('403 recipient_unknown')
    expect(await outcome(await request(server, route, second))).toBe('accepted')
  })

  it.each(Object.keys(signed))('%s takes a root only when it tells who fetches', async (route) => {
    const server = await serverForTest()
    const expected = route === 'GET /v1/recipients' ? 'accepted' : '403 recipient_unknown'
    expect(await outcome(await request(server, route, root))).toBe(expected)
  })
})

describe('what a client learns of recipients', () => {
  const clientOf = ({ origin }: TestServer) => connect(network, new URL(origin), () => NOON)

  it('is who has fetched what, and the newest block of each', async () => {
    const server = await serverForTest()
    server.store.addTips([tip()])
    server.store.closeBatch()
    await request(server, 'GET /v1/tips', second)
    const api = clientOf(server)
    const sign =
      (person: TestPerson) =>
      ({ path }: { readonly path: string }) =>
        authorize(organisation, person, path)
    for (const person of [first, root]) {
      expect(await api.recipients(sign(person))).toEqual({
        newest: 1,
        recipients: [
          { id: first.id, seen: '', fetched: 0 },
          { id: second.id, seen: dayText(TODAY), fetched: 0 },
          { id: third.id, seen: '', fetched: 0 },
        ],
      })
    }
    expect(await api.intakeBlock(first.id)).toEqual(encodeIntakeBlock(first.block))
    const missing: unknown = await api.intakeBlock('0'.repeat(32)).catch((error: unknown) => error)
    expect(isCandorError(missing, 'not_found')).toBe(true)
  })

  it('is open to no page of another origin', async () => {
    const { get } = await serverForTest()
    const answer = await get(`/v1/recipients/${first.id}/epochs`, { origin: 'https://elsewhere.example' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})
