import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { dictionaries, type Language } from '../../web/form/words/index.ts'
import { dateText } from '../../web/form/words/text.ts'
import { launchBrowser } from '../support/browser.ts'
import { answerNewest, newsForNewest, talks } from './conversations.ts'
import { makeFormOrganisation, today } from './organisation.ts'
import { openSite } from './site.ts'
import { comeBack, openForm, press, recall, until, type Visit } from './walk.ts'

/**
 * Pictures of the form. Without arguments the few that the README shows, into docs/screens; with a folder all of them,
 * in every language, size and scheme, to be looked at.
 */
const [folder] = process.argv.slice(2)

const stories: Readonly<
  Record<Language, { readonly story: string; readonly who: string; readonly superior: string }>
> = {
  en: {
    story:
      'Since spring the head of procurement has been giving contracts to his brother’s company. The prices are about a third higher than those of the others, and the others are told that they came too late.',
    who: 'Marat, head of procurement',
    superior: 'Aigerim Sadykova',
  },
  ru: {
    story:
      'С весны начальник отдела закупок отдаёт договоры фирме своего брата. Цены примерно на треть выше, чем у других, а другим говорят, что они опоздали.',
    who: 'Марат, начальник отдела закупок',
    superior: 'Айгерим Садыкова',
  },
  kk: {
    story:
      'Көктемнен бері сатып алу бөлімінің басшысы шарттарды інісінің фирмасына беріп жүр. Бағасы өзгелерден үштен бірге қымбат, ал өзгелерге кешігіп қалдыңыз дейді.',
    who: 'Марат, сатып алу бөлімінің басшысы',
    superior: 'Айгерім Садықова',
  },
}

const sizes = {
  phone: { width: 320, height: 740 },
  desktop: { width: 1280, height: 900 },
  tall: { width: 390, height: 844 },
} as const

const site = await openSite(makeFormOrganisation({ desks: folder === undefined ? 1 : 2 }))
const browser = await launchBrowser()

type Take = (page: Page, screen: string) => Promise<void>

async function walk(visit: Visit, language: Language, take: Take): Promise<string[]> {
  const { page, words } = visit
  const told = stories[language]
  await page.getByText(words.start.goesTo).waitFor()
  await take(page, '1-start')
  await press(page, words.start.write)
  await take(page, '2-story-empty')
  await page.locator('#story').fill(told.story)
  await take(page, '2-story')
  await press(page, words.next)
  await page.locator('#q-who-0').fill(told.who)
  await page.locator('#q-superior-0').fill(told.superior)
  await take(page, '3-details')
  await press(page, words.next)
  await page.locator('.choice input').first().check()
  await page.locator('fieldset').last().locator('input').first().check()
  await take(page, '4-exclude')
  await page.locator('fieldset').last().locator('input').last().check()
  await take(page, '4-exclude-nobody')
  await page.locator('fieldset').last().locator('input').last().uncheck()
  await press(page, words.next)
  if ((await page.locator('#later-region').count()) > 0) {
    await page.locator('#later-region').check()
    await take(page, '4-escalate')
    await press(page, words.next)
  }
  await take(page, '5-codename')
  const twelve = await page.locator('.words li').allTextContents()
  await press(page, words.codename.kept)
  await press(page, words.next)
  await take(page, '5-codename-asked')
  await press(page, words.codename.again)
  await press(page, words.codename.skip)
  await take(page, '6-check')
  return twelve
}

async function send(visit: Visit, take: Take): Promise<void> {
  const { page, words } = visit
  site.intercept = (_path, method) => (method === 'POST' ? { status: 503 } : null)
  await press(page, words.check.send)
  await page.getByText(words.waiting.fault).first().waitFor()
  await take(page, '7-sending')
  site.intercept = null
  await press(page, words.tryNow)
  await until(page, words.sent.title)
  await take(page, '8-sent')
}

async function talk(visit: Visit, language: Language, twelve: readonly string[], take: Take): Promise<void> {
  const { page, own } = visit
  await recall(visit, twelve.with(2, 'abondon').with(7, ''))
  await press(page, own.words.look)
  await take(page, 'a-words-wrong')
  await page.locator('#recall-2').fill('ab')
  await page.locator('#recall-2').fill('abo')
  await take(page, 'a-words-completed')
  for (const i of [2, 7]) await page.locator(`#recall-${i}`).fill(twelve[i] ?? '')
  await press(page, own.words.look)
  await until(page, own.conversation.title(dateText(language, today())))
  await take(page, 'b-nothing-yet')
  await answerNewest(site, language)
  await press(page, own.conversation.again)
  await page.getByText(own.conversation.somethingNew).first().waitFor()
  await take(page, 'b-question')
  await page.locator('#reply').fill(talks[language].answer)
  await site.stop()
  await press(page, own.conversation.send)
  await page.getByText(visit.words.waiting.lost).first().waitFor()
  await take(page, 'b-waiting')
  await site.start()
  await press(page, visit.words.tryNow)
  await page.getByText(own.conversation.sent).first().waitFor()
  await newsForNewest(site, language)
  await press(page, own.conversation.again)
  await page.getByText(own.conversation.somethingNew).first().waitFor()
  await take(page, 'b-conversation')
  await press(page, own.conversation.withdraw)
  await take(page, 'c-withdraw')
}

async function overdue(
  language: Language,
  options: BrowserContextOptions,
  twelve: readonly string[],
  take: Take,
) {
  site.daysAhead = 120
  const visit = await openForm(browser, site, language, options)
  await comeBack(visit, twelve)
  await take(visit.page, 'd-overdue-earlier')
  await press(visit.page, visit.own.conversation.earlier)
  await visit.page.locator('#elsewhere').waitFor()
  await take(visit.page, 'd-overdue')
  await press(visit.page, visit.own.conversation.elsewhere)
  await take(visit.page, 'd-elsewhere')
  await visit.close()
  site.daysAhead = 0
}

async function stopped(language: Language, options: BrowserContextOptions, take: Take): Promise<void> {
  site.intercept = (path) => (path.startsWith('/v1/') ? { status: 200, body: '{}' } : null)
  const visit = await openForm(browser, site, language, options)
  await until(visit.page, visit.words.stopped.title)
  await take(visit.page, '9-stopped')
  site.intercept = null
  await visit.close()
}

async function takeAll(out: string): Promise<void> {
  for (const [language, size, scheme] of everything()) {
    const take: Take = async (page, screen) => {
      const path = `${out}/${language}-${size}-${scheme}-${screen}.png`
      await page.mouse.move(0, 0)
      await page.evaluate(() => scrollTo(0, 0))
      await page.screenshot({ path, fullPage: true })
    }
    const visit = await openForm(browser, site, language, { viewport: sizes[size], colorScheme: scheme })
    const twelve = await walk(visit, language, take)
    await send(visit, take)
    await visit.close()
    const again = await openForm(browser, site, language, { viewport: sizes[size], colorScheme: scheme })
    await talk(again, language, twelve, take)
    await again.close()
    await overdue(language, { viewport: sizes[size], colorScheme: scheme }, twelve, take)
    await stopped(language, { viewport: sizes[size], colorScheme: scheme }, take)
  }
}

const everything = () =>
  (['en', 'ru', 'kk'] as const).flatMap((language) =>
    (['phone', 'desktop'] as const).flatMap((size) =>
      (['light', 'dark'] as const).map((scheme) => [language, size, scheme] as const),
    ),
  )

/** What a newcomer should see: the first page, whom to leave out, the words, the summary, the conversation. */
const shown = [
  ['ru', 'tall', 'light', '1-start'],
  ['kk', 'tall', 'light', '4-exclude'],
  ['en', 'tall', 'dark', '5-codename'],
  ['en', 'tall', 'light', '6-check'],
  ['kk', 'tall', 'light', 'b-conversation'],
] as const

async function takeShown(out: string): Promise<void> {
  for (const [language, size, scheme, wanted] of shown) {
    const options = { viewport: sizes[size], colorScheme: scheme }
    const take: Take = async (page, screen) => {
      if (screen !== wanted) return
      await page.mouse.move(0, 0)
      await page.evaluate(() => scrollTo(0, 0))
      await page.screenshot({ path: `${out}/form-${screen.slice(2)}.png` })
    }
    const visit = await openForm(browser, site, language, options)
    const twelve = await walk(visit, language, take)
    if (wanted === 'b-conversation') {
      await send(visit, take)
      const again = await openForm(browser, site, language, options)
      await talk(again, language, twelve, take)
      await again.close()
    }
    await visit.close()
  }
}

const out = folder ?? fileURLToPath(new URL('../../docs/screens', import.meta.url))
mkdirSync(out, { recursive: true })
await (folder === undefined ? takeShown(out) : takeAll(out))
await browser.close()
await site.close()
console.log(`pictures are in ${folder ?? 'docs/screens'}: ${Object.keys(dictionaries).join(', ')}`)
