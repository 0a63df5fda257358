import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type {
  CaseView,
  Changes,
  DeedsAnswer,
  Inbox,
  InboxRow,
  SearchAnswer,
  UndoAnswer,
} from '../../src/local/wire.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { deskOf, lookAt, type TestDesk, until, vaultOf } from './desk.ts'

let office: Office
let desk: TestDesk
let source: Source

beforeEach(async () => {
  office = await openOffice(commands)
  source = await office.tip('The tender was fixed.')
  await office.tip('The bridge has no foundation.')
  await office.tip('Директор Қасымов берёт взятки.', { language: 'ru' })
  desk = await deskOf(office, 'aigerim')
  await until(async () => (await inbox()).rows.length === 3)
  await quiet()
}, 60_000)

afterEach(async () => {
  await desk.close()
  await office.close()
})

const inbox = () => desk.get<Inbox>('/api/inbox')
const row = async (number: number) => (await inbox()).rows.find((each) => each.number === number) as InboxRow
const view = (number = 1) => desk.get<CaseView>(`/api/cases/${number}`)
const act = (cases: readonly number[], deed: object, confirmed = false) =>
  desk.post<DeedsAnswer>('/api/deeds', { cases, deed, confirmed })
const refused = async (body: object) =>
  (await desk.ask<{ code: string }>('POST', '/api/deeds', body)).body.code
const quiet = () => until(async () => (await inbox()).sync.phase === 'resting')
const left = () => until(async () => (await inbox()).sync.waiting === 0)

describe('what the source sees', () => {
  test('goes from the desk to the source, and what the source answers comes back', async () => {
    await act([1], { type: 'ask', text: 'When was it?' }, true)
    await until(async () => (await source.visit()).tips[0]?.conversation.lines.length === 1)
    await source.say({ type: 'say', text: 'In March.' })
    await desk.post('/api/sync')
    await until(async () => (await row(1)).isUnread)
    expect((await view()).conversation?.lines.at(-1)).toMatchObject({
      author: 'source',
      text: 'In March.',
      isUnread: true,
    })
    await lookAt(desk)
    expect((await row(1)).isUnread).toBe(false)
    expect((await view()).conversation?.lines.at(-1)?.isUnread).toBe(false)
    expect((await source.visit()).tips[0]?.conversation.acknowledged).toBeNull()
  })

  test('is said in one case at a time, and only once a person has confirmed it', async () => {
    const deed = { type: 'say', text: 'Thank you.' }
    expect(await refused({ cases: [1], deed, confirmed: false })).toBe('request_malformed')
    expect(await refused({ cases: [1, 2], deed, confirmed: true })).toBe('request_malformed')
    expect(await refused({ cases: [], deed, confirmed: true })).toBe('request_malformed')
    expect(await refused({ cases: [1, 1], deed, confirmed: true })).toBe('request_malformed')
    const tell = { type: 'tell', status: 'closed', text: '' }
    expect(await refused({ cases: [1, 2], deed: tell, confirmed: true })).toBe('request_malformed')
    expect((await inbox()).sync.waiting).toBe(0)
  })

  test('never holds what the team says among itself', async () => {
    await act([1], { type: 'note', text: 'SECRET-NOTE' })
    await act([1], { type: 'status', status: 'closed', reason: 'SECRET-REASON' })
    await act([1], { type: 'label', add: ['SECRET-LABEL'], remove: [] })
    await act([1], { type: 'say', text: 'We are done.' }, true)
    await left()
    const seen = JSON.stringify(await source.visit())
    expect(seen).toContain('We are done.')
    expect(seen).not.toContain('SECRET')
  })

  test('is told that a person opened the tip where that is wished, and once', async () => {
    const open = () => lookAt(desk, 1, true)
    expect((await open()).acknowledgement?.id).toMatch(/^[0-9a-f]{32}$/)
    expect((await row(1)).isNew).toBe(false)
    expect((await open()).acknowledgement).toBeNull()
    await until(async () => (await source.visit()).tips[0]?.conversation.acknowledged !== null)
    await left()
    expect((await open()).acknowledgement).toBeNull()
  })
})

describe('an open case', () => {
  const heard = async (text: string) => {
    await source.say({ type: 'say', text })
    await desk.post('/api/sync')
    return until(async () => (await view()).conversation?.lines.find((line) => line.text === text))
  }

  /** What a page is told that knew everything before. */
  const toldOf = async (text: string) => {
    await quiet()
    const { version } = await inbox()
    await heard(text)
    return until(async () => {
      const { rows } = await desk.get<Changes>(`/api/changes?after=${version}`)
      return rows.length > 0 && rows
    })
  }

  test('is told of everything that comes, also of what its line in the list does not show', async () => {
    await toldOf('One.')
    const before = await row(1)
    expect(await toldOf('Two.')).toEqual([before])
    expect(await toldOf('Three.')).toEqual([before])
  })

  test('marks as looked at only what stood on the page', async () => {
    const shown = await heard('One.')
    const later = await heard('I am in danger.')
    const open = (seen: readonly string[]) => desk.post('/api/cases/1/open', { seen, acknowledge: false })
    const unread = async () =>
      (await view()).conversation?.lines.flatMap(({ isUnread, text }) => (isUnread ? [text] : []))
    await open([shown.hash])
    expect([await unread(), (await row(1)).isUnread]).toEqual([['I am in danger.'], true])
    await open([shown.hash, later.hash])
    expect([await unread(), (await row(1)).isUnread]).toEqual([[], false])
  })

  test('marks nothing for a page that shows what the source never said', async () => {
    await heard('One.')
    await desk.post('/api/cases/1/open', { seen: ['a'.repeat(64)], acknowledge: false })
    expect((await row(1)).isUnread).toBe(true)
    await lookAt(desk)
    expect((await row(1)).isUnread).toBe(false)
  })
})

describe('what the team does', () => {
  test('counts here at once, and is with colleagues after a while', async () => {
    await act([1], { type: 'severity', level: 'high', reason: 'A bridge.' })
    await act([1, 2], { type: 'label', add: ['roads'], remove: [] })
    const { me } = await inbox()
    await act([1], { type: 'assign', to: me })
    expect(await row(1)).toMatchObject({ severity: 'high', labels: ['roads'], assignee: me, waiting: 3 })
    expect((await view()).team.severityReason).toBe('A bridge.')
    await left()
    const colleague = await deskOf(office, 'daniyar')
    const there = async () =>
      (await colleague.get<Inbox>('/api/inbox')).rows.find(({ number }) => number === 1)
    await until(async () => (await there())?.severity === 'high')
    expect(await there()).toMatchObject({ labels: ['roads'], assignee: me, waiting: 0 })
    await colleague.close()
  })

  test('is done in many cases at once, and says where nothing could be done', async () => {
    const { ids, skipped } = await act([1, 2, 3, 77], { type: 'status', status: 'triage', reason: '' })
    expect([ids.length, skipped]).toEqual([3, [77]])
    expect((await inbox()).rows.map(({ status }) => status)).toEqual(['triage', 'triage', 'triage'])
  })

  test('is refused where it is not exactly what can be done', async () => {
    const deeds = [
      { type: 'status', status: 'done', reason: '' },
      { type: 'status', status: 'open' },
      { type: 'status', status: 'open', reason: '', more: 1 },
      { type: 'severity', level: 'severe', reason: '' },
      { type: 'assign', to: 'daniyar' },
      { type: 'label', add: 'a', remove: [] },
      { type: 'label', add: Array.from({ length: 21 }, (_, i) => `${i}`), remove: [] },
      { type: 'note', text: '' },
      { type: 'note', text: 'a'.repeat(30_001) },
      { type: 'link', to: '1', on: true },
      { type: 'merge', into: 2 },
      { type: 'delay', clock: 'feedback', until: 'tomorrow', reason: 'a' },
      { type: 'delay', clock: 'feedback', until: '2026-12-24', reason: '' },
      { type: 'acknowledge' },
      { type: 'grant', to: 'a'.repeat(32) },
      { type: 'rekey', stays: [], next: 'a'.repeat(32) },
      { type: 'case-key', circle: 'desks', sealed: '' },
      { type: 'toString' },
    ]
    for (const deed of deeds)
      expect([deed, await refused({ cases: [1], deed, confirmed: true })]).toEqual([
        deed,
        'request_malformed',
      ])
    expect(await refused({ cases: ['1'], deed: { type: 'note', text: 'a' }, confirmed: false })).toBe(
      'request_malformed',
    )
    // A line break would make one line of the history look like two.
    expect(
      await refused({ cases: [1], deed: { type: 'label', add: ['a\nb'], remove: [] }, confirmed: false }),
    ).toBe('usage')
    expect((await inbox()).sync.waiting).toBe(0)
  })

  test('stands between two cases: a repeated one leads to the other, and can be taken apart again', async () => {
    const { envelope } = await row(1)
    await act([2], { type: 'merge', into: envelope })
    expect((await row(2)).repeats).toBe(1)
    expect((await view(1)).repeated.map(({ number }) => number)).toEqual([2])
    expect((await view(2)).repeats).toMatchObject({ number: 1, envelope })
    await act([2], { type: 'merge', into: '' })
    expect((await row(2)).repeats).toBeNull()
    await act([2], { type: 'link', to: envelope, on: true })
    expect((await view(2)).team.links).toMatchObject([{ number: 1 }])
    await act([2], { type: 'name', kind: 'person', name: 'Арман Қасымов', on: true })
    expect((await view(2)).team.names).toEqual([{ kind: 'person', name: 'Арман Қасымов', from: 'team' }])
  })

  test('a departure is told to colleagues, and the case is gone from here and from every answer', async () => {
    const { version, me } = await inbox()
    await act([1], { type: 'conflict', reason: 'My cousin.' })
    expect((await row(1)).isConflict).toBe(true)
    await desk.post('/api/cases/1/leave', { reason: 'I know them.' })
    await until(async () => (await inbox()).rows.every(({ number }) => number !== 1))
    expect((await desk.get<Changes>(`/api/changes?after=${version}`)).gone).toEqual([1])
    expect((await desk.ask('GET', '/api/cases/1')).status).toBe(404)
    expect((await desk.get<SearchAnswer>('/api/search?q=tender')).total).toBe(0)
    const colleague = await deskOf(office, 'daniyar')
    const there = () => colleague.get<CaseView>('/api/cases/1')
    await until(async () => (await colleague.get<Inbox>('/api/inbox')).rows.length === 3)
    expect((await there()).readers?.moves).toMatchObject([{ author: me, type: 'leave' }])
    expect((await there()).team.conflicts).toMatchObject([{ author: me, reason: 'My cousin.' }])
    expect((await there()).team.acts.at(-1)).toMatchObject({
      author: me,
      deed: { type: 'note', text: 'I know them.' },
    })
    await colleague.close()
  })

  test('a case that is forgotten here is gone, with its draft', async () => {
    await desk.put('/api/cases/3/draft', { kind: 'say', told: 'acted', toSource: '', note: 'x' })
    expect(drafts()).toEqual([{ number: 3 }])
    await desk.post('/api/cases/3/purge')
    expect(drafts()).toEqual([])
    expect((await inbox()).rows.map(({ number }) => number)).toEqual([1, 2])
    expect((await desk.ask('POST', '/api/cases/3/purge', {})).status).toBe(404)
  })
})

/** The cases beside which there lies a draft, as the disk has it. */
function drafts(): unknown[] {
  const database = new Database(join(vaultOf(office, 'aigerim'), 'cases.db'), { readonly: true })
  const found = database.prepare("SELECT number FROM besides WHERE name = 'draft'").all()
  database.close()
  return found
}

test('a case that waits unseen for a clock is nowhere until that has run out', async () => {
  await office.tip('Everybody there knows.', { escalate: ['oversight'] })
  const first = await deskOf(office, 'saule')
  await until(async () => (await first.get<Inbox>('/api/inbox')).sync.last)
  expect((await first.get<Inbox>('/api/inbox')).rows).toEqual([])
  expect((await first.ask('GET', '/api/cases/1')).status).toBe(404)
  const nothing = { hits: [], total: 0, indexed: 0, of: 0 }
  expect(await first.get<SearchAnswer>('/api/search?q=everybody')).toEqual(nothing)
  await first.close()
  office.pass(8 * 86_400)
  const later = await deskOf(office, 'saule')
  await until(async () => (await later.get<Inbox>('/api/inbox')).rows.length === 1)
  expect((await later.get<CaseView>('/api/cases/1')).tip?.answers[0]?.text).toBe('Everybody there knows.')
  await until(async () => (await later.get<SearchAnswer>('/api/search?q=everybody')).total === 1)
  await later.close()
})

describe('taking back', () => {
  beforeEach(async () => {
    await desk.close()
    desk = await deskOf(office, 'aigerim', { settings: { graceSeconds: 3600 } })
    await quiet()
  })
  const undo = (ids: readonly string[]) => desk.post<UndoAnswer>('/api/undo', { ids })

  test('what has not left is as if it had never been', async () => {
    const { ids } = await act([1, 2], { type: 'label', add: ['roads'], remove: [] })
    expect((await row(1)).labels).toEqual(['roads'])
    expect(await undo(ids)).toEqual({ undone: 2, late: 0 })
    expect((await row(1)).labels).toEqual([])
    expect((await inbox()).sync.waiting).toBe(0)
    expect(await undo(ids)).toEqual({ undone: 0, late: 2 })
    const many = Array.from({ length: 100_000 }, (_, i) => i.toString(16).padStart(32, '0'))
    expect(await undo(many)).toEqual({ undone: 0, late: 100_000 })
  })

  test('until it has left, the case and its line in the list tell the clocks alike', async () => {
    const clocks = async () => {
      const [{ clocks }, { clock }] = [await view(), await row(1)]
      const next = (['acknowledge', 'feedback'] as const).find((name) => clocks?.[name].met === null)
      expect(clock).toMatchObject({ name: next, due: next && clocks?.[next].due })
      return next
    }
    expect(await clocks()).toBe('acknowledge')
    const { acknowledgement } = await lookAt(desk, 1, true)
    expect(await clocks()).toBe('feedback')
    const { ids } = await act([1], { type: 'tell', status: 'acted', text: '' }, true)
    expect((await view()).clocks?.feedback.met).not.toBeNull()
    expect((await row(1)).clock).toBeNull()
    await undo([...ids, acknowledgement?.id ?? ''])
    expect(await clocks()).toBe('acknowledge')
  })

  test('an acknowledgement and words to the source are never sent then', async () => {
    const { acknowledgement } = await lookAt(desk, 1, true)
    const { ids, leaves } = await act([1], { type: 'say', text: 'Thank you.' }, true)
    expect(leaves).toBeGreaterThan(office.now() + 3500)
    expect((await view()).waiting.map(({ type, id }) => [type, id])).toEqual([
      ['acknowledge', acknowledgement?.id],
      ['say', ids[0]],
    ])
    expect(await undo([...ids, acknowledgement?.id ?? ''])).toEqual({ undone: 2, late: 0 })
    expect((await row(1)).isNew).toBe(true)
    const { preferences } = await inbox()
    await desk.put('/api/preferences', { ...preferences, lockAfter: 240 })
    office.pass(7200)
    await desk.post('/api/sync')
    await quiet()
    expect((await source.visit()).tips[0]?.conversation).toMatchObject({ lines: [], acknowledged: null })
  })
})

test('everything in a case is found by a few letters, in Russian and in Kazakh, also what has not left yet', async () => {
  await act([2], { type: 'note', text: 'Прокуратура уже спрашивала.' })
  const find = (q: string) => desk.get<SearchAnswer>(`/api/search?q=${encodeURIComponent(q)}`)
  await until(async () => (await find('прокур')).total === 1)
  expect((await find('касымов')).hits).toMatchObject([{ number: 3, where: 'tip', match: 'Қасымов' }])
  expect((await find('прокур')).hits).toMatchObject([{ number: 2, where: 'note' }])
  for (const q of ['"', '*', 'a OR', '((', 'NEAR(', '\u0000', 'x'.repeat(2000)])
    expect((await find(q)).hits).toEqual([])
  expect((await desk.ask('GET', '/api/search')).status).toBe(400)
  expect((await desk.ask('GET', '/api/search?q=a&q=b')).status).toBe(400)
})

/** The first that changes a line: that the search knows more is told as well. */
async function newsAfter(version: number): Promise<Changes> {
  const changes = await desk.get<Changes>(`/api/changes?after=${version}`)
  return changes.rows.length > 0 ? changes : newsAfter(changes.version)
}

/** The version after which nothing is told; on the way there may be that the search knows more, which changes no line. */
async function silentAfter(version: number): Promise<number> {
  let last = (await desk.get<Changes>(`/api/changes?after=${version}`)).version
  for (let tries = 0; tries < 5; tries++) {
    const news = desk.get<Changes>(`/api/changes?after=${last}`)
    // Nobody listens any more where it comes too late.
    news.catch(() => undefined)
    const told = await Promise.race([news, new Promise<null>((resolve) => setTimeout(resolve, 500, null))])
    if (told === null) return last
    last = told.version
  }
  throw new Error('there is no end of news')
}

test('a page hears of everything that changes, and of nothing twice', async () => {
  const { version } = await inbox()
  const waiting = newsAfter(version)
  await act([2], { type: 'status', status: 'open', reason: '' })
  const changes = await waiting
  expect(changes.rows.map(({ number, status }) => [number, status])).toEqual([[2, 'open']])
  expect(changes.version).toBeGreaterThan(version)
  expect(changes.people).toBeUndefined()
  await left()
  await quiet()
  const last = await silentAfter(version)
  const { preferences } = await inbox()
  await desk.put('/api/preferences', { ...preferences, theme: 'dark' })
  expect(await desk.get<Changes>(`/api/changes?after=${last}`)).toMatchObject({
    rows: [],
    gone: [],
    preferences: { theme: 'dark' },
  })
})
