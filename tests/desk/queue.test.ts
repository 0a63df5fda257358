import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/client/api.ts'
import { enqueue, openCasework } from '../../src/desk/casework/casework.ts'
import { flush } from '../../src/desk/casework/flush.ts'
import type { Cabinet } from '../../src/desk/vault/cabinet.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import type { Random } from '../../src/protocol/primitives/primitives.ts'
import { codeOf, DAY, organisationOf, p, random, WEEK } from '../intake/support.ts'
import { fc, test } from '../support/property.ts'
import { ask, note, recording, type StagedDesk, seen, staged, stageOf } from './stage.ts'
import { cabinetForTest, type TestDesk } from './support.ts'

const organisation = organisationOf(3)
const LONG = 'long '.repeat(1000)

/** Breaks off at one of its steps, before or after it was done. */
function breakingAt(step: number, when: 'before' | 'after') {
  let count = 0
  const around = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    const breaks = count++ === step
    if (breaks && when === 'before') throw new Error('power loss')
    const result = await act()
    if (breaks) throw new Error('power loss')
    return result
  }
  const file =
    (cabinet: Cabinet): Cabinet['file'] =>
    (filing) => {
      const breaks = count++ === step
      if (breaks && when === 'before') throw new Error('power loss')
      const result = cabinet.file(filing)
      if (breaks) throw new Error('power loss')
      return result
    }
  const desk = ({ api, cabinet, vault }: TestDesk): TestDesk => ({
    vault,
    cabinet: { ...cabinet, file: file(cabinet) },
    api: {
      ...api,
      putDrop: (...drop) => around(() => api.putDrop(...drop)),
      putTeamDrop: (...drop) => around(() => api.putTeamDrop(...drop)),
    },
  })
  return { desk, broke: () => count > step }
}

const texts = (desk: StagedDesk) => {
  const { conversation, file } = desk.open()
  return [...conversation!.lines, ...file.acts].map(({ event }) =>
    'text' in event ? event.text : event.type,
  )
}

async function readyDesk() {
  const stage = await stageOf(organisation)
  const source = await stage.tip()
  const desk = stage.desk(0)
  await desk.sync()
  return { stage, source, desk }
}

describe('what waits', () => {
  it.each(['before', 'after'] as const)(
    'survives a crash %s any step of handing it in: nothing is lost, and nothing twice',
    async (when) => {
      for (let step = 0, more = true; more; step++) {
        const { stage, desk } = await readyDesk()
        desk.say(ask(LONG))
        desk.say(note('short'))
        const breaking = breakingAt(step, when)
        const crashed = await staged(stage.server, breaking.desk(desk))
          .flush()
          .catch(() => null)
        more = breaking.broke() && crashed === null
        const again = staged(stage.server, { ...desk, cabinet: cabinetForTest(desk.vault) })
        await again.flush()
        expect(again.cabinet.queue()).toEqual([])
        const colleague = stage.desk(1)
        await colleague.sync()
        expect(texts(colleague)).toEqual([LONG, 'short'])
        expect(seen(colleague)).toBe(seen(again))
        expect(colleague.open().conversation!.findings).toEqual({ missing: [], forked: [], aside: [] })
      }
    },
  )

  it('arrives once when an answer is lost', async () => {
    const { desk, stage, source } = await readyDesk()
    desk.say(ask('once'))
    let lost = 0
    const losing: Api = {
      ...desk.api,
      async putDrop(...drop) {
        await desk.api.putDrop(...drop)
        if (lost++ === 0) throw new CandorError('network_timeout', 'no answer')
      },
    }
    expect(await codeOf(() => staged(stage.server, { ...desk, api: losing }).flush())).toBe('network_timeout')
    expect(desk.open().waiting).toMatchObject([{ thread: 'conversation', placed: true }])
    await desk.flush()
    const { tips } = await source.visit()
    expect(tips[0]!.conversation.lines).toHaveLength(1)
  })

  it('goes behind what another copy of the vault has put there', async () => {
    const { desk, stage, source } = await readyDesk()
    const copy = { ...stage.desk(0), vault: { ...stage.desk(0).vault } }
    await copy.sync()
    desk.say(ask('from one'))
    copy.say(ask('from the other'))
    await desk.flush()
    await copy.flush()
    const { tips } = await source.visit()
    const { lines, findings } = tips[0]!.conversation
    expect(lines.map(({ event }) => ('text' in event ? event.text : ''))).toEqual(
      expect.arrayContaining(['from one', 'from the other']),
    )
    expect(findings).toEqual({ missing: [], forked: [], aside: [] })
  })

  it('is put down anew when the weeks have moved on', async () => {
    const { desk, stage, source } = await readyDesk()
    desk.say(ask('patient'))
    const refusing: Api = {
      ...desk.api,
      putDrop: async () => {
        throw new CandorError('network_unreachable', 'no network')
      },
    }
    await codeOf(() => staged(stage.server, { ...desk, api: refusing }).flush())
    expect(desk.open().waiting.some(({ placed }) => placed)).toBe(true)
    stage.server.time.now += 3 * WEEK
    await desk.sync()
    expect(await desk.flush()).toMatchObject({ waiting: 0 })
    const { tips } = await source.visit()
    expect(tips[0]!.conversation.lines).toMatchObject([{ event: { text: 'patient' } }])
    expect(tips[0]!.conversation.findings).toEqual({ missing: [], forked: [], aside: [] })
  })

  it('keeps its times over a restart, and nothing leaves before its time', async () => {
    const { desk, stage } = await readyDesk()
    const { now } = stage.server.time
    desk.say(note('later'))
    const times = desk.open().waiting.map(({ notBefore }) => notBefore - now)
    const again = staged(stage.server, { ...desk, cabinet: cabinetForTest(desk.vault) })
    expect(again.open().waiting.map(({ notBefore }) => notBefore - now)).toEqual(times)
    const { net, asked } = recording()
    const watched = staged(stage.server, { ...again, api: stage.desk(0, net).api })
    stage.server.time.now = now + Math.min(...times) - 1
    expect(await watched.sync()).toMatchObject({ flushed: { sent: 0, waiting: times.length } })
    expect(asked.filter((request) => request.startsWith('PUT'))).toEqual([])
    stage.server.time.now = now + Math.max(...times)
    expect(await watched.sync()).toMatchObject({ flushed: { sent: times.length, waiting: 0, next: null } })
  })

  it('does not stand in the way of what comes in', async () => {
    const { desk, stage } = await readyDesk()
    desk.say(ask('refused'))
    await stage.tip()
    stage.server.time.now += DAY / 2 - 1
    const api: Api = {
      ...desk.api,
      putDrop: async () => {
        throw new CandorError('storage_full', 'no room')
      },
    }
    const full = staged(stage.server, { ...desk, api })
    expect(await full.sync()).toMatchObject({ added: 1, trouble: 'storage_full' })
    expect(desk.open().waiting).toMatchObject([{ placed: true }])
  })

  it('that is refused keeps back what is behind it in its thread, and nothing else', async () => {
    const { desk, stage } = await readyDesk()
    await stage.tip()
    await desk.sync()
    desk.say(ask('refused'))
    desk.say(ask('behind it'))
    desk.say(note('to colleagues'))
    desk.say(ask('in another case'), 2)
    let refusals = 1
    const api: Api = {
      ...desk.api,
      async putDrop(...drop) {
        if (refusals-- > 0) throw new CandorError('storage_full', 'no room')
        await desk.api.putDrop(...drop)
      },
    }
    const full = staged(stage.server, { ...desk, api })
    stage.server.time.now += 3600
    expect(await full.sync()).toMatchObject({ trouble: 'storage_full', flushed: { sent: 3, waiting: 2 } })
    expect(desk.open().waiting.map(({ event }) => 'text' in event && event.text)).toEqual([
      'refused',
      'behind it',
    ])
    expect(desk.open(2).waiting).toEqual([])
    await desk.flush()
    expect(texts(desk)).toEqual(['refused', 'behind it', 'to colleagues'])
  })

  it('does not try for ever where a server says that every place is taken', async () => {
    const { desk, stage } = await readyDesk()
    desk.say(ask('nowhere'))
    desk.say(note('to colleagues'))
    let tries = 0
    const api: Api = {
      ...desk.api,
      async putDrop() {
        if (++tries > 500) throw new CandorError('network_unreachable', 'enough')
        throw new CandorError('drop_conflict', 'taken')
      },
    }
    expect(await codeOf(() => staged(stage.server, { ...desk, api }).flush())).toBe('server_busy')
    expect(tries).toBe(64)
    expect(desk.open().waiting).toMatchObject([{ event: { text: 'nowhere' } }])
  })

  it('leaves what a person said first, and of what nobody waits for not all at once', async () => {
    const { desk, stage } = await readyDesk()
    for (let i = 0; i < 60; i++) await stage.tip()
    await desk.sync()
    for (let number = 2; number <= 61; number++) desk.acknowledge(number)
    await desk.flush()
    // After three weeks all sixty sources are to be told again.
    stage.server.time.now += 22 * 86_400
    expect(await desk.sync()).toMatchObject({ flushed: { sent: 0, waiting: 60 } })
    desk.say(note('mine'), 61)
    stage.server.time.now += 3600
    expect(await desk.sync()).toMatchObject({ flushed: { sent: 53, waiting: 9 } })
    expect(desk.open(61).file.acts).toHaveLength(1)
    expect(await desk.sync()).toMatchObject({ flushed: { sent: 9, waiting: 0 } })
  })

  it('brings a key for the case once, however much is written before it leaves', async () => {
    const { desk } = await readyDesk()
    desk.say(note('one'))
    desk.say(note('two'))
    expect(desk.open().waiting.map(({ thread }) => thread)).toEqual(['keys', 'team', 'team'])
    expect(await desk.flush()).toMatchObject({ sent: 3 })
    expect(texts(desk)).toEqual(['one', 'two'])
  })
})

test.prop([fc.array(fc.record({ jitter: fc.nat(10_000), chance: fc.nat(0xffff_ffff) }), { maxLength: 8 })], {
  numRuns: 20,
})('what is said in a thread leaves in its order, whatever chance decides', async (said) => {
  const { desk, stage } = await readyDesk()
  const { now } = stage.server.time
  for (const { jitter, chance } of said) {
    const fixed: Random = (length) =>
      length === 4 ? new Uint8Array([chance >>> 24, chance >>> 16, chance >>> 8, chance]) : random(length)
    const timing = { now, random: fixed, jitterSeconds: jitter }
    const waiting = enqueue(p, desk.vault, desk.cabinet, 1, ask(`${jitter}`), timing)
    expect(waiting.notBefore).toBeGreaterThanOrEqual(now)
  }
  const times = openCasework(p, desk.vault, desk.cabinet, 1)
    .waiting.filter(({ thread }) => thread === 'conversation')
    .map(({ notBefore }) => notBefore)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(Math.max(now, ...times)).toBeLessThanOrEqual(now + Math.max(0, ...said.map(({ jitter }) => jitter)))
  await flush(p, desk.api, desk.vault, desk.cabinet, { now, random })
  expect(desk.open().waiting.every(({ notBefore }) => notBefore > now)).toBe(true)
})
