import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/client/api.ts'
import { authorizer } from '../../src/desk/vault/authorize.ts'
import type { Cabinet } from '../../src/desk/vault/cabinet.ts'
import { fromHex, toHex } from '../../src/protocol/bytes.ts'
import type { Drop } from '../../src/protocol/drop.ts'
import { makeParcel } from '../../src/protocol/parcel.ts'
import { organisationOf, p, random } from '../intake/support.ts'
import { THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { deskOf, grantTo, leaveCase, publish, withNewcomer, withNewcomers } from './changes.ts'
import { note, recording, type Stage, type StagedDesk, seen, staged, stageOf } from './stage.ts'
import { cabinetForTest, deskForTest, draftOf, previews, type TestDesk } from './support.ts'

const organisation = organisationOf(2)
const enlarged = withNewcomer(organisation)
const newcomer = enlarged.people[2]!.id

async function begun() {
  const stage = await stageOf(organisation)
  await stage.tip()
  const a = stage.desk(0)
  await a.sync()
  publish(stage, enlarged)
  await a.sync()
  return { stage, a }
}

const parcelTo = (id: string, envelope = random(32)): Drop => {
  const to = { trusted: enlarged.trusted, epoch: THIS_EPOCH, keys: enlarged.keys }
  return makeParcel(p, to, id, THIS_EPOCH, { envelope, seed: random(32) })!
}

/** The server takes them without a word, a batch at a time. */
function flood({ server }: Awaited<ReturnType<typeof begun>>['stage'], drops: readonly Drop[]): void {
  server.store.addDrops(
    drops.map(({ locator, cell }) => ({ kind: 'team', locator, cell })),
    TODAY,
    1_000_000,
  )
  server.store.closeBatch()
}

const AN_HOUR = 3600

describe('when a parcel has come', () => {
  it('all tips are read again at most once an hour, however many more come, also by a program started anew', async () => {
    const { stage } = await begun()
    const log = recording()
    const desk = deskForTest(stage.server.origin, enlarged, 2, log.net, () => stage.server.time.now)
    const rereads = async (times: number) => {
      log.asked.length = 0
      for (let i = 0; i < times; i++) {
        flood(stage, [parcelTo(newcomer)])
        await staged(stage.server, { ...desk, cabinet: cabinetForTest(desk.vault) }).sync()
        stage.server.time.now += 60
      }
      return log.asked.filter((each) => each === 'GET /v1/tips?after=0').length
    }
    await staged(stage.server, desk).sync()
    expect(await rereads(5)).toBe(1)
    stage.server.time.now += AN_HOUR - 6 * 60
    expect(await rereads(1)).toBe(0)
    expect(await rereads(5)).toBe(1)
  })

  it('and false ones about the same tip beside it, before and after, the true one is found', async () => {
    const { stage, a } = await begun()
    const c = deskOf(stage, enlarged, 2)
    await c.sync()
    const envelope = fromHex(a.open().record.envelope)
    flood(stage, [parcelTo(newcomer, envelope)])
    grantTo(stage, a, newcomer)
    await a.flush()
    for (let i = 0; i < 8; i++) flood(stage, [parcelTo(newcomer, envelope)])
    expect(await c.sync()).toMatchObject({ added: 1 })
  })

  it('everyone makes the same requests, whether or not it was for them', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const a = stage.desk(0)
    const larger = withNewcomers(organisation, ['newcomer', 'another newcomer'])
    publish(stage, larger)
    await a.sync()
    const logs = [recording(), recording()] as const
    const clock = () => stage.server.time.now
    const [given, not] = [2, 3].map((person, i) =>
      staged(stage.server, deskForTest(stage.server.origin, larger, person, logs[i]!.net, clock)),
    ) as [StagedDesk, StagedDesk]
    const asked = async () => {
      for (const log of logs) log.asked.length = 0
      for (const desk of [given, not]) await desk.sync()
      const [one, other] = logs.map((log) =>
        log.asked.map((each) => each.replace(/recipients\/\w+/, 'recipients/id')),
      )
      expect(one).toEqual(other)
      return one
    }
    await asked()
    grantTo(stage, a, newcomer)
    await a.flush()
    expect(await asked()).toContain('GET /v1/tips?after=0')
    expect([previews(given), previews(not)]).toEqual([[expect.any(String)], []])
    expect(await asked()).not.toContain('GET /v1/tips?after=0')
  })

  it('a tip that is a case already stays as it is, and nothing is counted twice', async () => {
    const { stage, a } = await begun()
    a.say(note('mine'))
    await a.flush()
    const before = seen(a)
    flood(stage, [
      parcelTo(a.vault.identity.recipientId, fromHex(a.open().record.envelope)),
      parcelTo(newcomer),
    ])
    expect(await a.sync()).toMatchObject({ added: 0, seen: 0, alarms: {} })
    expect(seen(a)).toBe(before)
    expect(a.cabinet.summaries()).toHaveLength(1)
  })

  it('and no grant counts, the tip is not shown', async () => {
    const { stage, a } = await begun()
    const c = deskOf(stage, enlarged, 2)
    await c.sync()
    const { opened, envelope } = a.open().record
    if (opened.status !== 'sound') throw new Error('void')
    const to = { trusted: enlarged.trusted, epoch: THIS_EPOCH, keys: enlarged.keys }
    const seed = Uint8Array.from(Buffer.from(opened.seed, 'base64'))
    flood(stage, [makeParcel(p, to, newcomer, THIS_EPOCH, { envelope: fromHex(envelope), seed })!])
    expect(await c.sync()).toMatchObject({ added: 0, alarms: {} })
    expect(c.open).toThrow(/no case 1/)
    expect(await c.sync()).toMatchObject({ added: 0 })
    grantTo(stage, a, newcomer)
    await a.flush()
    stage.server.time.now += AN_HOUR
    expect(await c.sync()).toMatchObject({ added: 1 })
    expect(c.open().record.opened.status).toBe('sound')
  })

  it('that whoever was left out is given by a faithless colleague, they do not even keep the tip', async () => {
    const larger = organisationOf(3)
    const [, , third] = larger.people
    const stage = await stageOf(larger)
    await stage.tip(draftOf('Үшінші туралы', [third!.id]))
    const [a, c] = [stage.desk(0), stage.desk(2)]
    for (const desk of [a, c]) await desk.sync()
    const { opened, envelope } = a.open().record
    if (opened.status !== 'sound') throw new Error('void')
    const to = { trusted: larger.trusted, epoch: THIS_EPOCH, keys: larger.keys }
    const seed = Uint8Array.from(Buffer.from(opened.seed, 'base64'))
    flood(stage, [makeParcel(p, to, third!.id, THIS_EPOCH, { envelope: fromHex(envelope), seed })!])
    expect(await c.sync()).toMatchObject({ added: 0, alarms: {} })
    expect(c.cabinet.summaries()).toEqual([])
  })
})

it('five hundred parcels of nothing cost seconds once, and a moment after that', async () => {
  const { stage, a } = await begun()
  const c = deskOf(stage, enlarged, 2)
  await c.sync()
  const made = parcelTo(newcomer)
  // Real ones, so that every one of them has to be tried.
  flood(stage, [made, ...Array.from({ length: 499 }, () => parcelTo(newcomer))])
  const time = async (act: () => Promise<unknown>) => {
    const start = performance.now()
    await act()
    return (performance.now() - start) / 1000
  }
  expect(await time(() => c.sync())).toBeLessThan(40)
  expect(await time(() => c.sync())).toBeLessThan(15)
  grantTo(stage, a, newcomer)
  await a.flush()
  stage.server.time.now += AN_HOUR
  expect(await c.sync()).toMatchObject({ added: 1 })
}, 60_000)

/** Breaks off after one of its steps, which is before the next; remembers what was handed in. */
function breakingAfter(step: number, { api, cabinet, vault }: TestDesk) {
  let count = 0
  const sent: string[] = []
  const breakOff = () => {
    if (count++ === step) throw new Error('power loss')
  }
  const file: Cabinet['file'] = (filing) => {
    const result = cabinet.file(filing)
    breakOff()
    return result
  }
  const putTeamDrop: Api['putTeamDrop'] = async (locator, cell, authorize) => {
    await api.putTeamDrop(locator, cell, authorize)
    sent.push(toHex(cell))
    breakOff()
  }
  const desk = { vault, cabinet: { ...cabinet, file }, api: { ...api, putTeamDrop } }
  return { desk, sent, broke: () => count > step }
}

/** More than there are steps. */
const CASES = 16

describe('a crash at any step of handing in', () => {
  /** In a case of its own for every step. Answers with how many cases that took, and the desk after the last restart. */
  async function atEveryStep(queue: (stage: Stage, a: StagedDesk, number: number) => void) {
    const { stage, a } = await begun()
    for (let i = 1; i < CASES; i++) await stage.tip()
    await a.sync()
    for (let step = 0; ; step++) {
      queue(stage, a, step + 1)
      const breaking = breakingAfter(step, a)
      await staged(stage.server, breaking.desk)
        .flush()
        .catch(() => null)
      const again = staged(stage.server, { ...a, cabinet: cabinetForTest(a.vault) })
      await again.flush()
      expect(again.cabinet.queue()).toEqual([])
      // Whatever had arrived before the crash lies there as it was.
      const { rows } = await again.api.teamDrops(0, authorizer(p, again.vault, enlarged.keyring))
      const lie = new Set(rows.map(({ cell }) => toHex(cell)))
      expect(breaking.sent.every((cell) => lie.has(cell))).toBe(true)
      if (!breaking.broke()) return { stage, again, count: step + 1, cells: lie.size }
    }
  }

  it('a grant lets the newcomer in, once', async () => {
    const { stage, again, count, cells } = await atEveryStep((stage, a, number) =>
      grantTo(stage, a, newcomer, number),
    )
    const c = deskOf(stage, enlarged, 2)
    expect(await c.sync()).toMatchObject({ added: count })
    // Each took as many as the others: nothing was written a second time, beside the first.
    expect(cells % count).toBe(0)
    for (let number = 1; number <= count; number++) expect(again.open(number).people?.moves).toHaveLength(1)
  })

  it('a departure is told once, and the case is forgotten', async () => {
    const { stage, again, count, cells } = await atEveryStep((stage, a, number) =>
      leaveCase(stage, a, '', number),
    )
    expect(again.cabinet.summaries()).toHaveLength(CASES - count)
    expect(cells).toBe(count)
    const b = stage.desk(1)
    await b.sync()
    const left = Array.from({ length: CASES }, (_, i) => b.open(i + 1).people?.moves.length)
    expect(left.filter((moves) => moves === 1)).toHaveLength(count)
  })
})
