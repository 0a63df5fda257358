import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { concat, toHex } from '../../src/protocol/bytes.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { dayText } from '../../src/protocol/time.ts'
import type { Words } from '../../web/form/words/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { type FormOrganisation, type FormShape, makeFormOrganisation, today } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { openForm, press, sendTip, until, type Visit } from './walk.ts'

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

const other = makeFormOrganisation({ seed: 'other' })
const organisation = makeFormOrganisation()

/** Somebody writes before anything has answered, and learns of it at the next step. */
async function stopsAt(explanation: (words: Words) => string): Promise<void> {
  visit = await openForm(browser, site, 'ru')
  const { page, words } = visit
  await page.getByText(explanation(words), { exact: false }).waitFor()
  expect(await page.locator('h1').textContent()).toBe(words.stopped.title)
  expect(site.log.filter((line) => line.startsWith('POST'))).toEqual([])
}

const serving = (instead: FormOrganisation) => (path: string) =>
  path.startsWith('/v1/keyring') ? { status: 200, body: instead.statement } : null

const dated = (from: number, until: number): FormShape => ({
  changes: (keyring) => ({
    ...keyring,
    validFrom: dayText(today() + from),
    validUntil: dayText(today() + until),
  }),
})

describe('before anything is sealed, the page stops at', () => {
  it('an intake key that nobody listed', async () => {
    site = await openSite(organisation)
    const keys = other.people.map(({ enrolment }) => enrolment.block.slice(6, 6 + 1216))
    site.intercept = (path) =>
      path.startsWith('/v1/epochs/') ? { status: 200, body: concat(...keys) } : null
    await stopsAt((words) => words.stopped.keys)
  })

  it('another organisation', async () => {
    site = await openSite(organisation)
    site.intercept = serving(other)
    await stopsAt((words) => words.stopped.keys)
  })

  it('a keyring that was altered', async () => {
    site = await openSite(organisation)
    const altered = new TextDecoder()
      .decode(organisation.statement)
      .replace(/"sig":"(.)/, (_, first) => `"sig":"${first === 'A' ? 'B' : 'A'}`)
    site.intercept = (path) => (path.startsWith('/v1/keyring') ? { status: 200, body: altered } : null)
    await stopsAt((words) => words.stopped.keys)
  })

  it.each([
    ['an expired keyring', dated(-30, -1), (words: Words) => words.stopped.expired],
    ['a keyring that is not valid yet', dated(3, 30), (words: Words) => words.stopped.clock],
  ])('%s', async (_, shape, explanation) => {
    const instead = makeFormOrganisation(shape)
    site = await openSite(organisation)
    site.settings['organisation'] = toHex(instead.trusted.orgId)
    site.intercept = serving(instead)
    await stopsAt(explanation)
  })

  it('a clock that is days off, and goes on when it was put right', async () => {
    site = await openSite(organisation)
    const date = new Date((today() + 5) * 86_400_000).toUTCString()
    site.intercept = (path) =>
      path.startsWith('/v1/keyring') ? { status: 200, body: organisation.statement, headers: { date } } : null
    await stopsAt((words) => words.stopped.clock)
    site.intercept = null
    await press(visit.page, visit.words.tryAgain)
    await until(visit.page, visit.words.start.title)
    await sendTip(visit)
  })

  it.each([
    ['is missing', undefined],
    ['names no organisation', { organisation: '', api: '', contact: ['', '', ''] }],
    ['has a field more', { organisation: 'a'.repeat(64), api: '', contact: ['', '', ''], more: 1 }],
    [
      'has an open address',
      { organisation: 'a'.repeat(64), api: 'http://example.org', contact: ['', '', ''] },
    ],
    [
      'has an address with a path',
      { organisation: 'a'.repeat(64), api: 'https://a.example/b', contact: ['', '', ''] },
    ],
    ['has a language less', { organisation: 'a'.repeat(64), api: '', contact: ['', ''] }],
  ])('an org.json that %s', async (_, settings) => {
    site = await openSite(organisation)
    if (settings === undefined) site.intercept = (path) => (path === '/org.json' ? { status: 404 } : null)
    else site.settings = settings
    await stopsAt((words) => words.stopped.unset)
  })

  it('a promise that is not of this organisation: it says that the tip may not have arrived', async () => {
    site = await openSite(organisation)
    site.intercept = (_path, method) =>
      method === 'POST' ? { status: 201, body: 'candor promise v1\n' } : null
    visit = await openForm(browser, site, 'kk')
    const { page, words } = visit
    await press(page, words.start.write)
    await page.locator('#story').fill('мәтін')
    for (const step of [words.next, words.next, words.next, words.codename.skip, words.check.send]) {
      await press(page, step)
    }
    await page.getByText(words.stopped.receipt).waitFor()
    expect(await page.locator('.answer').textContent()).toBe('мәтін')
  })
})

const folder = new URL('../../dist/form/', import.meta.url)

const files = (): Keyring['form'] =>
  readdirSync(folder)
    .sort()
    .map((path) => ({
      path,
      sha256: createHash('sha256')
        .update(readFileSync(new URL(path, folder)))
        .digest('base64'),
    }))

const withFiles = (form: Keyring['form']) =>
  makeFormOrganisation({ changes: (keyring) => ({ ...keyring, form }) })

describe('a page whose files the organisation signed', () => {
  it('goes on when every file is the signed one', async () => {
    site = await openSite(withFiles(files()))
    visit = await openForm(browser, site, 'en')
    await sendTip(visit)
    for (const { path } of files()) expect(site.log).toContain(`GET /${path}`)
  })

  it.each(['index.html', 'form.css', 'session.js', ''])('stops when “%s” is another one', async (changed) => {
    site = await openSite(withFiles(files()))
    let asked = 0
    site.intercept = (path) =>
      // The page itself comes as it should; what it finds when it looks again differs.
      path === `/${changed}` && asked++ > (changed === 'index.html' ? -1 : 0)
        ? { status: 200, body: 'changed' }
        : null
    await stopsAt((words) => words.stopped.form)
  })

  it.each(['index.html', 'form.js'])('stops when “%s” is not listed', async (left) => {
    site = await openSite(withFiles(files().filter(({ path }) => path !== left)))
    await stopsAt((words) => words.stopped.form)
  })

  it('stops when a listed file is missing', async () => {
    site = await openSite(withFiles([...files(), { path: 'zz.js', sha256: files()[0]?.sha256 ?? '' }]))
    await stopsAt((words) => words.stopped.form)
  })
})
