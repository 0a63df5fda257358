import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openSite, type Site } from './site.ts'
import { openForm, press, sendTip, until, walkTo } from './walk.ts'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite()
})

afterAll(async () => {
  await browser.close()
  await site.close()
})

const russian = 'Съешь же ещё этих мягких французских булок, да выпей чаю — ёлки-палки, «ковычки» № 7.\n'

const texts = {
  'ten thousand Russian characters': russian.repeat(125).slice(0, 10_000),
  'Kazakh letters': 'Әәғіқңөұүһ ӘҒІҚҢӨҰҮҺ — Қазақстан Республикасының заңы',
  'emoji and joined signs': 'a👍🏽👨‍👩‍👧‍👦🇰🇿e\u0301 \u{1F9FE}\u200d end',
  'text from right to left': 'שלום עולם, هذا نص عربي‏ (1) — mixed',
  'a pasted table': 'имя\tсумма\tдата\n\tА.\t1 000,50\n  Б.\t2\u00a0000\t01.02.2026\n\n',
  'markup and escapes': '<script>alert(1)</script> & "quotes" \\u0041 \\n ${x} `',
  'spaces at both ends': '  \n two before, two after  ',
} as const

/** Two bytes each, but for the ends of lines. */
const lines = (characters: number): string => `${'ж'.repeat(99)}\n`.repeat(characters / 100)

/** All at once: typing half a million characters takes a browser minutes. */
const put = (page: Page, text: string): Promise<void> =>
  page.locator('#story').evaluate((field, text) => {
    Object.assign(field, { value: text }).dispatchEvent(new Event('input'))
  }, text)

describe('what was typed is what arrives', () => {
  it.each(Object.entries(texts))('%s', async (name, text) => {
    const visit = await openForm(browser, site, 'ru')
    await sendTip(visit, { story: text, answers: { afraid: `${name}: ${text}` } })
    expect(visit.faults).toEqual([])
    await visit.close()
    const { tip } = site.tips().find(({ tip }) => tip.answers[1]?.text.startsWith(`${name}: `)) ?? {}
    expect(tip?.answers).toEqual([
      { id: 'what', n: 0, text },
      { id: 'afraid', n: 0, text: `${name}: ${text}` },
    ])
  })

  it('is not lost when the language is switched, nor by the browser’s own Back', async () => {
    const visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    await walkTo(visit, 'exclude', { story: 'kept as it was', answers: { who: 'somebody' } })
    await page.getByRole('button', { name: 'Русский' }).click()
    await page.goBack()
    expect(await page.locator('#q-who-0').inputValue()).toBe('somebody')
    await page.goBack()
    expect(await page.locator('#story').inputValue()).toBe('kept as it was')
    await page.getByRole('button', { name: 'English' }).click()
    expect(await page.locator('#story').inputValue()).toBe('kept as it was')
    await press(page, words.next)
    await until(page, words.details.title)
    expect(page.url()).toBe(`${site.origin}/`)
    await visit.close()
  })

  it('tells nobody else about half of a character, and sends the rest', async () => {
    const visit = await openForm(browser, site, 'en')
    await sendTip(visit, { story: 'half \ud83d of one' })
    await visit.close()
    expect(site.tips().some(({ tip }) => tip.answers[0]?.text === 'half \ufffd of one')).toBe(true)
  })

  it('says when it is too long for one tip, and keeps it', async () => {
    const visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    await walkTo(visit, 'story')
    await put(page, lines(504_000))
    await press(page, words.next)
    expect(await page.locator('#story-error').textContent()).toBe(words.story.tooLong('101\u00a0%'))
    expect((await page.locator('#story').inputValue()) === lines(504_000)).toBe(true)
    await put(page, lines(400_000))
    expect(await page.getByRole('status').allTextContents()).toContain(words.story.long('80\u00a0%'))
    await visit.close()
  })
})
