import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { epochOfDay } from '../../src/protocol/time.ts'
import { browserPath, launchBrowser } from '../support/browser.ts'
import { newest } from './conversations.ts'
import { acknowledgement, reply } from './investigators.ts'
import { today } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { comeBack, openForm, press, recall, sendAndKeep, sendTip, until, visitOf, walkTo } from './walk.ts'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite()
})

beforeEach(() => {
  site.log.length = 0
})

afterAll(async () => {
  await browser.close()
  await site.close()
})

describe('what others can see', () => {
  it('is the page’s own files and the calls of docs/protocol.md, 10.2, in this order', async () => {
    const elsewhere: string[] = []
    const visit = await openForm(browser, site, 'kk', {}, undefined)
    visit.page.on('request', (request) => {
      if (!request.url().startsWith(`${site.origin}/`)) elsewhere.push(request.url())
    })
    await sendTip(visit)
    await visit.close()
    expect(site.log.slice(0, 4).sort()).toEqual(['GET /', 'GET /form.css', 'GET /form.js', 'GET /org.json'])
    expect(site.log.slice(4)).toEqual([
      'GET /sodium.js',
      'GET /session.js',
      'GET /v1/keyring',
      expect.stringMatching(/^GET \/v1\/epochs\/\d+\?keyring=1$/),
      'POST /v1/tips',
    ])
    expect(elsewhere).toEqual([])
  })

  it('is one address: no language, no screen and no choice stands in it', async () => {
    const visit = await openForm(browser, site, 'en')
    await walkTo(visit, 'check')
    expect(visit.page.url()).toBe(`${site.origin}/`)
    expect(await visit.page.evaluate(() => [history.state, location.hash, document.title])).toEqual([
      null,
      '',
      'Candor',
    ])
    await visit.close()
  })

  it('is the same length of package for a short and a longer tip', async () => {
    const visit = await openForm(browser, site, 'en')
    await walkTo(visit, 'check', { story: 'a' })
    const said = await visit.page.getByText('A sealed package').textContent()
    expect(said).toContain('20\u00a0KB')
    await visit.close()
  })
})

describe('somebody who comes back', () => {
  it('makes the same requests, of the same sizes, whether or not there is news', async () => {
    const first = await openForm(browser, site, 'en')
    const twelve = await sendAndKeep(first)
    await first.close()
    const silent = await requestsOf(twelve)
    const stored = newest(site)
    await reply(site, stored, 0, acknowledgement(stored))
    await reply(site, stored, 1, { type: 'ask', text: 'What else?' })
    expect(await requestsOf(twelve)).toEqual(silent)
    const nobody = [...Array.from({ length: 11 }, () => 'abandon'), 'about']
    expect(await requestsOf(nobody)).toEqual(silent)
    expect(silent.at(-1)).toMatch(/ 16[5-9]\d\d$/)
    const week = epochOfDay(today())
    const weeks = [3, 2, 1, 0].map((before) => `GET /v1/drops/${week - before}/0`)
    const asked = silent.map((line) => line.split(' ').slice(0, 2).join(' '))
    expect(asked).toEqual(['GET /v1/entries?after=0', 'GET /v1/weeks', ...weeks])
  })

  it('leaves nothing in an address, in the history, in the title or in a store, and leaves everything behind', async () => {
    const first = await openForm(browser, site, 'kk')
    const twelve = await sendAndKeep(first)
    await first.close()
    const visit = await openForm(browser, site, 'kk')
    const { page, own } = visit
    await comeBack(visit, twelve)
    await page.locator('#reply').fill('MarkedAnswer')
    await press(page, own.conversation.send)
    await page.locator('.own').waitFor()
    await page.locator('#reply').fill('MarkedDraft')
    expect(page.url()).toBe(`${site.origin}/`)
    expect(await page.evaluate(() => [history.state, document.title])).toEqual([null, 'Candor'])
    expect(await page.evaluate(keptBy)).toEqual(['', 0, 0, [], [], []])
    // One word alone may stand in an address by chance: `tip` is among the codename words.
    const neighbours = twelve.slice(1).map((word, at) => `${twelve[at]}\\W{0,3}${word}`)
    const secret = new RegExp(`Marked|${neighbours.join('|')}`)
    expect(secret.test(`GET /?codename=${twelve.join('+')}`)).toBe(true)
    expect(site.log.filter((line) => secret.test(line))).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.waitForURL('about:blank')
    await page.goBack()
    await until(page, visit.words.start.title)
    await press(page, visit.words.start.comeBack)
    await until(page, own.words.title)
    const fields = await page
      .locator('input')
      .evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value))
    expect(fields.join('')).toBe('')
    expect(visit.faults).toEqual([])
    await visit.close()
  })

  it('is asked before a page with an unsent answer is closed', async () => {
    const first = await openForm(browser, site, 'en')
    const twelve = await sendAndKeep(first)
    await first.close()
    const visit = await openForm(browser, site, 'en')
    const asked: string[] = []
    visit.page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    await comeBack(visit, twelve)
    await visit.page.locator('#reply').fill('not sent yet')
    await visit.page.close({ runBeforeUnload: true })
    await expect.poll(() => asked).toEqual(['beforeunload'])
    await press(visit.page, visit.words.leave)
    await visit.page.waitForURL('about:blank')
    await visit.close()
  })
})

/** What somebody who comes back asks of the server, with the size of every answer. */
async function requestsOf(twelve: readonly string[]): Promise<string[]> {
  const visit = await openForm(browser, site, 'en')
  await visit.page.getByText(visit.words.start.goesTo).waitFor()
  site.answers.length = 0
  await recall(visit, twelve)
  await press(visit.page, visit.own.words.look)
  await visit.page.locator('#reply, .result .notice').first().waitFor()
  await visit.close()
  return [...site.answers]
}

const keptBy = async () => [
  document.cookie,
  localStorage.length,
  sessionStorage.length,
  await caches.keys(),
  await indexedDB.databases(),
  await navigator.serviceWorker.getRegistrations(),
]

describe('what stays', () => {
  it('in the browser’s stores is nothing', async () => {
    const visit = await openForm(browser, site, 'en')
    await sendTip(visit)
    expect(await visit.page.evaluate(keptBy)).toEqual(['', 0, 0, [], [], []])
    expect(visit.faults).toEqual([])
    await visit.close()
  })

  it('in the files of the browser’s profile is none of the words', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'candor-profile-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: await browserPath(),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
      locale: 'en',
    })
    const page = context.pages()[0] ?? (await context.newPage())
    await page.goto(`${site.origin}/`)
    const visit = visitOf(page, 'en')
    await walkTo(visit, 'codename', { story: 'MarkedWordOne', answers: { who: 'MarkedWordTwo' } })
    const twelve = await page.locator('.words li').allTextContents()
    await press(page, visit.words.codename.skip)
    await press(page, visit.words.check.send)
    await until(page, visit.words.sent.title)
    await press(page, visit.words.leave)
    await page.waitForURL('about:blank')
    await context.close()
    const found = await search(profile, ['MarkedWordOne', 'MarkedWordTwo', twelve.join(' ')])
    await rm(profile, { recursive: true, force: true })
    expect(found).toEqual([])
  })
})

async function search(folder: string, words: readonly string[]): Promise<string[]> {
  const needles = words.flatMap((word) => [Buffer.from(word), Buffer.from(word, 'utf16le')])
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(5)
  const contents = await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.alloc(0))))
  return files.filter((_, i) => needles.some((needle) => contents[i]?.includes(needle)))
}

describe('leaving', () => {
  it.each([
    ['by the button', async (page: Page, name: string) => press(page, name)],
    [
      'by Esc, pressed twice',
      async (page: Page) => {
        await page.keyboard.press('Escape')
        await page.keyboard.press('Escape')
      },
    ],
  ])('%s puts an empty page here, and Back brings nothing of it again', async (_, leave) => {
    const visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    await walkTo(visit, 'details', { story: 'wiped when left' })
    await page.locator('#q-who-0').fill('wiped too')
    await leave(page, words.leave)
    await page.waitForURL('about:blank')
    expect(await page.content()).not.toContain('wiped')
    await page.goBack()
    await until(page, words.start.title)
    await press(page, words.start.write)
    expect(await page.locator('#story').inputValue()).toBe('')
    await visit.close()
  })

  it('asks nothing back, while closing by accident does', async () => {
    const visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    await walkTo(visit, 'details', { story: 'not sent yet' })
    await page.close({ runBeforeUnload: true })
    await expect.poll(() => asked).toEqual(['beforeunload'])
    await press(page, words.leave)
    await page.waitForURL('about:blank')
    expect(asked).toEqual(['beforeunload'])
    await visit.close()
  })

  it('needs Esc twice: once only says so', async () => {
    const visit = await openForm(browser, site, 'ru')
    await visit.page.keyboard.press('Escape')
    await visit.page.getByRole('status').filter({ hasText: visit.words.leaveAgain }).waitFor()
    expect(visit.page.url()).toBe(`${site.origin}/`)
    await visit.close()
  })
})

describe('every field', () => {
  it('asks browsers, keyboards and extensions to remember, correct and translate nothing', async () => {
    const visit = await openForm(browser, site, 'en')
    await walkTo(visit, 'details')
    const fields = await visit.page
      .locator('input, textarea')
      .evaluateAll((all) =>
        all.map((field) =>
          [
            'name',
            'autocomplete',
            'spellcheck',
            'translate',
            'autocorrect',
            'autocapitalize',
            'data-gramm',
          ].map((name) => field.getAttribute(name)),
        ),
      )
    expect(fields.length).toBeGreaterThan(8)
    for (const field of fields) expect(field).toEqual([null, 'off', 'false', 'no', 'off', 'off', 'false'])
    await visit.close()
  })
})

describe('without JavaScript', () => {
  it('an honest page says why in three languages, what else to do, and takes a sealed file', async () => {
    const visit = await openForm(browser, site, 'en', { javaScriptEnabled: false })
    const { page } = visit
    expect(
      await page.locator('section').evaluateAll((all) => all.map((each) => each.getAttribute('lang'))),
    ).toEqual(['en', 'ru', 'kk'])
    expect(await page.locator('form').getAttribute('action')).toBe('v1/upload')
    expect(await page.locator('form input[type=file]').getAttribute('name')).toBe('tip')
    expect(visit.faults).toEqual([])
    await visit.close()
  })
})
