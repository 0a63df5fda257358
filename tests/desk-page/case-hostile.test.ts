import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AtDesk, openCase, sitDown } from './case-stage.ts'

const markup = [
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>',
  '<a href="javascript:document.title=1">press</a> <form action=/api/lock method=post>',
  'https://example.org/?leak javascript:alert(1) data:text/html,x //example.org www.example.org',
  '<style>*{display:none}</style><iframe src="/"></iframe></textarea></title><svg onload=alert(1)>',
].join('\n')

const bidi = 'Марат \u202eгнивокрут\u202c и \u2066скрытое\u2069 \u200b\u0007\u0000 конец'

let browser: Browser
let office: Office
let source: Source
let at: AtDesk

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  source = await office.tip(markup, {
    answers: {
      what: markup,
      who: [markup.slice(0, 90), bidi],
      place: markup.slice(0, 90),
      organisation: bidi,
    },
  })
  await office.tip('a'.repeat(900_000))
  await source.say({ type: 'say', text: `${markup}\n${bidi}` })
  at = await sitDown(browser, office, 'aigerim')
}, 120_000)

afterAll(async () => {
  await at.close()
  await office.close()
  await browser.close()
})

/** Everything that could be pressed, load something or run. */
const LIVE =
  'a, img, script, iframe, object, embed, link, style, svg, video, audio, base, meta, form[action], [href], [src]'

describe('what a source wrote', () => {
  it('is text and nothing else: no element, no link, no request', async () => {
    const { page, asked, desk } = at
    await openCase(page, 1)
    await page.locator('.main-answer').getByText('onerror').waitFor()
    await page.locator('.talk').getByText('onerror').waitFor()
    await page.waitForTimeout(500)
    expect(await page.locator('.case').locator(LIVE).count()).toBe(0)
    expect(await page.locator('.main-answer .plain').textContent()).toBe(markup)
    expect(await page.title()).not.toContain('owned')
    expect(asked.filter((address) => !address.startsWith(`${desk.origin}/`))).toEqual([])
  })

  it('turns nothing around, and hides nothing: such signs are shown as signs', async () => {
    const { page } = at
    await openCase(page, 1)
    const texts = await page.locator('.case').evaluate((each) => each.textContent ?? '')
    expect(texts).not.toMatch(/\p{Cf}|(?![\n\t])\p{Cc}/u)
    expect(await page.locator('.case .hidden-sign').count()).toBeGreaterThan(4)
    const isolated = await page
      .locator('.case .plain')
      .evaluateAll((all) => all.every((each) => getComputedStyle(each).unicodeBidi.startsWith('isolate')))
    expect(isolated).toBe(true)
  })

  it('is shown quickly however long it is, and whole when somebody asks', async () => {
    const { page } = at
    const before = Date.now()
    await openCase(page, 2)
    await page.locator('.main-answer').getByText('aaaa').waitFor()
    expect(Date.now() - before).toBeLessThan(3000)
    expect((await page.locator('.main-answer .plain').textContent())?.length).toBeLessThan(50_000)
    await page.getByRole('button', { name: /Show all/ }).click()
    await expect
      .poll(async () => (await page.locator('.main-answer .plain').textContent())?.length)
      .toBe(900_000)
    const isBroad = await page.locator('.case').evaluate((each) => each.scrollWidth > each.clientWidth)
    expect(isBroad).toBe(false)
  })
})
