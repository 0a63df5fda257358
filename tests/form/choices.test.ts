import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { makeFormOrganisation } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { openForm, press, until, type Visit, walkTo } from './walk.ts'

let browser: Browser
let site: Site
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite(makeFormOrganisation({ desks: 2 }))
})

beforeEach(async () => {
  visit = await openForm(browser, site, 'en')
})

afterEach(() => visit.close())

afterAll(async () => {
  await browser.close()
  await site.close()
})

const box = (name: string) => visit.page.getByLabel(name, { exact: true })

describe('who must not see it', () => {
  it('is asked after where it goes: the people are those of the chosen desks', async () => {
    const { page, words } = visit
    await walkTo(visit, 'exclude')
    expect(await page.locator('.choice').count()).toBe(2)
    await press(page, words.next)
    await page.getByRole('alert').filter({ hasText: words.exclude.noDesk }).waitFor()
    await box('Regional office').check()
    expect(await page.locator('.outcome').textContent()).toBe(`${words.exclude.readers} Saule Akhmetova`)
    await box('Reception of reports').check()
    expect(await page.locator('.outcome').textContent()).toContain(
      'Aigerim Sadykova, Daniyar Ospanov and Saule Akhmetova',
    )
    await box('Aigerim Sadykova').check()
    expect(await page.locator('.outcome').textContent()).not.toContain('Aigerim')
    for (const step of [words.next, words.codename.skip]) await press(page, step)
    await until(page, words.check.title)
    expect(await page.locator('main').textContent()).toContain(words.check.leftOut)
    await press(page, words.check.send)
    await until(page, words.sent.title)
    const [{ tip, readers } = { tip: null, readers: [] }] = site.tips()
    expect(tip?.desks).toEqual(['main', 'region'])
    expect(readers).toEqual([1, 2])
  })

  it('says it plainly when nobody is left, and goes no further', async () => {
    const { page, words } = visit
    await walkTo(visit, 'exclude')
    await box('Regional office').check()
    await box('Saule Akhmetova').check()
    await page.getByRole('alert').filter({ hasText: words.exclude.nobody }).waitFor()
    await press(page, words.next)
    await until(page, words.exclude.title)
    await box('Reception of reports').check()
    await press(page, words.next)
    await until(page, words.codename.title)
  })

  it('points at a superior who was named, and at people of the same name', async () => {
    const { page, words } = visit
    await walkTo(visit, 'exclude', { answers: { who: 'somebody else', superior: 'AIGERIM S.' } })
    await box('Reception of reports').check()
    expect(await page.locator('.notice').textContent()).toBe(words.exclude.superior('AIGERIM S.'))
    expect(await page.locator('.choice', { has: box('Aigerim Sadykova') }).textContent()).toContain(
      words.exclude.same,
    )
    expect(await page.locator('.named').count()).toBe(1)
  })
})

describe('the twelve words', () => {
  it('are the same as numbers, and both are taken when two are asked', async () => {
    const { page, words } = visit
    await walkTo(visit, 'exclude')
    await box('Regional office').check()
    for (const step of [words.next, words.next]) await press(page, step)
    await until(page, words.codename.title)
    const list = page.locator('.words li')
    const shown = await list.allTextContents()
    await press(page, words.codename.asNumbers)
    expect((await list.allTextContents()).every((each) => /^\d{4}$/.test(each))).toBe(true)
    const numbers = await list.allTextContents()
    await press(page, words.codename.asWords)
    expect(await list.allTextContents()).toEqual(shown)
    await press(page, words.codename.kept)
    const places = (await page.locator('main label').allTextContents()).map((label) =>
      Number(/\d+/.exec(label)?.[0]),
    )
    // In the list of words there is `wrong` as well.
    await page.locator('#word-0').fill('zzzz')
    await press(page, words.next)
    await page.locator('.error', { hasText: words.codename.wrong(String(places[0])) }).waitFor()
    await page.locator('#word-0').fill(` ${shown[(places[0] ?? 0) - 1]?.toUpperCase()} `)
    await page.locator('#word-1').fill(numbers[(places[1] ?? 0) - 1] ?? '')
    await press(page, words.next)
    await until(page, words.check.title)
  })

  it('are printed alone: nothing on the paper says what they are for', async () => {
    const { page, words } = visit
    await walkTo(visit, 'exclude')
    await box('Regional office').check()
    for (const step of [words.next, words.next]) await press(page, step)
    await until(page, words.codename.title)
    const shown = await page.locator('.words li').allTextContents()
    await page.emulateMedia({ media: 'print' })
    expect(
      (await page.locator('body').innerText()).split(/\s+/).filter((word) => /[a-z]/i.test(word)),
    ).toEqual(shown)
  })
})
