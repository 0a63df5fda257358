import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dateText } from '../../web/form/words/text.ts'
import { launchBrowser } from '../support/browser.ts'
import { newest } from './conversations.ts'
import { acknowledgement, reply } from './investigators.ts'
import { makeFormOrganisation, today } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { comeBack, openForm, press, until, type Visit, walkTo } from './walk.ts'

let browser: Browser
let site: Site
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
})

afterEach(async () => {
  await visit.close()
  await site.close()
})

afterAll(() => browser.close())

/** Sends a tip to the first desk, and comes back so many days later. */
async function later(days: number, between: () => Promise<void> = async () => undefined): Promise<void> {
  visit = await openForm(browser, site, 'en')
  if (site.organisation.trusted.keyring.desks.length > 1) {
    await walkTo(visit, 'exclude')
    await visit.page.locator('#desk-main').check()
    for (const step of [visit.words.next, visit.words.next]) await press(visit.page, step)
  } else await walkTo(visit, 'codename')
  await until(visit.page, visit.words.codename.title)
  const twelve = await visit.page.locator('.words li').allTextContents()
  for (const step of [visit.words.codename.skip, visit.words.check.send]) await press(visit.page, step)
  await until(visit.page, visit.words.sent.title)
  await visit.close()
  await between()
  site.daysAhead = days
  visit = await openForm(browser, site, 'en')
  await comeBack(visit, twelve)
}

const main = () => visit.page.locator('main').textContent()
const day = (after: number) => dateText('en', today() + after)

describe('the day on which somebody should have read it', () => {
  it('is said while it is still to come, and on the day itself', async () => {
    site = await openSite()
    await later(3)
    const { clocks } = visit.own.conversation
    expect(await main()).toContain(clocks.acknowledge.running(day(7), '4 days'))
    expect(await main()).not.toContain(visit.own.conversation.over)
    await visit.close()
    site.daysAhead = 0
    await later(7)
    expect(await main()).toContain(clocks.acknowledge.lastDay(day(7)))
    expect(await main()).not.toContain(visit.own.conversation.over)
  })

  it('once over is said plainly, and with one desk the organisation’s own contact is named', async () => {
    site = await openSite(
      makeFormOrganisation({
        changes: (keyring) => ({ ...keyring, contact: ['Call 1424.', 'Звоните 1424.', '1424'] }),
      }),
    )
    await later(8)
    const words = visit.own.conversation
    expect(await main()).toContain(words.clocks.acknowledge.over(day(7)))
    expect(await main()).toContain(words.over)
    expect(await main()).toContain(words.overAlone)
    expect(await main()).toContain(`${words.contact} Call 1424.`)
    expect(await visit.page.locator('#elsewhere').count()).toBe(0)
  })

  it('offers another desk: a tip of its own, with new words, of which the first desk is not told', async () => {
    site = await openSite(makeFormOrganisation({ desks: 2 }))
    await later(8)
    const { page, words, own } = visit
    await press(page, own.conversation.elsewhere)
    await until(page, own.elsewhere.title)
    for (const said of [own.elsewhere.own, own.elsewhere.untold, own.elsewhere.keep])
      expect(await main()).toContain(said)
    expect(await main()).toContain(own.elsewhere.unknown)
    await press(page, own.elsewhere.write)
    await page.getByRole('alert').filter({ hasText: own.elsewhere.noDesk }).waitFor()
    await page.locator('#desk-region').check()
    await press(page, own.elsewhere.write)
    await until(page, words.story.title)
    await page.locator('#story').fill('told once more')
    for (const step of [words.next, words.next]) await press(page, step)
    await until(page, words.exclude.title)
    expect(await page.locator('#desk-region').isChecked()).toBe(true)
    expect(await page.locator('#desk-main').isChecked()).toBe(false)
  })
})

describe('the day on which somebody should have said what came of it', () => {
  it('once over offers the desks from which nobody answered, ticked', async () => {
    site = await openSite(makeFormOrganisation({ desks: 2 }))
    await later(105, () => acknowledged())
    const { page, own, words } = visit
    expect(await main()).toContain(own.conversation.overEarlier)
    expect(await main()).toContain(own.conversation.overHere)
    expect(await main()).toContain(own.conversation.silenceHere)
    expect(await main()).toContain(own.conversation.unreadHere)
    expect(await page.locator('#elsewhere').count()).toBe(0)
    await press(page, own.conversation.earlier)
    await page.locator('#elsewhere').waitFor()
    expect(await main()).toContain(own.conversation.clocks.acknowledge.met(day(0)))
    expect(await main()).toContain(own.conversation.read)
    await press(page, own.conversation.elsewhere)
    await until(page, own.elsewhere.title)
    expect(await page.locator('#desk-region').isChecked()).toBe(true)
    expect(await page.locator('#desk-main').isChecked()).toBe(false)
    await page.getByText(own.elsewhere.known).waitFor()
    await press(page, own.elsewhere.write)
    await until(page, words.story.title)
  })

  it('is no reproach once the tip was withdrawn', async () => {
    site = await openSite()
    await later(8)
    await press(visit.page, visit.own.conversation.withdraw)
    await press(visit.page, visit.own.withdraw.yes)
    await visit.page.getByText(visit.own.conversation.withdrawn).waitFor()
    expect(await main()).not.toContain(visit.own.conversation.over)
  })
})

async function acknowledged(): Promise<void> {
  const stored = newest(site)
  await reply(site, stored, 0, acknowledgement(stored))
}
