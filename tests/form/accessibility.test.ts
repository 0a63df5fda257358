import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dictionaries, type Language, languageNames } from '../../web/form/words/index.ts'
import { faultsIn, type Rules, rulesFor } from '../support/axe.ts'
import { launchBrowser } from '../support/browser.ts'
import { shapeOf } from '../support/shape.ts'
import { isThorough } from '../support/thorough.ts'
import { answerNewest, talks } from './conversations.ts'
import { makeFormOrganisation } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { comeBack, focused, languages, openForm, press, recall, tryNow, until, type Visit } from './walk.ts'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite(makeFormOrganisation({ desks: 2 }))
})

afterAll(async () => {
  await browser.close()
  await site.close()
})

/** Goes through every screen and every state of it, in English, and stops at each. */
async function tour(visit: Visit, look: (screen: string) => Promise<void>): Promise<string[]> {
  const { page, words } = visit
  await page.getByText(words.start.goesTo).waitFor()
  await page.locator('summary').click()
  await look('start')
  await press(page, words.start.write)
  await press(page, words.next)
  await look('story, nothing written')
  await page.locator('#story').fill('Something long enough to be read. '.repeat(20))
  await look('story')
  await press(page, words.next)
  await press(page, words.details.addPerson)
  await page.locator('#q-who-0').fill('Daniyar')
  await page.locator('#q-superior-0').fill('Aigerim Sadykova')
  await look('details')
  await press(page, words.next)
  await press(page, words.next)
  await look('exclude, no desk')
  await page.locator('.choice input').first().check()
  await look('exclude')
  for (const box of (await page.locator('.choice input').all()).slice(2)) await box.check()
  await look('exclude, nobody left')
  await page.locator('.choice input').last().uncheck()
  await press(page, words.next)
  await page.locator('#later-region').check()
  await look('escalate')
  await press(page, words.next)
  const twelve = await page.locator('.words li').allTextContents()
  await look('codename')
  await press(page, words.codename.asNumbers)
  await look('codename, numbers')
  await press(page, words.codename.kept)
  await press(page, words.next)
  await look('codename, asked')
  await press(page, words.codename.skip)
  await look('check')
  site.intercept = (_path, method) => (method === 'POST' ? { status: 503 } : null)
  await press(page, words.check.send)
  await page.getByText(words.waiting.fault).first().waitFor()
  await look('sending, waiting')
  site.intercept = null
  await tryNow(visit, until(page, words.sent.title))
  await look('sent')
  return twelve
}

/** The screens for somebody who comes back, in the same way. */
async function returnTour(
  visit: Visit,
  twelve: readonly string[],
  look: (screen: string) => Promise<void>,
): Promise<void> {
  const { page, own } = visit
  await recall(visit, twelve.with(2, 'abondon').with(7, ''))
  await press(page, own.words.look)
  await look('words, wrong')
  await page.locator('#recall-2').fill('abo')
  await page.getByRole('option').first().waitFor()
  await look('words, completed')
  for (const i of [2, 7]) await page.locator(`#recall-${i}`).fill(twelve[i] ?? '')
  await press(page, own.words.look)
  await page.locator('#reply').waitFor()
  await look('conversation, nothing yet')
  await answerNewest(site, 'en')
  await press(page, own.conversation.again)
  await page.locator('.conversation').waitFor()
  await look('conversation, question')
  await page.locator('#reply').fill(talks.en.answer)
  await press(page, own.conversation.send)
  await page.locator('.own').waitFor()
  await look('conversation, answered')
  await page.locator('#reply').fill('ә'.repeat(20_000))
  await press(page, own.conversation.send)
  await look('conversation, too long')
  await page.locator('#reply').fill('')
  await press(page, own.conversation.withdraw)
  await look('withdraw')
}

/** Long after: what was due has not come. */
async function overdueTour(
  visit: Visit,
  twelve: readonly string[],
  look: (screen: string) => Promise<void>,
): Promise<void> {
  const { page, own } = visit
  await comeBack(visit, twelve)
  await look('overdue, earlier weeks')
  await press(page, own.conversation.earlier)
  await page.locator('#elsewhere').waitFor()
  await look('overdue')
  await press(page, own.conversation.elsewhere)
  await look('elsewhere')
}

/** A tip is sent, talked about, and waited for in vain. */
async function everyTour(
  options: BrowserContextOptions,
  looking: (visit: Visit) => (screen: string) => Promise<void>,
): Promise<void> {
  const open = () => openForm(browser, site, 'en', options)
  const first = await open()
  const twelve = await tour(first, looking(first))
  await first.close()
  const second = await open()
  await returnTour(second, twelve, looking(second))
  await second.close()
  site.daysAhead = 120
  try {
    const third = await open()
    await overdueTour(third, twelve, looking(third))
    await third.close()
  } finally {
    // One tour that fails must not take the others' clock along.
    site.daysAhead = 0
  }
}

async function speak(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: languageNames[language][1] }).click()
}

/** Looks in these languages, English last. */
async function inEveryLanguage(
  page: Page,
  spoken: readonly Language[],
  look: (language: Language) => Promise<void>,
): Promise<void> {
  for (const language of spoken) {
    await speak(page, language)
    await look(language)
  }
}

/** In the dark the form promises more than it must: its colours stand far apart. */
const roundsFor = (scheme: 'light' | 'dark', language: Language): readonly Rules[] => {
  const rules = rulesFor(scheme, language)
  if (rules.length === 0 || scheme === 'light') return [rules]
  const farApart = ['color-contrast-enhanced']
  return rules === 'all' ? [rules, farApart] : [[...rules, ...farApart]]
}

describe('axe', () => {
  it.each(isThorough ? (['light', 'dark'] as const) : (['light'] as const))(
    'finds nothing on any screen, %s',
    { timeout: 240_000 },
    async (colorScheme) => {
      const found: string[] = []
      // The tour goes on in English.
      const spoken = (['kk', 'ru', 'en'] as const).filter(
        (language) => language === 'en' || rulesFor(colorScheme, language).length > 0,
      )
      const everywhere = (visit: Visit) => (screen: string) =>
        inEveryLanguage(visit.page, spoken, async (language) => {
          for (const rules of roundsFor(colorScheme, language))
            found.push(...(await faultsIn(visit.page, `${screen} ${language}`, rules)))
        })
      await everyTour({ colorScheme }, everywhere)
      expect(found).toEqual([])
    },
  )

  it('finds nothing where the page stops, waits, or finds no tip', async () => {
    site.settings['contact'] = ['Call 1424.', 'Звоните 1424.', '1424 нөміріне қоңырау шалыңыз.']
    const visit = await openForm(browser, site, 'en')
    const { page, words } = visit
    const examine = async (seen = page) => expect(await faultsIn(seen, 'here', 'all')).toEqual([])
    await recall(visit, [...Array.from({ length: 11 }, () => 'abandon'), 'abandon'])
    await press(page, visit.own.words.look)
    await page.getByRole('alert').filter({ hasText: visit.own.words.order }).waitFor()
    await examine()
    await page.locator('#recall-11').fill('0004')
    await press(page, visit.own.words.look)
    await page.getByText(visit.own.words.none).waitFor()
    await examine()
    await visit.close()
    site.intercept = (path) => (path.startsWith('/v1/') ? { status: 503 } : null)
    const waiting = await openForm(browser, site, 'en')
    await press(waiting.page, words.start.write)
    await waiting.page.locator('#story').fill('x')
    await press(waiting.page, words.next)
    await until(waiting.page, words.waiting.title)
    await examine(waiting.page)
    site.intercept = (path) => (path.startsWith('/v1/') ? { status: 200, body: '{}' } : null)
    await tryNow(waiting, until(waiting.page, words.stopped.title))
    await waiting.page.getByText('Call 1424.').waitFor()
    await examine(waiting.page)
    site.intercept = null
    await waiting.close()
  })
})

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('button, summary, input, textarea, [role=option]').evaluateAll((all) =>
    all
      .filter((each) => {
        const { width, height } = (
          each.parentElement?.className === 'choice' ? each.parentElement : each
        ).getBoundingClientRect()
        return height > 0 && (height < 44 || width < 44)
      })
      .map((each) => each.outerHTML.slice(0, 80)),
  )

describe('at 320 pixels, and with letters of twice the size', () => {
  it('nothing is cut off, nothing scrolls sideways, and what is pressed is large enough', async () => {
    const bad: string[] = []
    const look = async (page: Page, where: string) => {
      if ((await overflow(page)) > 0) bad.push(`${where} scrolls`)
      bad.push(...(await smallTargets(page)).map((target) => `${where} ${target}`))
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
      if ((await overflow(page)) > 0) bad.push(`${where} scrolls with large letters`)
      await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
    }
    const everywhere =
      ({ page }: Visit) =>
      (screen: string) =>
        inEveryLanguage(page, ['kk', 'ru', 'en'], (language) => look(page, `${screen} ${language}`))
    await everyTour({ viewport: { width: 320, height: 640 } }, everywhere)
    expect(bad).toEqual([])
  })
})

describe('for people who do not see', () => {
  it('every screen begins at its heading, and the page’s language is told', async () => {
    const visit = await openForm(browser, site, 'ru')
    const { page, words } = visit
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'ru',
      'ltr',
    ])
    await press(page, words.start.write)
    expect(await focused(page)).toBe(words.story.title)
    await press(page, words.next)
    expect(await focused(page)).toBe(words.story.title)
    expect(await page.locator('#story').getAttribute('aria-describedby')).toBe(
      'story-error story-hint story-example',
    )
    await page.getByRole('status').filter({ hasText: words.story.empty }).waitFor()
    await page.locator('#story').fill('x')
    await press(page, words.next)
    await until(page, words.details.title)
    expect(await focused(page)).toBe(words.details.title)
    await visit.close()
  })

  it.each(languages)('the tab order is the order of reading, in %s', async (language) => {
    const visit = await openForm(browser, site, language)
    const { page, words } = visit
    const passed: string[] = []
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press('Tab')
      passed.push(await focused(page))
    }
    expect(passed).toEqual([
      'Қазақша',
      'Русский',
      'English',
      words.leave,
      words.start.torHow,
      words.start.write,
      words.start.comeBack,
    ])
    await visit.close()
  })

  it('progress is announced, and so is the end', async () => {
    const visit = await openForm(browser, site, 'kk')
    const { page, words } = visit
    await page.evaluate(() => {
      const told: string[] = []
      Object.assign(globalThis, { told })
      const live = document.querySelector('[role=status].unseen')
      if (live !== null)
        new MutationObserver(() => told.push(live.textContent ?? '')).observe(live, { childList: true })
    })
    site.intercept = (_path, method) => (method === 'POST' ? { status: 503 } : null)
    await press(page, words.start.write)
    await page.locator('#story').fill('x')
    for (const step of [words.next, words.next]) await press(page, step)
    await page.locator('.choice input').first().check()
    for (const step of [words.next, words.next, words.codename.skip, words.check.send])
      await press(page, step)
    const told = () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told)
    await expect.poll(told).toContain(words.waiting.fault)
    site.intercept = null
    await tryNow(visit, until(page, words.sent.title))
    expect(await focused(page)).toBe(words.sent.title)
    await visit.close()
  })

  it('all words are there in every language', () => {
    for (const language of languages)
      expect(shapeOf(dictionaries[language])).toEqual(shapeOf(dictionaries.en))
  })
})
