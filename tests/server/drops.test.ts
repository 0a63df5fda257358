import { describe, expect, it } from 'vitest'
import { type Api, type Authorize, connect } from '../../src/client/api.ts'
import { toHex, u32 } from '../../src/protocol/bytes.ts'
import { CELL, type Drop, weeksAround } from '../../src/protocol/drop.ts'
import { signRequest } from '../../src/protocol/request.ts'
import {
  authorize,
  codeOf,
  folderForTest,
  NOON,
  organisationOf,
  p,
  random,
  storeForTest,
  submission,
  successor,
  WEEK,
} from '../intake/support.ts'
import { drop, dropsOf } from '../store/rows.ts'
import { type TestPerson, THIS_EPOCH } from '../support/organisation.ts'
import {
  bytesFrom,
  OCTETS,
  refusal,
  serverForTest,
  type TestServer,
  type TestServerOptions,
} from './support.ts'

const organisation = organisationOf()
const { trusted, people } = organisation
const [first] = people

const signer =
  (person: TestPerson = first!): Authorize =>
  (request) =>
    signRequest(p, person.id, person.identity, { orgId: trusted.orgId, ...request })

interface Seen {
  readonly method: string
  readonly path: string
  readonly bytes: number
}

/** A client of a server, and what it asked for. */
function clientOf(server: TestServer): { api: Api; seen: Seen[] } {
  const seen: Seen[] = []
  const watching: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    const { pathname, search } = new URL(addressOf(input))
    const body = await answer.arrayBuffer()
    seen.push({ method: init?.method ?? 'GET', path: pathname + search, bytes: body.byteLength })
    // Without its date, which is today's: the tests take place on another day.
    return new Response(body, { status: answer.status })
  }
  const wait = () => Promise.resolve()
  const api = connect({ fetch: watching, wait }, new URL(server.origin), () => server.time.now)
  return { api, seen }
}

const addressOf = (input: Parameters<typeof fetch>[0]): string =>
  input instanceof Request ? input.url : new URL(input).href

const started = async (options: TestServerOptions = {}) => {
  const server = await serverForTest(options)
  return { server, ...clientOf(server) }
}

const pathOf = ({ locator }: Drop, at = '/v1/drops') => `${at}/${toHex(locator)}`
const cells = (drops: readonly Drop[]) => drops.map(({ cell }) => toHex(cell))

describe('a conversation over HTTP', () => {
  it('leaves drops and finds them again', async () => {
    const { api } = await started()
    expect(await api.weeks()).toEqual({
      current: THIS_EPOCH,
      weeks: weeksAround(THIS_EPOCH).map((week) => ({ week, bits: 0 })),
    })
    const rows = dropsOf(3)
    for (const { locator, cell } of rows) await api.putDrop(locator, cell)
    const read = await api.shard(THIS_EPOCH, 0, 0)
    expect(read).toHaveLength(8)
    expect(cells(read)).toEqual(expect.arrayContaining(cells(rows)))
  })

  it('looks the same with news and without: the same requests, answers of the same sizes', async () => {
    const server = await serverForTest()
    const visit = async () => {
      const { api, seen } = clientOf(server)
      const { weeks } = await api.weeks()
      for (const { week, bits } of weeks) await api.shard(week, bits, 0)
      return seen
    }
    const without = await visit()
    for (const { locator, cell } of dropsOf(4)) await clientOf(server).api.putDrop(locator, cell)
    expect(await visit()).toEqual(without)
    expect(without).toHaveLength(6)
  })

  it('gives two readers the same bytes, in one connection or another', async () => {
    const { server, api } = await started()
    const [row] = dropsOf(1)
    await api.putDrop(row!.locator, row!.cell)
    const path = `/v1/drops/${THIS_EPOCH}/0`
    const [one, two] = await Promise.all([server.get(path), server.get(path, { connection: 'close' })])
    expect([one.status, one.headers.get('content-type')]).toEqual([200, OCTETS])
    expect(await bytesFrom(one)).toEqual(await bytesFrom(two))
  })

  it('acknowledges with an empty answer, again for the same bytes, and refuses others', async () => {
    const { server, api } = await started({ batchSeconds: 600 })
    const row = drop()
    const answers = [
      await server.send('PUT', pathOf(row), row.cell),
      await server.send('PUT', pathOf(row), row.cell),
    ]
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([201, ''])
    const other = await server.send('PUT', pathOf(row), random(CELL))
    expect(await refusal(other)).toBe('409 drop_conflict')
    expect(await codeOf(() => api.putDrop(row.locator, random(CELL)))).toBe('drop_conflict')
  })

  it('shows a drop when its batch closes, and not before', async () => {
    const { server, api } = await started({ batchSeconds: 600 })
    const row = drop()
    await api.putDrop(row.locator, row.cell)
    expect(cells(await api.shard(THIS_EPOCH, 0, 0))).not.toContain(toHex(row.cell))
    await server.stop()
    const after = await started({ store: server.store, upTo: 'empty' })
    expect(cells(await after.api.shard(THIS_EPOCH, 0, 0))).toContain(toHex(row.cell))
  })

  it('keeps what it acknowledged over a restart', async () => {
    const folder = folderForTest()
    const before = await started({ store: storeForTest({ folder }), batchSeconds: 600 })
    const rows = dropsOf(30)
    await Promise.all(rows.map(({ locator, cell }) => before.api.putDrop(locator, cell)))
    const after = await started({ store: storeForTest({ folder }), upTo: 'empty' })
    expect(cells(await after.api.shard(THIS_EPOCH, 0, 0))).toEqual(expect.arrayContaining(cells(rows)))
  })

  it('goes on when the number of shards changes', async () => {
    const { server, api } = await started()
    await api.weeks()
    const policy = { ...organisation.keyring.policy, shardBits: 2 }
    await api.putKeyring(successor(organisation, { policy }))
    const now = drop()
    await api.putDrop(now.locator, now.cell)
    server.time.now = NOON + WEEK
    const next = drop('conversation', THIS_EPOCH + 2)
    await api.putDrop(next.locator, next.cell)
    const found: string[] = []
    for (const { week, bits } of (await api.weeks()).weeks) {
      expect(bits).toBe(week === THIS_EPOCH + 2 ? 2 : 0)
      for (let shard = 0; shard < 2 ** bits; shard++) found.push(...cells(await api.shard(week, bits, shard)))
    }
    expect(found).toEqual(expect.arrayContaining(cells([now, next])))
  })
})

describe('a team over HTTP', () => {
  it('leaves drops and reads those of both kinds', async () => {
    const { api } = await started()
    const [ours, theirs] = [drop('team'), drop()]
    await api.putTeamDrop(ours.locator, ours.cell, signer())
    await api.putTeamDrop(ours.locator, ours.cell, signer(people[1]))
    await api.putDrop(theirs.locator, theirs.cell)
    expect(await api.teamDrops(0, signer(people[2]))).toEqual({
      next: 2,
      more: false,
      rows: [
        { ...ours, batch: 1 },
        { ...theirs, batch: 2 },
      ],
    })
    expect(await codeOf(() => api.putTeamDrop(ours.locator, random(CELL), signer()))).toBe('drop_conflict')
  })

  it('signs every try anew, so that patience does not make a request late', async () => {
    const server = await serverForTest()
    let lost = 0
    const losing: typeof fetch = async (input, init) => {
      if (lost++ < 3) throw new TypeError('fetch failed')
      return fetch(input, init)
    }
    const wait = async () => {
      server.time.now += 200
    }
    const api = connect({ fetch: losing, wait }, new URL(server.origin), () => server.time.now)
    const ours = drop('team')
    await api.putTeamDrop(ours.locator, ours.cell, signer())
    expect(server.store.dropCounts().all).toBe(1)
  })

  it('does not exist for whoever is no recipient', async () => {
    const { server, api } = await started()
    const path = '/v1/team/drops?after=0'
    const ours = drop('team')
    expect(await refusal(await server.get(path))).toBe('401 request_unsigned')
    expect(await refusal(await server.send('PUT', pathOf(ours, '/v1/team/drops'), ours.cell))).toBe(
      '401 request_unsigned',
    )
    const stranger = { ...first!, id: '0'.repeat(32) }
    expect(await codeOf(() => api.teamDrops(0, signer(stranger)))).toBe('recipient_unknown')
    const late = { authorization: authorize(organisation, first!, path, NOON - 301) }
    expect(await refusal(await server.get(path, late))).toBe('401 request_late')
    await api.putKeyring(successor(organisation, { recipients: organisation.keyring.recipients.slice(1) }))
    expect(await codeOf(() => api.teamDrops(0, signer()))).toBe('recipient_unknown')
    expect(await codeOf(() => api.putTeamDrop(ours.locator, ours.cell, signer()))).toBe('recipient_unknown')
    expect(server.store.dropCounts().all).toBe(0)
  })
})

describe('drops are refused', () => {
  const good = drop()
  const cases: readonly (readonly [string, string, Uint8Array, string])[] = [
    ['with a short cell', pathOf(good), random(CELL - 1), '400 request_malformed'],
    ['with a long cell', pathOf(good), random(CELL + 1), '413 request_malformed'],
    ['without a cell', pathOf(good), new Uint8Array(), '400 request_malformed'],
    ['at a short locator', pathOf(good).slice(0, -1), good.cell, '400 request_malformed'],
    ['at a long locator', `${pathOf(good)}0`, good.cell, '414 request_malformed'],
    ['at a locator in capitals', pathOf(good).replace(/.$/, 'F'), good.cell, '400 request_malformed'],
    ['with a query', `${pathOf(good)}?x=1`, good.cell, '400 request_malformed'],
    ['of two weeks ago', pathOf(drop('conversation', THIS_EPOCH - 2)), good.cell, '400 clock_wrong'],
    [
      'of the last week that there is',
      pathOf({ ...good, locator: new Uint8Array(32).fill(255) }),
      good.cell,
      '400 clock_wrong',
    ],
  ]
  it.each(cases)('%s', async (_, path, cell, expected) => {
    const { send, store } = await serverForTest()
    expect(await refusal(await send('PUT', path, cell))).toBe(expected)
    expect(store.dropCounts().all).toBe(0)
  })

  it('of another content type', async () => {
    const { send } = await serverForTest()
    expect(await refusal(await send('PUT', pathOf(good), good.cell, 'text/plain'))).toBe(
      '415 request_malformed',
    )
  })

  it('beyond their room, while tips are taken', async () => {
    const { send, store } = await serverForTest({ dropMegabytes: 1 })
    store.addDrops(dropsOf(223), 20_000)
    expect(await refusal(await send('PUT', pathOf(good), good.cell))).toBe('507 storage_full')
    expect((await send('POST', '/v1/tips', submission({ trusted }))).status).toBe(201)
  })

  it('beyond so many a minute, which counts both kinds, and hinders nothing else', async () => {
    const { send, get } = await serverForTest({ dropsPerMinute: 2 })
    const row = drop()
    expect((await send('PUT', pathOf(row), row.cell)).status).toBe(201)
    expect((await send('PUT', pathOf(row, '/v1/team/drops'), row.cell)).status).toBe(401)
    const third = await send('PUT', pathOf(row), row.cell)
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refusal(third)).toBe('429 rate_limited')
    expect((await get('/v1/weeks')).status).toBe(200)
    expect((await send('POST', '/v1/tips', submission({ trusted }))).status).toBe(201)
  })
})

describe('shards are refused', () => {
  it.each([
    [`/v1/drops/${THIS_EPOCH}/1`, '404 not_found'],
    [`/v1/drops/${THIS_EPOCH - 4}/0`, '404 not_found'],
    [`/v1/drops/${THIS_EPOCH + 2}/0`, '404 not_found'],
    [`/v1/drops/${THIS_EPOCH}/00`, '400 request_malformed'],
    [`/v1/drops/${THIS_EPOCH}/-1`, '400 request_malformed'],
    [`/v1/drops/${THIS_EPOCH}/4294967296`, '400 request_malformed'],
    [`/v1/drops/${THIS_EPOCH}/0?x=1`, '400 request_malformed'],
    [`/v1/drops/x/0`, '400 request_malformed'],
    ['/v1/weeks?x=1', '400 request_malformed'],
  ])('%s is %s', async (path, expected) => {
    const { get } = await serverForTest()
    expect(await refusal(await get(path))).toBe(expected)
  })

  it('by a client when they are not what it asked for', async () => {
    const { server } = await started()
    const other: typeof fetch = (input, init) =>
      fetch(addressOf(input).replace(`/${THIS_EPOCH}/`, `/${THIS_EPOCH + 1}/`), init)
    const api = connect({ fetch: other, wait: () => Promise.resolve() }, new URL(server.origin), () => NOON)
    expect(await codeOf(() => api.shard(THIS_EPOCH, 0, 0))).toBe('answer_malformed')
    expect((await bytesFrom(await server.get(`/v1/drops/${THIS_EPOCH}/0`))).slice(0, 4)).toEqual(
      u32(THIS_EPOCH),
    )
  })
})
