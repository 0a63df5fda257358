import { renameSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CaseView, DeskState, Draft, Inbox, Preferences } from '../../src/local/wire.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { deskOf, passwordOf, type TestDesk, until, vaultOf } from './desk.ts'

let office: Office
let desk: TestDesk

beforeEach(async () => {
  office = await openOffice([])
  await office.tip('The tender was fixed.')
}, 60_000)

afterEach(async () => {
  await desk.close()
  await office.close()
})

const state = () => desk.get<DeskState>('/api/state')
const isLocked = async () => (await state()).locked
const unlock = (password: string) =>
  desk.ask<DeskState & { readonly code: string }>('POST', '/api/unlock', { password })
const synced = () => until(async () => (await desk.get<Inbox>('/api/inbox')).rows.length > 0)

const BEHIND: readonly (readonly [string, string])[] = [
  ['GET', '/api/inbox'],
  ['GET', '/api/changes?after=0'],
  ['GET', '/api/cases/1'],
  ['GET', '/api/cases/1/similar'],
  ['GET', '/api/search?q=tender'],
  ['GET', '/api/keys'],
  ['GET', '/api/proposals/a'],
  ['POST', '/api/alive'],
  ['POST', '/api/sync'],
  ['POST', '/api/cases/1/open'],
  ['POST', '/api/cases/1/grant'],
  ['POST', '/api/cases/1/leave'],
  ['POST', '/api/cases/1/purge'],
  ['POST', '/api/deeds'],
  ['POST', '/api/undo'],
  ['POST', '/api/cases/1/conflict'],
  ['POST', '/api/proposals'],
  ['POST', '/api/proposals/a/approve'],
  ['DELETE', '/api/proposals/a'],
  ['PUT', '/api/cases/1/draft'],
  ['PUT', '/api/preferences'],
  ['GET', '/api/%69nbox'],
]

test('a locked desk says only that it is locked, and whose vault it is', async () => {
  desk = await deskOf(office, 'aigerim', { locked: true })
  expect(await state()).toMatchObject({ locked: true, vault: vaultOf(office, 'aigerim'), passwordFile: null })
  for (const [method, path] of BEHIND) {
    const { status, body } = await desk.ask(method, path, method === 'GET' ? undefined : {})
    expect([path, status, body]).toEqual([path, 423, { code: 'locked', message: 'the desk is locked' }])
  }
})

test('the password opens it, no other does, and a lock asks for it again', async () => {
  desk = await deskOf(office, 'aigerim', { locked: true })
  const wrong = await unlock('not this one')
  expect([wrong.status, wrong.body.code]).toEqual([403, 'password_wrong'])
  expect(await isLocked()).toBe(true)
  expect((await unlock(passwordOf(office))).body.locked).toBe(false)
  await synced()
  expect((await desk.post<DeskState>('/api/lock')).locked).toBe(true)
  expect((await desk.ask('GET', '/api/cases/1')).status).toBe(423)
  expect((await desk.post<DeskState>('/api/lock')).locked).toBe(true)
  expect((await unlock(passwordOf(office))).body.locked).toBe(false)
  expect((await desk.get<CaseView>('/api/cases/1')).tip?.answers[0]?.text).toBe('The tender was fixed.')
}, 30_000)

test('who tries many passwords at once tries one at a time', async () => {
  desk = await deskOf(office, 'aigerim', { locked: true })
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map(unlock))
  const codes = answers.map(({ body }) => body.code)
  expect(codes.filter((code) => code === 'password_wrong').length).toBeGreaterThanOrEqual(1)
  expect(new Set(codes)).toEqual(new Set(['password_wrong', 'vault_busy']))
})

test('a page that waits for news is told at once that the desk was locked', async () => {
  desk = await deskOf(office, 'aigerim')
  await synced()
  const { version } = await until(async () => {
    const inbox = await desk.get<Inbox>('/api/inbox')
    return inbox.sync.phase === 'resting' && inbox.sync.last !== null ? inbox : null
  })
  const waiting = desk.ask('GET', `/api/changes?after=${version + 1000}`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const since = performance.now()
  await desk.post('/api/lock')
  expect((await waiting).status).toBe(423)
  expect(performance.now() - since).toBeLessThan(2000)
})

test('where nobody does anything it locks by itself, and not before', async () => {
  desk = await deskOf(office, 'aigerim')
  await synced()
  office.pass(14 * 60)
  await desk.post('/api/alive')
  office.pass(14 * 60)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await isLocked()).toBe(false)
  // That somebody’s page asks for news is no sign of a person.
  await desk.get('/api/inbox')
  office.pass(60)
  await until(isLocked)
})

test('it locks after as many minutes as a person wishes, also when the machine slept', async () => {
  desk = await deskOf(office, 'aigerim')
  const { preferences } = await desk.get<Inbox>('/api/inbox')
  expect(preferences.lockAfter).toBe(15)
  await desk.put('/api/preferences', { ...preferences, lockAfter: 60 } satisfies Preferences)
  office.pass(59 * 60)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await isLocked()).toBe(false)
  office.pass(12 * 3600)
  await until(isLocked)
})

test('what somebody was writing, and how they like it, outlives a lock', async () => {
  desk = await deskOf(office, 'aigerim')
  await synced()
  const draft: Draft = { kind: 'tell', told: 'acted', toSource: 'Thank you for', note: 'Ask the bank' }
  await desk.put('/api/cases/1/draft', draft)
  const { preferences } = await desk.get<Inbox>('/api/inbox')
  await desk.put('/api/preferences', { ...preferences, theme: 'dark', language: 'kk' })
  await desk.post('/api/lock')
  await unlock(passwordOf(office))
  expect((await desk.get<CaseView>('/api/cases/1')).draft).toEqual(draft)
  expect((await desk.get<Inbox>('/api/inbox')).preferences).toMatchObject({ theme: 'dark', language: 'kk' })
  const nothing = { kind: 'say', told: 'under-review', toSource: '', note: '' }
  await desk.put('/api/cases/1/draft', nothing)
  expect((await desk.get<CaseView>('/api/cases/1')).draft).toEqual(nothing)
})

test('a vault that is taken away locks the desk, which says so and goes on', async () => {
  desk = await deskOf(office, 'aigerim')
  await synced()
  const vault = vaultOf(office, 'aigerim')
  renameSync(vault, `${vault}-away`)
  await until(isLocked)
  expect((await unlock(passwordOf(office))).body.code).toBe('vault_missing')
  renameSync(`${vault}-away`, vault)
  expect((await unlock(passwordOf(office))).body.locked).toBe(false)
  await synced()
})
