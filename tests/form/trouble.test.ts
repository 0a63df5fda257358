import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openSite, type Site } from './site.ts'
import { openForm, press, tryNow, until, type Visit, walkTo } from './walk.ts'

let browser: Browser
let site: Site
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
})

afterAll(() => browser.close())

beforeEach(async () => {
  site = await openSite()
  visit = await openForm(browser, site, 'en')
})

afterEach(async () => {
  await visit.close()
  await site.close()
})

const waiting = (text: string) => visit.page.locator('.notice', { hasText: text }).waitFor()

describe('trouble is waited out, with the text kept', () => {
  it('a connection that breaks before sending, and comes back', async () => {
    const { page, words } = visit
    await walkTo(visit, 'check', { story: 'offline in the middle' })
    await page.context().setOffline(true)
    await press(page, words.check.send)
    await waiting(words.waiting.lost)
    expect(await page.locator('.notice').textContent()).toMatch(/The next try is in \d+ seconds?\./)
    await page.context().setOffline(false)
    await until(page, words.sent.title)
    expect(site.tips().map(({ tip }) => tip.answers[0]?.text)).toEqual(['offline in the middle'])
  })

  it('a connection that is missing while writing: only the screens that need the list wait for it', async () => {
    await visit.close()
    site.intercept = (path) => (path.startsWith('/v1/') ? { status: 502 } : null)
    visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    await walkTo(visit, 'story')
    await page.locator('#story').fill('written while nothing answered')
    await press(page, words.next)
    await until(page, words.waiting.title)
    await waiting(words.waiting.fault)
    site.intercept = null
    await tryNow(visit, until(page, words.details.title))
    await page.goBack()
    expect(await page.locator('#story').inputValue()).toBe('written while nothing answered')
  })

  it('a server that is restarted while the tip is on its way', async () => {
    const { page, words } = visit
    await walkTo(visit, 'check', { story: 'restarted in the middle' })
    await site.stop()
    await press(page, words.check.send)
    await waiting(words.waiting.lost)
    await site.start()
    await tryNow(visit, until(page, words.sent.title))
    expect(site.tips()).toHaveLength(1)
  })

  it('a receipt that is lost on the way: asked for again, and the tip is stored once', async () => {
    const { page, words } = visit
    await walkTo(visit, 'check')
    site.losesAnswers = true
    await press(page, words.check.send)
    await waiting(words.waiting.lost)
    expect(site.tips()).toHaveLength(1)
    site.losesAnswers = false
    await tryNow(visit, until(page, words.sent.title))
    expect(site.tips()).toHaveLength(1)
    expect(site.log.filter((line) => line.startsWith('POST')).length).toBeGreaterThan(1)
  })

  it('too many tips at once, for longer than any single wait', async () => {
    const { page, words } = visit
    let left = 8
    site.intercept = (_path, method) =>
      method === 'POST' && left-- > 0
        ? {
            status: 429,
            headers: { 'retry-after': '3000' },
            body: JSON.stringify({ code: 'rate_limited', message: 'too many' }),
          }
        : null
    await walkTo(visit, 'check')
    await press(page, words.check.send)
    for (let i = 0; i < 8; i++) {
      await waiting(words.waiting.busy)
      await press(page, words.tryNow)
    }
    await until(page, words.sent.title)
  })

  it('a part of the page that cannot be fetched at first', async () => {
    await visit.close()
    site.intercept = (path) => (path === '/session.js' ? { status: 503 } : null)
    visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    await walkTo(visit, 'details')
    await waiting(words.waiting.lost)
    await tryNow(visit, until(page, words.details.title))
    expect(site.log).toContain('GET /session.js?1')
  })

  it('a slow connection: a person types long before everything is here', async () => {
    await visit.close()
    visit = await openForm(browser, site, 'en', {}, undefined, { latency: 300, throughput: 300_000 })
    const { page, words } = visit
    await walkTo(visit, 'story')
    expect(site.log.some((line) => line.includes('/v1/'))).toBe(false)
    await page.locator('#story').fill('typed while the rest was loading')
    await press(page, words.next)
    await until(page, words.waiting.title)
    await until(page, words.details.title)
    for (const step of [words.next, words.next, words.codename.skip, words.check.send])
      await press(page, step)
    await until(page, words.sent.title)
    expect(site.tips()).toHaveLength(1)
  })

  it('a week that ends while somebody writes: what the server no longer takes is sealed anew', async () => {
    const { page, words } = visit
    let stale = 1
    site.intercept = (_path, method) =>
      method === 'POST' && stale-- > 0
        ? { status: 409, body: JSON.stringify({ code: 'envelope_stale', message: 'old' }) }
        : null
    await walkTo(visit, 'check')
    await press(page, words.check.send)
    await until(page, words.sent.title)
    expect(site.log.filter((line) => line.includes('/v1/epochs/'))).toHaveLength(2)
  })
})
