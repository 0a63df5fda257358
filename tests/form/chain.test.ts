import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type KeyringChanges, succeed } from '../../src/admin/successor.ts'
import { enrolmentOf, newIdentity } from '../../src/desk/vault/identity.ts'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { epochOfDay } from '../../src/protocol/time.ts'
import { launchBrowser } from '../support/browser.ts'
import { sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { makeFormOrganisation, today } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { openForm, sendTip, type Visit } from './walk.ts'

const organisation = makeFormOrganisation()
const { trusted, people } = organisation
const root = deterministic('form')(32)
const nextRoot = deterministic('next root')(32)

let browser: Browser
let site: Site
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
})

afterAll(() => browser.close())

afterEach(async () => {
  await visit.close()
  await site.close()
})

const rooted: KeyringChanges = { roots: [toBase64(sodium.verifyingKey(nextRoot))] }

const newcomer = enrolmentOf(sodium, newIdentity(deterministic('newcomer'), epochOfDay(today()), 3)).recipient
const withNewcomer: KeyringChanges = {
  recipients: [
    ...trusted.keyring.recipients,
    { ...newcomer, label: ['Somebody new', 'Кто-то новый', 'Жаңа адам'], desks: ['main'] },
  ],
}

const publish = (statement: Uint8Array): Promise<Response> =>
  fetch(`${site.origin}/v1/keyring`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: new Uint8Array(statement),
  })

/** Whatever a server decides: the page is given this as what follows. */
const serve = (statement: Uint8Array): void => {
  site.intercept = (path) => {
    if (path === '/v1/keyring') return { status: 200, body: statement }
    return path === '/v1/keyrings/1' ? { status: 200, body: organisation.statement } : null
  }
}

const isStopped = async (): Promise<void> => {
  visit = await openForm(browser, site, 'kk')
  await visit.page.getByText(visit.words.stopped.keys, { exact: false }).waitFor()
  expect(site.log.filter((line) => line.startsWith('POST'))).toEqual([])
}

it('after the root was rotated, the page follows the chain and sends under the new keyring', async () => {
  site = await openSite(organisation)
  const rotated = succeed(sodium, trusted, rooted, [root, nextRoot])
  expect(await (await publish(rotated)).json()).toMatchObject({ seq: 2, served: true })
  visit = await openForm(browser, site, 'kk')
  await sendTip(visit)
  expect(site.log.filter((line) => line.startsWith('POST'))).toHaveLength(1)
})

it('a root that the old one did not sign for stops it, and the server takes it neither', async () => {
  site = await openSite(organisation)
  const usurped = succeed(sodium, trusted, rooted, [nextRoot])
  expect((await publish(usurped)).status).toBe(401)
  serve(usurped)
  await isStopped()
})

it.each([
  ['nobody', 0],
  ['one of three', 1],
])('a new reader approved by %s stops it, and the server takes them neither', async (_, approvals) => {
  site = await openSite(organisation)
  const seeds = people.slice(0, approvals).map(({ identity }) => identity.signing)
  const crowded = succeed(sodium, trusted, withNewcomer, [root, ...seeds])
  expect((await publish(crowded)).status).toBe(403)
  serve(crowded)
  await isStopped()
})
