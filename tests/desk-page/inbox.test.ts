import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { filterWords } from '../../web/desk/words/filter.ts'
import { inboxWords } from '../../web/desk/words/inbox.ts'
import { keyWords } from '../../web/desk/words/keyboard.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { deskOf, passwordOf, type TestDesk } from '../local/desk.ts'
import { faultsIn, rulesFor } from '../support/axe.ts'
import { launchBrowser } from '../support/browser.ts'
import { sitDownAt } from './case-stage.ts'
import { showRows } from './made-rows.ts'
import { isWide } from './wide.ts'

let browser: Browser
let office: Office
let desk: TestDesk

const tips = [
  'С весны начальник отдела закупок отдаёт договоры фирме своего брата.',
  'Көктемнен бері сатып алу бөлімінің басшысы шарттарды інісінің фирмасына беріп жүр.',
  'The road was paid for twice. <img src=x onerror=alert(1)> \u202Etxt.exe',
]

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  for (const tip of tips) await office.tip(tip)
  // Long enough that what is done here has not left when it is undone.
  desk = await deskOf(office, 'aigerim', { settings: { graceSeconds: 600 } })
}, 120_000)

afterAll(async () => {
  await browser.close()
  await desk.close()
  await office.close()
})

interface How {
  readonly language?: 'en' | 'ru' | 'kk'
  readonly width?: number
  readonly height?: number
  /** Made-up lines in the place of the three tips. */
  readonly rows?: number
}

async function sit({ language = 'en', width = 1280, height = 800, rows }: How = {}) {
  const context = await browser.newContext({
    locale: language,
    viewport: { width, height },
  })
  if (rows !== undefined) await showRows(context, rows)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(desk.newLink())
  await page
    .locator(rows === undefined ? `#row-${tips.length}` : '.row')
    .first()
    .waitFor()
  return { page, context, faults }
}

const cursorOf = (page: Page) => page.locator('#rows').getAttribute('aria-activedescendant')
const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
/** A case stands on the page. */
const CASE = '.desk[data-page="case"] .case-place h1'
const toast = (page: Page) => page.locator('.toast')

test('with ten thousand cases a key is answered within two frames, and only what is seen is on the page', async () => {
  const { page, context, faults } = await sit({ rows: 10_000 })
  await press(page, 'j')
  const figures = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const list = document.getElementById('rows') as HTMLElement
    const times: number[] = []
    for (let i = 0; i < 40; i++) {
      const before = list.getAttribute('aria-activedescendant')
      const start = performance.now()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', bubbles: true }))
      while (list.getAttribute('aria-activedescendant') === before) await frame()
      times.push(performance.now() - start)
    }
    return { median: times.sort((a, b) => a - b)[20] ?? 0, rows: document.querySelectorAll('.row').length }
  })
  console.info(`a key among 10,000 cases: ${figures.median.toFixed(1)} ms until it shows`)
  expect(figures.median).toBeLessThan(50)
  expect(figures.rows).toBeLessThan(60)
  await press(page, 'End')
  await expect.poll(() => cursorOf(page)).not.toBeNull()
  const last = page.locator('.row.is-at')
  await last.waitFor()
  expect(await last.getAttribute('aria-posinset')).toBe(await last.getAttribute('aria-setsize'))
  expect(await last.isVisible()).toBe(true)
  expect(faults).toEqual([])
  await context.close()
}, 120_000)

test('a day of work without a mouse: move, select, label, close, undo, search, and back', async () => {
  const { page, context, faults } = await sit()
  await press(page, 'j', 'x', 'Shift+J', 'l')
  await page.keyboard.type('закупки')
  await press(page, 'Enter', 'Control+Enter')
  await toast(page).waitFor()
  await expect.poll(() => page.locator('.row .chip', { hasText: 'закупки' }).count()).toBe(2)
  await press(page, 'z')
  await expect.poll(() => page.locator('.row .chip').count()).toBe(0)
  await press(page, 'Escape', 'Home', 'e')
  await page.getByRole('dialog').waitFor()
  await press(page, 'Tab')
  await page.keyboard.type('no substance')
  await press(page, 'Enter')
  await expect.poll(() => page.locator('.row').count()).toBe(2)
  await toast(page).getByText('closed').waitFor()
  await press(page, 'z')
  await expect.poll(() => page.locator('.row').count()).toBe(3)
  await press(page, 'j', 'Enter')
  await page.locator(CASE).waitFor()
  await press(page, 'u')
  await page.getByText(inboxWords.en.choose.title).waitFor()
  await press(page, '?')
  await page.getByRole('dialog').getByText(keyWords.en.merge).waitFor()
  await press(page, 'Escape', 'g', 's')
  await expect.poll(() => page.locator('.list').count()).toBe(0)
  await press(page, 'g', 'i')
  await page.locator('.list').waitFor()
  expect(faults).toEqual([])
  await context.close()
})

test('many cases are given to a colleague at once, and taken back at once', async () => {
  const { page, context } = await sit()
  await press(page, 'j', '*', 'a')
  await page.keyboard.type('dani')
  await press(page, 'Enter')
  await expect.poll(() => page.locator('.row', { hasText: 'Daniyar' }).count()).toBe(3)
  expect(await toast(page).textContent()).toContain('3\u00a0cases')
  await toast(page).getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => page.locator('.row', { hasText: 'Daniyar' }).count()).toBe(0)
  await context.close()
})

test('the keys work with a Russian layout, and do nothing while somebody types', async () => {
  const { page, context } = await sit({ language: 'ru' })
  const typed = (key: string, code: string) =>
    page.evaluate(
      ([key, code]) => {
        const target = document.activeElement ?? document.body
        target.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))
      },
      [key, code] as [string, string],
    )
  await typed('о', 'KeyJ')
  const first = await cursorOf(page)
  expect(first).not.toBeNull()
  await typed('о', 'KeyJ')
  await expect.poll(() => cursorOf(page)).not.toBe(first)
  const second = await cursorOf(page)
  await typed('.', 'Slash')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('search')
  await typed('о', 'KeyJ')
  await page.waitForTimeout(50)
  expect(await cursorOf(page)).toBe(second)
  await context.close()
})

test('a search shows what is found as it is typed, opens it, and Escape leads back to the list', async () => {
  const { page, context } = await sit()
  await press(page, '/')
  await page.keyboard.type('закупок')
  await expect.poll(() => page.locator('.row mark').first().textContent()).toMatch(/^закупок/iu)
  expect(await page.locator('.row').count()).toBe(1)
  await press(page, 'Enter')
  await page.locator(CASE).waitFor()
  await page.locator('#search').focus()
  await press(page, 'Escape')
  await expect.poll(() => page.locator('.row').count()).toBe(3)
  await context.close()
})

test('a saved view is still there in another window, with its filter and its count', async () => {
  const { page, context } = await sit()
  const w = filterWords.en
  await press(page, 'f')
  await page.getByRole('button', { name: 'Nobody', exact: true }).click()
  expect(await page.getByRole('button', { name: 'Kazakh' }).count()).toBe(0)
  await page.getByRole('button', { name: w.save.asView }).click()
  await page.getByLabel(w.save.name).fill('Без хозяина')
  await press(page, 'Enter')
  await page.getByRole('navigation').getByText('Без хозяина').waitFor()
  await context.close()
  const other = await sit()
  const entry = other.page.getByRole('navigation').getByRole('button', { name: 'Без хозяина' })
  await entry.click()
  expect(await entry.textContent()).toContain('3')
  await press(other.page, 'f')
  const pressed = other.page.getByRole('button', { name: 'Nobody', exact: true })
  expect(await pressed.getAttribute('aria-pressed')).toBe('true')
  await other.page.getByRole('button', { name: w.save.delete }).click()
  await expect.poll(() => entry.count()).toBe(0)
  await other.context.close()
})

test('what a source wrote is text: no element, no request, and what is hidden shows', async () => {
  const { page, asked, close } = await sitDownAt(browser, desk)
  const row = page.locator('.row', { hasText: 'paid for twice' })
  expect(await row.textContent()).toContain('<img src=x onerror=alert(1)>')
  expect(await row.textContent()).not.toContain('\u202E')
  expect(await row.locator('img, a').count()).toBe(0)
  const paths = asked.map((address) => address.replace(desk.origin, '').replace(/[?#].*/u, ''))
  expect(paths).toContain('/api/inbox')
  expect(paths.filter((path) => !/^\/($|api\/|desk\.)/u.test(path))).toEqual([])
  await close()
})

test('Enter opens what was asked for, also when it is pressed before the answer is there', async () => {
  const { page, context } = await sit()
  const asked: (string | null)[] = []
  let answer = () => undefined as unknown
  const isTime = new Promise((resolve) => {
    answer = () => resolve(null)
  })
  await page.route('**/api/search?*', async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('q'))
    await isTime
    // Of a letter before the last one nobody waits for the answer any more.
    await route.continue().catch(() => undefined)
  })
  await press(page, '/')
  await page.keyboard.type('закуп')
  await expect.poll(() => asked.at(-1)).toBe('закуп')
  await press(page, 'Enter')
  expect(await page.locator(CASE).count()).toBe(0)
  answer()
  await page.locator(CASE).waitFor()
  expect(await page.locator('.case-tip').textContent()).toContain('закупок')
  await context.close()
})

test('a lock takes everything readable off the page at once, and the right password brings it back', async () => {
  const { page, context } = await sit()
  await press(page, '/')
  await page.keyboard.type('закуп')
  await expect.poll(() => page.locator('.row').count()).toBe(1)
  await press(page, 'Enter')
  await page.locator(CASE).waitFor()
  await page.evaluate(() => document.getElementById('rows')?.focus())
  await press(page, 'i')
  await toast(page).waitFor()
  await press(page, 'l')
  await page.getByRole('dialog').waitFor()
  await press(page, 'Alt+l')
  await page.locator('.gate').waitFor()
  expect(await page.locator('body').textContent()).not.toMatch(/закуп|road|amber/u)
  await expect.poll(() => desk.get<{ locked: boolean }>('/api/state')).toMatchObject({ locked: true })
  const field = page.locator('.secret')
  await field.fill('not this one')
  await press(page, 'Enter')
  await page.getByRole('alert').getByText('not the password').waitFor({ timeout: 20_000 })
  await field.fill(passwordOf(office))
  await press(page, 'Enter')
  await page.locator('#row-1').waitFor({ timeout: 20_000 })
  expect(await page.locator('#search').inputValue()).toBe('')
  expect(await page.locator('dialog, .toast').count()).toBe(0)
  await context.close()
})

test('a line looks read as soon as it was, also where it goes down the list for it', async () => {
  const own = await deskOf(office, 'daniyar', { settings: { graceSeconds: 600 } })
  const { page, close } = await sitDownAt(browser, own)
  const fresh = page.locator('.row.is-fresh').first()
  const id = await fresh.getAttribute('id')
  const line = page.locator(`#${id}`)
  const place = () => line.getAttribute('aria-posinset')
  const before = await place()
  await fresh.click()
  await expect.poll(place).not.toBe(before)
  const weight = (of: string) =>
    page
      .locator(of)
      .first()
      .evaluate((name) => getComputedStyle(name).fontWeight)
  expect(await weight('.row.is-fresh .row-name')).toBe('700')
  expect(await weight(`#${id} .row-name`)).toBe('400')
  await close()
  await own.close()
})

test('a page that has lost its program says how to start it', async () => {
  const context = await browser.newContext({ locale: 'en' })
  const page = await context.newPage()
  await page.goto(`${desk.origin}/`)
  await page.getByText('candor desk').waitFor()
  await context.close()
})

test('nobody is kept out: axe finds nothing in three languages, two themes, on a screen and on a phone', async () => {
  const found: string[] = []
  for (const language of ['en', 'ru', 'kk'] as const) {
    for (const width of [1280, 390]) {
      const { page, context } = await sit({ language, width, rows: 60 })
      const dialog = page.getByRole('dialog')
      const look = async (screen: string) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          const rules = rulesFor(colorScheme, language, width < 1280)
          await page.emulateMedia({ colorScheme })
          found.push(...(await faultsIn(page, `${language} ${colorScheme} ${width} ${screen}`, rules)))
        }
        if (await isWide(page)) found.push(`${language} ${width} ${screen}: stands out at the side`)
      }
      await press(page, 'j', 'x', 'f')
      await page.locator('.filter-panel').waitFor()
      await look('list, filter, selection')
      await press(page, 'l')
      await dialog.waitFor()
      await look('labels')
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'detached' })
      await press(page, '?')
      await dialog.waitFor()
      await look('keys')
      await context.close()
    }
  }
  expect(found).toEqual([])
}, 240_000)

test('it fits a screen of 320 px, and the way back from a case is there', async () => {
  const { page, context } = await sit({ language: 'ru', width: 320, height: 640 })
  expect(await isWide(page)).toBe(false)
  await page.locator('.row .row-text').first().click()
  await page.locator(CASE).waitFor()
  expect(await isWide(page)).toBe(false)
  expect(await page.locator('.row').first().isVisible()).toBe(false)
  await page.goBack()
  await expect.poll(() => page.locator('.row').first().isVisible()).toBe(true)
  await context.close()
})
