import { readdirSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Job, type Order, type StartJob, startInThread } from '../../src/local/sync/job.ts'
import type { CaseView, DeedsAnswer, Inbox, SyncState } from '../../src/local/wire.ts'
import { newFolder } from '../cli/inside.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { ask, deskOf, lookAt, passwordOf, type TestDesk, until, vaultOf } from './desk.ts'
import { follow, killPrograms, startCommand } from './program.ts'

let office: Office
let source: Source
const desks: TestDesk[] = []

beforeEach(async () => {
  office = await openOffice(commands)
  source = await office.tip('The tender was fixed.')
}, 60_000)

afterEach(async () => {
  killPrograms()
  for (const desk of desks.splice(0)) await desk.close()
  await office.close()
})

type More = Parameters<typeof deskOf>[2]
const openAt = async (person = 'aigerim', more: More = {}) => {
  const desk = await deskOf(office, person, more)
  desks.push(desk)
  return desk
}
const inboxOf = (desk: TestDesk) => desk.get<Inbox>('/api/inbox')
const syncOf = async (desk: TestDesk): Promise<SyncState> => (await inboxOf(desk)).sync
const rested = (desk: TestDesk) =>
  until(async () => {
    const sync = await syncOf(desk)
    return sync.phase === 'resting' && sync.last !== null ? sync : null
  })
const say = (desk: TestDesk, text: string) =>
  desk.post<DeedsAnswer>('/api/deeds', { cases: [1], deed: { type: 'say', text }, confirmed: true })

/** Threads that stand still until they are let go, and what they were told. */
function held(): { readonly startJob: StartJob; readonly orders: Order[]; readonly go: () => void } {
  const orders: Order[] = []
  let release: (() => void)[] = []
  const startJob: StartJob = (order, onSeen) => {
    orders.push(order)
    let job: Job | null = null
    let isOver = false
    const outcome = new Promise<void>((resolve) => release.push(resolve)).then(() => {
      if (isOver) return { end: 'done', trouble: null, isBehind: false } as const
      job = startInThread(order, onSeen)
      return job.outcome
    })
    const stop = async () => {
      isOver = true
      await job?.stop()
    }
    return { outcome, stop }
  }
  const go = () => {
    for (const each of release) each()
    release = []
  }
  return { startJob, orders, go }
}

describe('without a connection', () => {
  test('the desk shows what it has, keeps what is written, and hands it in when the server answers again', async () => {
    const desk = await openAt()
    await rested(desk)
    await office.stop()
    await say(desk, 'We look into it.')
    await desk.post('/api/sync')
    const { trouble } = await until(async () => {
      const sync = await syncOf(desk)
      return sync.phase === 'offline' && (sync.next ?? 0) > office.now() ? sync : null
    })
    expect(trouble?.code).toBe('network_unreachable')
    expect((await desk.get<CaseView>('/api/cases/1')).waiting).toMatchObject([{ type: 'say' }])
    await office.start()
    office.pass(60)
    await until(async () => (await source.visit()).tips[0]?.conversation.lines.length === 1)
    await until(async () => (await syncOf(desk)).trouble === null)
    expect(await syncOf(desk)).toMatchObject({ phase: 'resting', waiting: 0 })
  }, 60_000)
})

describe('two desks of one investigator', () => {
  test('stay in step, as two programs on one vault, with the command line beside them', async () => {
    const first = await openAt()
    await rested(first)
    const folder = newFolder()
    const second = await programAt(startCommand(office, folder.path, '--no-open'))
    const there = () => second.get<Inbox>('/api/inbox')
    await until(async () => (await there()).rows.length === 1)
    const label = { type: 'label', add: ['roads'], remove: [] }
    await first.post('/api/deeds', { cases: [1], deed: label, confirmed: false })
    await until(async () => (await there()).rows[0]?.labels.includes('roads'))
    const said = { cases: [1], deed: { type: 'say', text: 'We are here.' }, confirmed: true }
    await Promise.all([first.post('/api/sync'), second.post('/api/sync'), second.post('/api/deeds', said)])
    await until(async () => (await inboxOf(first)).rows[0]?.waiting === 1)
    const { code } = await office.at('aigerim', ['note', '1', '--file', '-'], { input: 'From here.' })
    expect(code).toBe(0)
    const acts = async () =>
      (await first.get<CaseView>('/api/cases/1')).team.acts.map(({ deed }) => deed.type)
    await until(async () => (await acts()).length === 2)
    expect((await acts()).sort()).toEqual(['label', 'note'])
    // The other program gives a person some seconds to take words back.
    await until(async () => (await source.visit()).tips[0]?.conversation.lines.length === 1)
    await until(async () => (await inboxOf(first)).sync.waiting === 0)
    await until(async () => (await there()).sync.waiting === 0)
    expect((await source.visit()).tips[0]?.conversation.lines).toHaveLength(1)
    folder.remove()
  }, 90_000)
})

/** The page of a program of its own. */
async function programAt(command: ReturnType<typeof startCommand>) {
  const link = await command.link()
  const { session } = (await follow(link)).body
  const asked = async <Body>(method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${session}` }
    return (await ask<Body>(new URL(link).origin, method, path, body, headers)).body
  }
  return {
    get: <Body>(path: string) => asked<Body>('GET', path),
    post: (path: string, body: unknown = {}) => asked('POST', path, body),
  }
}

/** A desk whose sync never comes to file anything, and a person who has looked there at what the source said first. */
async function lookedAtFirst(): Promise<TestDesk> {
  const before = await openAt()
  await rested(before)
  await source.say({ type: 'say', text: 'First.' })
  await before.post('/api/sync')
  await until(async () => (await inboxOf(before)).rows[0]?.isUnread)
  await before.close()
  const desk = await openAt('aigerim', { startJob: held().startJob })
  expect((await inboxOf(desk)).rows[0]?.isUnread).toBe(true)
  await lookAt(desk)
  expect((await inboxOf(desk)).rows[0]?.isUnread).toBe(false)
  return desk
}

async function expectSecondUnread(desk: TestDesk): Promise<void> {
  await until(async () => (await inboxOf(desk)).rows[0]?.isUnread)
  const { conversation } = await desk.get<CaseView>('/api/cases/1')
  expect(conversation?.lines.map(({ text, isUnread }) => [text, isUnread])).toEqual([
    ['First.', false],
    ['Second.', true],
  ])
}

describe('while a sync runs', () => {
  test('what a person does is kept, and nothing of it is lost by the sync', async () => {
    const first = await openAt()
    await rested(first)
    await source.say({ type: 'say', text: 'One more thing.' })
    await first.post('/api/sync')
    await until(async () => (await inboxOf(first)).rows[0]?.isUnread)
    await first.close()
    const { startJob, orders, go } = held()
    const desk = await openAt('aigerim', { startJob })
    expect((await syncOf(desk)).phase).toBe('syncing')
    await lookAt(desk)
    await say(desk, 'Thank you.')
    expect((await inboxOf(desk)).rows[0]).toMatchObject({ isUnread: false, waiting: 1 })
    go()
    await rested(desk)
    await until(async () => {
      go()
      return (await syncOf(desk)).waiting === 0
    })
    expect((await inboxOf(desk)).rows[0]?.isUnread).toBe(false)
    expect(orders[0]?.task).toBe('sync')
    await desk.close()
    const again = await openAt()
    expect((await inboxOf(again)).rows[0]?.isUnread).toBe(false)
  }, 60_000)

  test('it follows at once where a person wants one while something is handed in', async () => {
    const { startJob, orders, go } = held()
    const desk = await openAt('aigerim', { startJob })
    go()
    await rested(desk)
    await say(desk, 'Thank you.')
    await until(async () => orders[1]?.task === 'flush')
    await desk.post('/api/sync')
    go()
    await until(async () => orders[2]?.task === 'sync')
    go()
  }, 60_000)

  test('it follows at once where a person wants one while another runs, which may have looked already', async () => {
    const { startJob, orders, go } = held()
    const desk = await openAt('aigerim', { startJob })
    expect((await syncOf(desk)).phase).toBe('syncing')
    await desk.post('/api/sync')
    go()
    await until(async () => orders.length === 2)
    expect(orders[1]?.task).toBe('sync')
    go()
  }, 60_000)

  test('what came after a person looked is unread, though they looked at what was there before', async () => {
    const before = await openAt()
    await rested(before)
    await source.say({ type: 'say', text: 'First.' })
    await before.post('/api/sync')
    await until(async () => (await inboxOf(before)).rows[0]?.isUnread)
    await before.close()
    await source.say({ type: 'say', text: 'Second.' })
    const { startJob, go } = held()
    const desk = await openAt('aigerim', { startJob })
    await lookAt(desk)
    expect((await inboxOf(desk)).rows[0]?.isUnread).toBe(false)
    go()
    await rested(desk)
    await expectSecondUnread(desk)
  }, 60_000)

  test('what another program fetched after a person looked is unread, while the sync here still stands', async () => {
    const desk = await lookedAtFirst()
    await source.say({ type: 'say', text: 'Second.' })
    expect((await office.at('aigerim', ['sync'])).code).toBe(0)
    office.pass(5) // The desk looks every 4 seconds while a sync runs.
    await expectSecondUnread(desk)
  }, 60_000)

  test('what a person looked at stays looked at, though the program ends before the sync', async () => {
    const desk = await lookedAtFirst()
    await desk.close()
    const again = await openAt('aigerim', { startJob: held().startJob })
    expect((await inboxOf(again)).rows[0]?.isUnread).toBe(false)
  }, 60_000)

  test('a lock ends it at once; the next one goes on, and nothing is damaged', async () => {
    for (let i = 0; i < 20; i++) await office.tip(`Tip ${i}`)
    const desk = await openAt()
    for (let i = 0; i < 6; i++) {
      await new Promise((resolve) => setTimeout(resolve, 60 * i))
      const since = performance.now()
      await desk.post('/api/lock')
      expect(performance.now() - since).toBeLessThan(3000)
      await desk.post('/api/unlock', { password: passwordOf(office) })
    }
    await until(async () => (await inboxOf(desk)).rows.length === 21)
    await rested(desk)
    expect((await inboxOf(desk)).alarms).toEqual({})
  }, 60_000)
})

describe('trouble', () => {
  test('a thread that breaks is said, and the desk goes on and tries again', async () => {
    let tried = 0
    const startJob: StartJob = (order, onSeen) => {
      tried += 1
      if (tried > 1) return startInThread(order, onSeen)
      // Without a key it cannot even begin.
      return startInThread({ ...order, key: null } as unknown as Order, onSeen)
    }
    const desk = await openAt('aigerim', { startJob })
    const { trouble } = await until(async () => {
      const sync = await syncOf(desk)
      return sync.phase === 'failed' ? sync : null
    })
    expect(trouble?.code).toBe('desk_failed')
    expect(trouble?.message).not.toMatch(/undefined|null|TypeError/)
    expect((await inboxOf(desk)).rows).toEqual([])
    await desk.post('/api/sync')
    await until(async () => (await inboxOf(desk)).rows.length === 1)
    expect(await rested(desk)).toMatchObject({ trouble: null })
  }, 60_000)

  test('where a snapshot is wished for, it is there after a sync; where none can be written, that is said', async () => {
    const folder = newFolder()
    const desk = await openAt('aigerim', { settings: { snapshots: folder.path } })
    await rested(desk)
    expect(readdirSync(folder.path)).toMatchObject([expect.stringMatching(/^[0-9a-f]{8}\.snapshot$/)])
    await desk.close()
    folder.remove()
    const again = await openAt('aigerim', { settings: { snapshots: folder.path } })
    expect((await rested(again)).trouble?.code).toBe('file_unreadable')
    expect((await inboxOf(again)).rows).toHaveLength(1)
  }, 60_000)

  test('a database that is gone is said, and nothing is made in its place that hides it', async () => {
    const desk = await openAt()
    await rested(desk)
    await desk.post('/api/lock')
    const vault = vaultOf(office, 'aigerim')
    for (const name of readdirSync(vault).filter((each) => each.startsWith('cases.db')))
      rmSync(`${vault}/${name}`)
    const { status, body } = await desk.ask<{ code: string }>('POST', '/api/unlock', {
      password: passwordOf(office),
    })
    expect([status, body.code]).toEqual([400, 'file_damaged'])
    expect((await desk.ask<{ locked: boolean }>('GET', '/api/state')).body.locked).toBe(true)
  })
})
