import { createHmac, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DeskState, Inbox, SearchAnswer } from '../../src/local/wire.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { ask, deskOf, type TestDesk, until } from './desk.ts'

let office: Office
let desk: TestDesk

beforeEach(async () => {
  office = await openOffice([])
}, 60_000)

afterEach(async () => {
  await desk.close()
  await office.close()
})

const isLocked = async () => (await desk.get<DeskState>('/api/state')).locked
const some = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Whether it locks although something was asked a minute before. */
async function locksAfter(ask: () => Promise<unknown>): Promise<boolean> {
  office.pass(14 * 60)
  await ask()
  office.pass(2 * 60)
  await some(300)
  return isLocked()
}

test('another user of this machine, who has no session, keeps no desk awake', async () => {
  desk = await deskOf(office, 'aigerim')
  const asStranger = { authorization: '' }
  expect(
    await locksAfter(async () => {
      await desk.ask('POST', '/api/session', { token: 'not one' }, asStranger)
      await desk.ask('POST', '/nothing', {}, asStranger)
      await desk.ask('POST', '/', {}, asStranger)
    }),
  ).toBe(true)
})

test('what a source writes into an open case keeps no desk awake, though the page marks it as looked at', async () => {
  desk = await deskOf(office, 'aigerim')
  await office.tip('The tender was fixed.')
  await desk.post('/api/sync')
  await until(async () => (await desk.get<Inbox>('/api/inbox')).rows.length > 0)
  expect(await locksAfter(() => desk.post('/api/cases/1/open', { seen: [], acknowledge: false }))).toBe(true)
})

test('whoever comes too late wakes nothing: a machine that slept shows no case to its finder', async () => {
  desk = await deskOf(office, 'aigerim')
  office.pass(8 * 3600)
  expect((await desk.ask('GET', '/api/inbox')).status).toBe(423)
  expect((await desk.ask('POST', '/api/alive', {})).status).toBe(423)
  await some(300)
  expect(await isLocked()).toBe(true)
})

test('a tip of piled accents holds no search up', async () => {
  await office.tip(`At the factory a${'\u0301'.repeat(25_000)}${'\u0323'.repeat(25_000)}`)
  desk = await deskOf(office, 'aigerim')
  await until(async () => (await desk.get<SearchAnswer>('/api/search?q=factory')).total === 1)
  const since = performance.now()
  await desk.get<SearchAnswer>('/api/search?q=factory')
  expect(performance.now() - since).toBeLessThan(1000)
}, 60_000)

test('a link that nobody has followed for ten minutes leads nowhere', async () => {
  desk = await deskOf(office, 'aigerim')
  const [early, late] = [desk.newLink(), desk.newLink()]
  const follow = (link: string) =>
    ask(desk.origin, 'POST', '/api/session', { token: new URL(link).hash.slice(1) }, {})
  expect((await follow(early)).status).toBe(401)
  office.pass(601)
  expect((await follow(late)).status).toBe(401)
  expect((await follow(desk.newLink())).status).toBe(200)
})

test('the desk proves that it is the one that gave the session, to each nonce anew, and a wrong nonce learns nothing', async () => {
  desk = await deskOf(office, 'aigerim')
  const token = new URL(desk.newLink()).hash.slice(1)
  const { body } = await ask<{ proof: string }>(desk.origin, 'POST', '/api/session', { token }, {})
  const nonce = randomBytes(32).toString('base64url')
  const proved = await ask<{ mac: string }>(desk.origin, 'POST', '/api/prove', { nonce }, {})
  const expected = createHmac('sha256', Buffer.from(body.proof, 'base64url'))
    .update(`candor-desk ${desk.origin} ${nonce}`)
    .digest('base64url')
  expect(proved.body.mac).toBe(expected)
  for (const wrong of ['', 'x', `${nonce}x`, `${nonce.slice(1)} `])
    expect((await ask(desk.origin, 'POST', '/api/prove', { nonce: wrong }, {})).status).toBe(400)
})
