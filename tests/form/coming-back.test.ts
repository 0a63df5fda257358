import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codenameNumbers, codenameWords, parseCodename } from '../../src/protocol/codename.ts'
import { returnWords } from '../../web/form/return/words/index.ts'
import { dateText } from '../../web/form/words/text.ts'
import { launchBrowser } from '../support/browser.ts'
import { today } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import {
  comeBack,
  focused,
  languages,
  openForm,
  press,
  recall,
  sendAndKeep,
  tabTo,
  until,
  type Visit,
} from './walk.ts'

let browser: Browser
let site: Site
let visit: Visit
let twelve: string[]

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite()
  const first = await openForm(browser, site, 'en')
  twelve = await sendAndKeep(first, { story: 'to come back to' })
  await first.close()
})

beforeEach(async () => {
  visit = await openForm(browser, site, 'en')
})

afterEach(() => visit.close())

afterAll(async () => {
  await browser.close()
  await site.close()
})

const field = (n: number) => visit.page.locator(`#recall-${n - 1}`)
const problem = () => visit.page.locator('#recall-problem')

describe('coming back', () => {
  it.each(languages)(
    'with twelve words shows when the tip came, and nothing of it, in %s',
    async (language) => {
      const own = await openForm(browser, site, language)
      await comeBack(own, twelve)
      const day = dateText(language, today())
      await until(own.page, own.own.conversation.title(day))
      await own.page.getByText(own.own.conversation.listed(day)).waitFor()
      await own.page.getByText(own.own.conversation.unread).waitFor()
      expect(await own.page.locator('main').textContent()).not.toContain('to come back to')
      expect(own.faults).toEqual([])
      await own.close()
    },
  )

  it('with the twelve numbers, without the zeros in front', async () => {
    const numbers = codenameNumbers(twelve.join(' ')).split(' ')
    await recall(
      visit,
      numbers.map((each) => `${Number(each)}`),
    )
    await press(visit.page, visit.own.words.look)
    await visit.page.locator('#reply').waitFor()
  })

  it('with all of it pasted into any one field', async () => {
    const { page, words, own } = visit
    await press(page, words.start.comeBack)
    await until(page, own.words.title)
    await field(4).fill(` ${twelve.join(', ').toUpperCase()} `)
    await press(page, own.words.look)
    await page.locator('#reply').waitFor()
  })

  it('with the first four letters of each word, by keyboard alone', async () => {
    const { page, words, own } = visit
    await tabTo(page, words.start.comeBack)
    await page.keyboard.press('Enter')
    await until(page, own.words.title)
    await tabTo(page, '1')
    for (const [i, word] of twelve.entries()) {
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(`recall-${i}`)
      await page.keyboard.type(word.slice(0, 4))
      await page.keyboard.press(i % 2 === 0 ? 'Space' : 'Enter')
    }
    expect(await focused(page)).toBe(own.words.look)
    expect(await field(1).inputValue()).toBe(twelve[0])
    await page.keyboard.press('Enter')
    await page.locator('#reply').waitFor()
    expect(await focused(page)).toBe(own.conversation.title(dateText('en', today())))
  })

  it('says so when nothing with these words is listed', async () => {
    const unknown = [...Array.from({ length: 11 }, () => 'abandon'), 'about']
    await recall(visit, unknown)
    await press(visit.page, visit.own.words.look)
    await visit.page.getByText(visit.own.words.none).waitFor()
  })
})

describe('a word that was written wrong', () => {
  it('is named by its place, and so are empty places; what may be meant is offered', async () => {
    const { page, own } = visit
    await recall(visit, twelve.with(2, 'abondon').with(6, ''))
    await press(page, own.words.look)
    expect(await problem().textContent()).toContain(own.words.unknown('3', 'abondon'))
    expect(await problem().textContent()).toContain(own.words.empty('7'))
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('recall-2')
    expect(await field(3).getAttribute('aria-invalid')).toBe('true')
    expect(await field(4).getAttribute('aria-invalid')).toBe(null)
    await page.getByRole('option', { name: 'abandon', exact: true }).click()
    expect(await field(3).inputValue()).toBe('abandon')
    expect(await field(3).getAttribute('aria-invalid')).toBe(null)
    expect(await problem().textContent()).toBe('')
  })

  it('in other letters: the keyboard is the reason', async () => {
    const { page, own } = visit
    await recall(visit, twelve.with(0, 'акщп').with(1, '2049'))
    await press(page, own.words.look)
    expect(await problem().textContent()).toContain(own.words.latin)
    expect(await problem().textContent()).toContain(own.words.unknownNumber('2', '2049'))
  })

  it.each(languages)(
    'two in each other’s place, or one that is another: it says so, in %s',
    async (language) => {
      await visit.close()
      visit = await openForm(browser, site, language)
      await recall(visit, changedPlaces(twelve))
      await press(visit.page, returnWords[language].words.look)
      await problem().filter({ hasText: returnWords[language].words.order }).waitFor()
      expect(await visit.page.locator('[aria-invalid]').count()).toBe(0)
    },
  )
})

/** With two neighbours exchanged, so that the checksum is wrong. */
function changedPlaces(words: readonly string[]): string[] {
  const swaps = words.map((_, i) =>
    words.with(i, words[(i + 1) % 12] ?? '').with((i + 1) % 12, words[i] ?? ''),
  )
  return swaps.find((each) => !isCodename(each)) ?? []
}

function isCodename(words: readonly string[]): boolean {
  try {
    parseCodename(words.join(' '))
    return true
  } catch {
    return false
  }
}

describe('the words that may be meant', () => {
  beforeEach(async () => {
    await press(visit.page, visit.words.start.comeBack)
    await until(visit.page, visit.own.words.title)
  })

  const options = () => visit.page.getByRole('option').allTextContents()

  it('are all that begin like this, once they are few', async () => {
    await field(1).pressSequentially('a')
    expect(await options()).toEqual([])
    await field(1).pressSequentially('bo')
    expect(await options()).toEqual(codenameWords.filter((word) => word.startsWith('abo')))
    expect(await field(1).getAttribute('aria-expanded')).toBe('true')
  })

  it('are walked through with the arrow keys, as a screen reader follows them', async () => {
    const { page } = visit
    await field(1).pressSequentially('abo')
    await page.keyboard.press('ArrowUp')
    const active = await field(1).getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).textContent()).toBe('above')
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await field(1).inputValue()).toBe('about')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('recall-1')
    expect(await options()).toEqual([])
  })

  it('are told to people who do not see, and so is what was filled in', async () => {
    const { page, own } = visit
    await field(1).pressSequentially('abo')
    await page
      .getByRole('status')
      .filter({ hasText: own.words.fitting('about and above') })
      .waitFor()
    await field(1).fill('zebr')
    await page.keyboard.press('Tab')
    await page
      .getByRole('status')
      .filter({ hasText: own.words.taken('1', 'zebra') })
      .waitFor()
    expect(await field(1).inputValue()).toBe('zebra')
  })

  it('do not stand in the way of leaving: Esc twice is Esc twice', async () => {
    await field(1).pressSequentially('abo')
    await visit.page.keyboard.press('Escape')
    expect(await options()).toEqual([])
    await visit.page.keyboard.press('Escape')
    await visit.page.waitForURL('about:blank')
  })

  it('numbers go on to the next field by themselves, on a keyboard of digits', async () => {
    const { page, own } = visit
    await press(page, own.words.asNumbers)
    expect(await field(1).getAttribute('inputmode')).toBe('numeric')
    await field(1).pressSequentially('0001')
    await page.keyboard.type('2048')
    expect(await field(2).inputValue()).toBe('2048')
  })
})
