import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { caseWords } from '../../web/desk/words/case.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { deskOf, type TestDesk } from '../local/desk.ts'
import { faultsIn, rulesFor } from '../support/axe.ts'
import { launchBrowser } from '../support/browser.ts'
import { shapeOf } from '../support/shape.ts'
import { openCase, sitDownAt } from './case-stage.ts'

let browser: Browser
let office: Office
let source: Source
let desk: TestDesk

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  const what = 'Since spring the prices are a third higher.'
  const answers = {
    what,
    who: ['Marat Kasymov', 'Daulet'],
    position: ['head', 'brother'],
    place: 'Karaganda',
  }
  source = await office.tip(what, { answers, exclude: ['Saule (trial)'], desks: ['main', 'oversight'] })
  await office.tip('Another one in Karaganda', { answers: { what: 'Another', place: 'Karaganda' } })
  const later = new Date((office.now() + 200 * 86_400) * 1000).toISOString().slice(0, 10)
  for (const args of [
    ['sync'],
    ['note', '1', 'Compare with the register'],
    ['status', '1', 'open', '--reason', 'The papers fit'],
    ['severity', '1', 'high', '--reason', 'It goes on'],
    ['delay', '1', 'feedback', '--until', later, '--reason', 'The register is slow'],
    ['tell', '1', 'under-review', 'We have asked.', '--yes'],
    ['sync'],
  ])
    expect([args, await office.at('daniyar', args)]).toMatchObject([args, { code: 0 }])
  await source.say({ type: 'say', text: 'In March, and again in April.' })
  desk = await deskOf(office, 'aigerim', { settings: { graceSeconds: 600 } })
}, 120_000)

afterAll(async () => {
  await desk.close()
  await office.close()
  await browser.close()
})

const languages = ['en', 'ru', 'kk'] as const
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }

/** Everything of the page that opens something, by its words. */
async function dialogsOf(page: Page, language: (typeof languages)[number]): Promise<string[]> {
  const w = caseWords[language]
  const bad: string[] = []
  const rules = rulesFor('light', language)
  const openers = [
    w.readers.grant,
    w.readers.leave,
    w.clocks.delay,
    w.names.add,
    w.conflict.open,
    w.purge.open,
  ]
  for (const name of openers) {
    await page.locator('.case').getByRole('button', { name, exact: true }).click()
    bad.push(...(await faultsIn(page, name, rules, 'dialog')))
    await page.keyboard.press('Escape')
  }
  await page.locator('#write-to-source').fill('…')
  await page.locator('.kinds label').last().click()
  await page.locator('button.send').click()
  bad.push(...(await faultsIn(page, w.toSource.confirm, rules, 'dialog')))
  await page.keyboard.press('Escape')
  return bad
}

describe('the case', () => {
  it.each(languages)('is accessible in light and dark, on a laptop and a phone, in %s', async (locale) => {
    const at = await sitDownAt(browser, desk, { locale })
    const { page } = at
    const bad: string[] = []
    await openCase(page, 1)
    for (const [size, viewport] of Object.entries(sizes))
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        const rules = rulesFor(colorScheme, locale, size === 'phone')
        bad.push(...(await faultsIn(page, `${size} ${colorScheme}`, rules, '.case')))
      }
    bad.push(...(await dialogsOf(page, locale)))
    expect(bad).toEqual([])
    await at.close()
  })

  it.each(languages)('fits into 320 pixels, in %s', async (locale) => {
    const at = await sitDownAt(browser, desk, { locale })
    const { page } = at
    await openCase(page, 1)
    await page.setViewportSize({ width: 320, height: 640 })
    const broad = await page.locator('.case').evaluate((each) =>
      [...each.querySelectorAll('*')]
        .filter((inner) => !inner.closest('.case-parts'))
        .filter((inner) => inner.getBoundingClientRect().right > each.getBoundingClientRect().right + 1)
        .map((inner) => inner.outerHTML.slice(0, 80)),
    )
    expect(broad).toEqual([])
    await at.close()
  })

  it('is worked on by keys alone: opened, answered, noted, left', async () => {
    const at = await sitDownAt(browser, desk)
    const { page } = at
    await page.locator('#row-1').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.id)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('#case-name').waitFor()
    expect(await focused()).toBe('case-name')
    await page.keyboard.press('r')
    expect(await focused()).toBe('write-to-source')
    await page.keyboard.press('Escape')
    await page.locator('#case-name').focus()
    await page.keyboard.press('n')
    expect(await focused()).toBe('write-note')
    await page.keyboard.type('by keys alone')
    await page.keyboard.press('Control+Enter')
    await page.locator('.to-team').getByText('by keys alone').waitFor()
    await page.locator('#case-name').focus()
    await page.keyboard.press('u')
    await page.locator('#case-name').waitFor({ state: 'detached' })
    await at.close()
  })

  it('leads to its parts, and the bar above stays where it is', async () => {
    const at = await sitDownAt(browser, desk, { viewport: sizes.phone })
    const { page } = at
    await openCase(page, 1)
    const { parts, part } = caseWords.en.page
    await page.getByRole('navigation', { name: parts }).getByRole('button', { name: part.talk }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('case-talk')
    expect(await page.locator('.top-bar').evaluate((bar) => bar.getBoundingClientRect().top)).toBe(0)
    expect(await page.locator('#case-talk').isVisible()).toBe(true)
    await at.close()
  })

  it('has a name for every part, and headings in order', async () => {
    const at = await sitDownAt(browser, desk)
    const { page } = at
    await openCase(page, 1)
    const levels = await page
      .locator('.case')
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map((each) => Number(each.tagName[1])))
    expect(levels[0]).toBe(1)
    expect(levels.every((level, i) => i === 0 || level - (levels[i - 1] ?? 0) <= 1)).toBe(true)
    await at.close()
  })

  it('has all its words in every language', () => {
    for (const language of languages) expect(shapeOf(caseWords[language])).toEqual(shapeOf(caseWords.en))
  })
})
