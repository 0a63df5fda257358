import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { newest } from './conversations.ts'
import { reply } from './investigators.ts'
import { makeFormOrganisation } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { comeBack, openForm, press, until, walkTo } from './walk.ts'

let site: Site

beforeAll(async () => {
  site = await openSite(makeFormOrganisation({ people: 10 }))
})

afterAll(() => site.close())

const noWebAssembly = () => {
  Reflect.deleteProperty(globalThis, 'WebAssembly')
}

const cases = [
  { name: 'with WebAssembly', flags: [], strip: false, engine: 'sodium.js' },
  { name: 'without WebAssembly', flags: [], strip: true, engine: 'noble.js' },
  { name: 'without the JIT', flags: ['--js-flags=--jitless'], strip: false, engine: null },
  { name: 'without either', flags: ['--js-flags=--jitless'], strip: true, engine: 'noble.js' },
] as const

/** Comes back to a conversation of twelve messages, and answers. */
async function talkLater(browser: Browser, strip: boolean, twelve: readonly string[]) {
  const stored = newest(site)
  for (let i = 0; i < 12; i++)
    await reply(site, stored, i % 3, { type: 'say', text: 'One of many. '.repeat(100) })
  const started = performance.now()
  const visit = await openForm(browser, site, 'en', {}, strip ? noWebAssembly : undefined)
  await comeBack(visit, twelve)
  await visit.page.locator('#reply').fill('an answer')
  await press(visit.page, visit.own.conversation.send)
  await visit.page.locator('.own').waitFor({ timeout: 30_000 })
  const milliseconds = performance.now() - started
  expect(await visit.page.locator('.conversation > li').count()).toBe(13)
  await visit.close()
  return { milliseconds, faults: visit.faults }
}

describe('the whole path for ten recipients, from the page’s address to the receipt, in under ten seconds', () => {
  let browser: Browser | null = null
  afterAll(() => browser?.close())

  it.each(cases)('$name', async ({ flags, strip, engine, name }) => {
    browser = await launchBrowser(...flags)
    const started = performance.now()
    site.log.length = 0
    const visit = await openForm(browser, site, 'en', {}, strip ? noWebAssembly : undefined)
    await walkTo(visit, 'codename', { story: `sent ${name}`, leaveOut: [3] }, site)
    await until(visit.page, visit.words.codename.title)
    const twelve = await visit.page.locator('.words li').allTextContents()
    await press(visit.page, visit.words.codename.skip)
    const sealing = performance.now()
    await press(visit.page, visit.words.check.send)
    await until(visit.page, visit.words.sent.title)
    const ended = performance.now()
    expect(visit.faults).toEqual([])
    await visit.close()
    const back = await talkLater(browser, strip, twelve)
    await browser.close()
    const stored = site.tips().find(({ tip }) => tip.answers[0]?.text === `sent ${name}`)
    expect(stored?.readers).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9])
    const asked = site.log.filter((line) => /(sodium|noble)\.js/.test(line))
    if (engine !== null) expect(asked.every((line) => line.includes(engine))).toBe(true)
    expect(ended - started).toBeLessThan(10_000)
    expect(back.faults).toEqual([])
    expect(back.milliseconds).toBeLessThan(20_000)
    if (process.env['CANDOR_TIMES']) {
      console.log(
        name,
        Math.round(ended - started),
        'ms in all,',
        Math.round(ended - sealing),
        'ms to seal and send,',
        Math.round(back.milliseconds),
        'ms to come back to twelve messages and answer',
        asked,
      )
    }
  })
})
