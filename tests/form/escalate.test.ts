import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { newest } from './conversations.ts'
import { makeFormOrganisation } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { languages, openForm, press, until, type Visit, walkTo } from './walk.ts'

let browser: Browser
let site: Site
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite(makeFormOrganisation({ desks: 2, people: 4 }))
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

async function toEscalate(): Promise<void> {
  await walkTo(visit, 'exclude')
  await visit.page.locator('#desk-main').check()
  await press(visit.page, visit.words.next)
  await until(visit.page, visit.words.escalate.title)
}

async function send(): Promise<void> {
  const { page, words } = visit
  await press(page, words.check.send)
  await until(page, words.sent.title)
}

describe('a desk for the case that nobody answers', () => {
  it.each(languages)(
    'is named apart from those who read at once, with the promise it is, in %s',
    async (language) => {
      await visit.close()
      visit = await openForm(browser, site, language)
      const { page, words } = visit
      await toEscalate()
      await page.locator('#later-region').check()
      await page.getByText(words.escalate.promise).waitFor()
      for (const step of [words.next, words.codename.skip]) await press(page, step)
      await until(page, words.check.title)
      const desk = { en: 'Regional office', ru: 'Областное управление', kk: 'Облыстық басқарма' }[language]
      const lists = await page.locator('main ul').allTextContents()
      expect(lists[0]).not.toContain({ en: 'Saule', ru: 'Сауле', kk: 'Сәуле' }[language])
      await page.getByRole('heading', { name: words.check.later(desk) }).waitFor()
      await page.getByText(words.escalate.promise).waitFor()
      await send()
      const { tip, readers } = newest(site)
      expect([tip.desks, tip.escalate, tip.exclude]).toEqual([['main'], ['region'], []])
      expect(readers).toEqual([0, 1, 2, 3])
    },
  )

  it('is nobody unless somebody chooses it', async () => {
    const { page, words } = visit
    await toEscalate()
    expect(await page.locator('#later-none').isChecked()).toBe(true)
    for (const step of [words.next, words.codename.skip]) await press(page, step)
    await until(page, words.check.title)
    expect(await page.locator('main').textContent()).not.toContain(words.check.later('Regional office'))
    await send()
    const { tip, readers } = newest(site)
    expect([tip.desks, tip.escalate]).toEqual([['main'], []])
    expect(readers).toEqual([0, 1, 3])
  })

  it('does not bring in anybody who was left out', async () => {
    const { page, words } = visit
    await toEscalate()
    await page.locator('#later-region').check()
    expect(await page.locator('.outcome').textContent()).toBe(`${words.escalate.readers} Saule Akhmetova`)
    await box('Saule Akhmetova').check()
    await page.getByRole('alert').filter({ hasText: words.escalate.nobodyLeft }).waitFor()
    for (const step of [words.next, words.codename.skip]) await press(page, step)
    await until(page, words.check.title)
    await send()
    const { tip, readers } = newest(site)
    expect([tip.escalate, tip.exclude]).toEqual([[], [site.organisation.people[2]?.identity.recipientId]])
    expect(readers).toEqual([0, 1, 3])
  })

  it('is not asked for when every desk was chosen, and is forgotten when it is chosen after all', async () => {
    const { page, words } = visit
    await toEscalate()
    await page.locator('#later-region').check()
    await press(page, words.back)
    await until(page, words.exclude.title)
    await page.locator('#desk-region').check()
    await press(page, words.next)
    await until(page, words.codename.title)
    await press(page, words.back)
    await until(page, words.exclude.title)
    for (const step of [words.next, words.codename.skip]) await press(page, step)
    await until(page, words.check.title)
    await send()
    expect(newest(site).tip).toMatchObject({ desks: ['main', 'region'], escalate: [] })
  })
})
