import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AtDesk, openCase, sitDown, sourceBox } from './case-stage.ts'

let browser: Browser
let office: Office
let at: AtDesk

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  for (const what of ['A bridge', 'A road'])
    await office.tip(`${what}. ${'It was paid for twice. '.repeat(200)}`)
  at = await sitDown(browser, office, 'aigerim')
}, 120_000)

afterAll(async () => {
  await at.close()
  await office.close()
  await browser.close()
})

const nameOf = (page: Page) => page.locator('#case-name').textContent()
const isChosen = (page: Page, name: string) => sourceBox(page).getByRole('radio', { name }).isChecked()

/** How far what shows the case has been scrolled, whatever it is. */
const scrolled = (page: Page): Promise<number> =>
  page.locator('#case-name').evaluate((name) => {
    let sum = 0
    for (let each: Element | null = name; each !== null; each = each.parentElement) sum += each.scrollTop
    return sum
  })

describe('keys that choose or scroll, in an open case', () => {
  it('choose what is said to the source, and open no other case', async () => {
    const { page } = at
    await openCase(page, 1)
    const name = await nameOf(page)
    await sourceBox(page).getByRole('radio', { name: 'Say' }).focus()
    await page.keyboard.press('ArrowDown')
    expect(await isChosen(page, 'Ask')).toBe(true)
    await page.keyboard.press('ArrowUp')
    expect(await isChosen(page, 'Say')).toBe(true)
    expect(await nameOf(page)).toBe(name)
  })

  it('scroll the case that has the focus, and do not move through the list', async () => {
    const { page } = at
    await openCase(page, 1)
    const active = () => page.locator('#rows').getAttribute('aria-activedescendant')
    const before = await active()
    await page.locator('#case-readers').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => scrolled(page)).toBe(0)
    await page.keyboard.press('PageDown')
    await expect.poll(() => scrolled(page)).toBeGreaterThan(100)
    expect(await active()).toBe(before)
  })

  it('scroll a case whose text was clicked', async () => {
    const { page } = at
    await openCase(page, 1)
    const active = () => page.locator('#rows').getAttribute('aria-activedescendant')
    const before = await active()
    await page.locator('.case-tip').getByText('It was paid for twice').first().click()
    await page.keyboard.press(before === (await firstRow(page)) ? 'ArrowDown' : 'ArrowUp')
    expect(await active()).toBe(before)
    await page.keyboard.press('End')
    await expect.poll(() => scrolled(page)).toBeGreaterThan(100)
  })

  it('go on, in a dialog of choices, from the one that is chosen', async () => {
    const { page } = at
    await openCase(page, 1)
    await page.keyboard.press('e')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    const focused = () => dialog.locator('input[type=radio]:focus').evaluate(labelOf)
    expect(await focused()).toBe('Closed')
    await page.keyboard.press('ArrowUp')
    expect(await focused()).not.toBe('Closed')
    await page.keyboard.press('Escape')
  })

  it('move through the list when they are letters', async () => {
    const { page } = at
    await openCase(page, 1)
    await page.locator('#case-readers').focus()
    const active = () => page.locator('#rows').getAttribute('aria-activedescendant')
    const before = await active()
    await page.keyboard.press(before === (await firstRow(page)) ? 'j' : 'k')
    await expect.poll(active).not.toBe(before)
  })
})

const labelOf = (radio: Element) => radio.closest('label')?.textContent
const firstRow = (page: Page) => page.locator('[role=option]').first().getAttribute('id')
