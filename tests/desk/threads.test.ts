import { describe, expect, it } from 'vitest'
import { connect } from '../../src/client/api.ts'
import type { Network } from '../../src/client/transport.ts'
import { caseSummaries } from '../../src/desk/casework/casework.ts'
import { fromBase64, fromHex } from '../../src/protocol/bytes.ts'
import { encodeDrops, parseDrops, type WireDrop } from '../../src/protocol/drop.ts'
import { laneOf, NO_SHARD } from '../../src/protocol/thread/lane.ts'
import { newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import type { WirePage } from '../../src/protocol/wire.ts'
import { visit } from '../../src/source/visit.ts'
import { advanced, DAY, NOON, organisationOf, p, random } from '../intake/support.ts'
import { network } from '../support/network.ts'
import { THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { ask, note, seen, staged, stageOf, status, through } from './stage.ts'
import { draftOf, late, tipFor } from './support.ts'

const organisation = organisationOf(3)
const [first, second] = organisation.people

/** The real network, with pages of drops changed on the way. */
function changing(change: (page: WirePage<WireDrop>) => WirePage<WireDrop>): Network {
  return {
    ...network,
    fetch: async (input, init) => {
      const answer = await network.fetch(input, init)
      if (new URL(new Request(input).url).pathname !== '/v1/team/drops') return answer
      const page = change(parseDrops(new Uint8Array(await answer.arrayBuffer())))
      return new Response(new Uint8Array(encodeDrops(page)))
    },
  }
}

/** Gives a page after everything else. */
const appending = (rows: readonly Omit<WireDrop, 'batch'>[]) => (page: WirePage<WireDrop>) => {
  const later = rows.map((row, i) => ({ ...row, batch: page.next + 1 + i }))
  return page.rows.length > 0 ? page : { rows: later, next: page.next + later.length, more: false }
}

describe('a server that deceives a desk about messages is noticed', () => {
  it('when it hides one: it is missed at the next', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    await a.sync()
    await b.sync()
    a.say(ask('hidden'))
    await a.flush()
    const hiding = changing((page) => ({
      ...page,
      rows: page.rows.filter(({ kind }) => kind !== 'conversation'),
    }))
    await through(stage, b, hiding).sync()
    expect(b.open().conversation!.findings.missing).toEqual([])
    a.say(ask('shown'))
    await a.flush()
    await b.sync()
    expect(b.open().conversation!.lines).toMatchObject([{ event: { text: 'shown' } }])
    expect(b.open().conversation!.findings.missing).toMatchObject([{ author: first!.id, place: 0 }])
  })

  it('when it changes the places of messages: none is read before it shows the real ones', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    await a.sync()
    await b.sync()
    a.say(ask('one'))
    a.say(ask('two'))
    await a.flush()
    const swapping = changing((page) => {
      const cells = page.rows.filter(({ kind }) => kind === 'conversation').map(({ cell }) => cell)
      return {
        ...page,
        rows: page.rows.map((row) => (row.kind === 'conversation' ? { ...row, cell: cells.pop()! } : row)),
      }
    })
    await through(stage, b, swapping).sync()
    expect(b.open().conversation!.lines).toEqual([])
    expect(b.open().conversation!.findings.aside.map(({ why }) => why)).toEqual(['unreadable', 'unreadable'])
    const real = stage.server.store.drops(0, 1000).rows
    await through(stage, b, changing(appending(real))).sync()
    expect(b.open().conversation!.lines).toHaveLength(2)
  })

  it('when it shows different people different things at one place', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    const copy = stage.desk(0)
    for (const desk of [a, b, copy]) await desk.sync()
    a.say(ask('to some'))
    await a.flush()
    await b.sync()
    copy.say(ask('to others'))
    const other: Omit<WireDrop, 'batch'>[] = []
    const putDrop = async (locator: Uint8Array, cell: Uint8Array) => {
      other.push({ kind: 'conversation', locator, cell })
    }
    await staged(stage.server, { ...copy, api: { ...copy.api, putDrop } }).flush()
    await b.sync()
    await through(stage, b, changing(appending(other))).sync()
    expect(b.open().conversation!.findings.forked).toMatchObject([{ author: first!.id, place: 0 }])
  })

  it('and not when it only says things again', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    await a.sync()
    await b.sync()
    a.say(note('once'))
    a.say(ask('once'))
    await a.flush()
    await source.say({ type: 'say', text: 'once' })
    const before = stage.server.store.drops(0, 1000).rows
    await b.sync()
    const held = seen(b)
    const count = b.cabinet.drops(1).length
    await through(stage, b, changing(appending(before))).sync()
    expect(b.cabinet.drops(1)).toHaveLength(count)
    expect(seen(b)).toBe(held)
  })

  it('when it was set back: what it has is read again, and nothing is held twice', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    await source.say({ type: 'say', text: 'one' })
    await desk.sync()
    const set = changing((page) => (page.rows.length === 0 ? { rows: [], next: 0, more: false } : page))
    expect((await through(stage, desk, set).sync()).alarms).toEqual({ 'list-changed': 1 })
    await source.say({ type: 'say', text: 'two' })
    await desk.sync()
    expect(desk.open().conversation!.lines).toHaveLength(2)
    expect(desk.cabinet.drops(1)).toHaveLength(2)
  })
})

it('two cases of one codename each have everything that was said in them', async () => {
  const stage = await stageOf(organisation)
  const entropy = random(16)
  for (const text of ['one', 'two'])
    await stage.server.send('POST', '/v1/tips', tipFor(organisation, draftOf(text), entropy))
  const [a, b] = [stage.desk(0), stage.desk(1)]
  await a.sync()
  await b.sync()
  a.say(ask('in the first'), 1)
  a.say(ask('in the second'), 2)
  await a.flush()
  await b.sync()
  for (const desk of [a, b])
    expect([1, 2].map((number) => desk.open(number).conversation!.lines)).toMatchObject([
      [{ event: { text: 'in the first' } }],
      [{ event: { text: 'in the second' } }],
    ])
  expect([1, 2].map((number) => b.cabinet.drops(number).length)).toEqual([2, 2])
})

describe('the daily joining of batches raises no alarm', () => {
  it('between two syncs', async () => {
    const stage = await stageOf(organisation, { now: NOON })
    const source = await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    for (let i = 0; i < 3; i++) await stage.tip()
    await source.say({ type: 'say', text: 'one' })
    await source.say({ type: 'say', text: 'two' })
    stage.server.time.now += DAY
    stage.server.store.compact(TODAY + 1)
    expect(await desk.sync()).toMatchObject({ added: 3, alarms: {} })
    expect(desk.open().conversation!.lines).toHaveLength(2)
    expect(await desk.sync()).toMatchObject({ added: 0, alarms: {} })
  })

  it.each(['/v1/tips', '/v1/entries', '/v1/team/drops'])(
    'between two requests of one, before %s',
    async (path) => {
      const stage = await stageOf(organisation, { now: NOON })
      const desk = stage.desk(0)
      const source = await stage.tip()
      await desk.sync()
      for (let i = 0; i < 3; i++) await stage.tip()
      await source.say({ type: 'say', text: 'one' })
      stage.server.time.now += DAY
      const joining: Network = {
        ...network,
        fetch: (input, init) => {
          if (new URL(new Request(input).url).pathname === path) stage.server.store.compact(TODAY + 1)
          return network.fetch(input, init)
        },
      }
      expect(await through(stage, desk, joining).sync()).toMatchObject({ added: 3, alarms: {} })
      expect(desk.open().conversation!.lines).toHaveLength(1)
      expect(await desk.sync()).toMatchObject({ added: 0, alarms: {} })
    },
  )
})

it('a source is told again what it was told, before that is deleted', async () => {
  const policy = { ...organisation.keyring.policy, dropDays: 30 }
  const later = advanced(organisation, { policy })
  const stage = await stageOf(organisation, { now: NOON })
  stage.server.keyrings.publish(later.statement)
  const entropy = random(16)
  await stage.server.send('POST', '/v1/tips', tipFor(organisation, draftOf('x'), entropy))
  const [a, b] = [stage.desk(0), stage.desk(1)]
  await a.sync()
  a.acknowledge()
  a.say({ thread: 'conversation', event: { type: 'tell', status: 'under-review', text: 'soon' } })
  await a.flush()
  stage.server.time.now += 16 * DAY
  expect((await a.sync()).flushed.waiting).toBe(0)
  stage.server.time.now += DAY
  expect((await a.sync()).flushed.waiting).toBe(1)
  await b.sync()
  // Whoever has not written to the source yet does not begin because of a date.
  expect(b.open().waiting).toEqual([])
  await a.flush()
  await b.sync()
  await b.flush()
  expect(a.open().conversation!.lines.filter(({ event }) => event.type === 'recap')).toHaveLength(1)
  await a.sync()
  expect(seen(a)).toBe(seen(b))
  stage.server.store.expireDrops(THIS_EPOCH + 2)
  const api = connect(network, new URL(stage.server.origin), () => stage.server.time.now)
  const { tips } = await visit(p, api, { trail: [organisation.trusted, later.trusted], entropy, weeks: 4 })
  expect(tips[0]!.conversation).toMatchObject({ told: 'under-review', acknowledged: TODAY })
  expect((await a.sync()).flushed.waiting).toBe(0)
  a.say(status('closed'))
  await a.flush()
  stage.server.time.now += 20 * DAY
  expect((await a.sync()).flushed.waiting).toBe(1)
})

it('two thousand messages in two hundred cases are read in seconds', async () => {
  const stage = await stageOf(organisation)
  for (let i = 0; i < 200; i++) await stage.tip()
  const desk = stage.desk(0)
  await desk.sync()
  const drops = caseSummaries(desk.cabinet).flatMap(({ number }) => {
    const { record } = desk.open(number)
    if (record.opened.status !== 'sound') return []
    const { thread: key } = record.opened.tip
    const lane = laneOf(p, fromBase64(key), second!.id)
    const envelope = fromHex(record.envelope)
    const thread = {
      orgId: organisation.trusted.orgId,
      envelope,
      kind: 'conversation' as const,
      verifyingKeys: () => [],
    }
    return Array.from({ length: 10 }, (_, i) => {
      const at = { lane, signing: second!.identity, week: THIS_EPOCH, place: i, shard: NO_SHARD, day: TODAY }
      const message = { id: newMessageId(random), event: { type: 'ask', text: `${i}` } as const }
      return writeMessage(p, thread, { heads: [], week: 0, lamport: i }, at, message, random)
    }).flat()
  })
  stage.server.store.addDrops(
    drops.map(({ locator, cell }) => ({ kind: 'conversation', locator, cell })),
    TODAY,
    1_000_000,
  )
  stage.server.store.closeBatch()
  const start = performance.now()
  await desk.sync({ random: late })
  const seconds = (performance.now() - start) / 1000
  expect(desk.open(200).conversation!.lines).toHaveLength(10)
  expect(seconds).toBeLessThan(20)
})
