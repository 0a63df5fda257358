import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import type { Language } from '../../web/form/words/index.ts'
import { browserPath } from '../support/browser.ts'
import type { Bureau, Way } from './bureau.ts'
import { type Case, storyOf, words } from './story.ts'
import { comeBack, press, until, type Visit, visitOf, walkTo } from './walk.ts'

/** Somebody with a browser of their own, who keeps the twelve words. */
export interface Source {
  readonly about: Case
  readonly language: Language
  readonly profile: string
  readonly context: BrowserContext
  readonly way: Way
  visit: Visit
  /** What the browser complained about in pages that are closed. */
  readonly faults: string[]
  twelve: readonly string[]
}

export async function openSource(bureau: Bureau, about: Case, language: Language): Promise<Source> {
  const profile = await mkdtemp(join(tmpdir(), 'candor-source-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await browserPath(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    locale: language,
    viewport: { width: 800, height: 900 },
  })
  await context.clock.setFixedTime(bureau.now() * 1000)
  const page = context.pages()[0] ?? (await context.newPage())
  const way = await bureau.openWay()
  return { about, language, profile, context, way, visit: visitOf(page, language), faults: [], twelve: [] }
}

/** From the start to the receipt; keeps the words. */
export async function sendTip(source: Source, leaveOut: readonly string[]): Promise<void> {
  const { visit, way, about } = source
  const { page, words: form } = visit
  await page.goto(way.origin)
  await walkTo(visit, 'exclude', { story: storyOf(about) })
  await until(page, form.exclude.title)
  for (const id of leaveOut) await page.locator(`#person-${id}`).check()
  await press(page, form.next)
  await until(page, form.codename.title)
  source.twelve = await page.locator('.words li').allTextContents()
  for (const step of [form.codename.skip, form.check.send]) await press(page, step)
  await until(page, form.sent.title)
}

/** The same words in the same browser, in a page of its own. */
export async function anotherPage(source: Source): Promise<Visit> {
  const visit = visitOf(await source.context.newPage(), source.language)
  await visit.page.goto(source.way.origin)
  await comeBack(visit, source.twelve)
  return visit
}

export async function comeBackAfresh(source: Source): Promise<void> {
  const before = source.visit
  source.visit = await anotherPage(source)
  source.faults.push(...before.faults)
  await before.page.close()
}

export const shown = ({ page }: Visit): Promise<string[]> => page.locator('.answer').allTextContents()

/** Types an answer and hands it in; `trouble` is what happens before the service has it. */
export async function answer(
  { about }: Source,
  visit: Visit,
  trouble: (visit: Visit) => Promise<void> = async () => undefined,
  isShort = false,
): Promise<void> {
  const { page, own } = visit
  const text = words(about, 'source', isShort)
  about.talk.write(text, await shown(visit))
  await page.locator('#reply').fill(text)
  await press(page, own.conversation.send)
  await trouble(visit)
  const mark = text.slice(0, text.indexOf(':') + 1)
  await page.locator('.own .answer', { hasText: mark }).waitFor()
}

export async function lookAgain({ page, own }: Visit): Promise<void> {
  const { again, somethingNew, nothingNew } = own.conversation
  await press(page, again)
  const note = page.locator('.tools .note')
  await note.filter({ hasText: new RegExp(`${somethingNew}|${nothingNew}`) }).waitFor()
}

/** Waits until the page says that there is no connection, mends it, and tries again as a person would. */
export const untilLost = (mend: () => Promise<void>) => async (visit: Visit) => {
  const { page, words: form } = visit
  await page.locator('.notice', { hasText: form.waiting.lost }).waitFor()
  await mend()
  // It may have been tried again already, by itself.
  press(page, form.tryNow).catch(() => undefined)
}
