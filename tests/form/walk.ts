import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type ReturnWords, returnWords } from '../../web/form/return/words/index.ts'
import { dictionaries, type Language, type Words } from '../../web/form/words/index.ts'
import type { Site } from './site.ts'

export const languages = ['en', 'ru', 'kk'] as const

/** Opens the form as somebody whose browser speaks this language; `first` runs there before anything else. */
export async function openForm(
  browser: Browser,
  site: Site,
  language: Language = 'en',
  options: BrowserContextOptions = {},
  first?: () => void,
  slow?: { readonly latency: number; readonly throughput: number },
): Promise<Visit> {
  const context = await browser.newContext({
    locale: language,
    viewport: { width: 800, height: 900 },
    ...options,
  })
  if (first !== undefined) await context.addInitScript(first)
  if (site.daysAhead > 0) await context.clock.setFixedTime(Date.now() + site.daysAhead * 86_400_000)
  const page = await context.newPage()
  if (slow !== undefined) await slowDown(page, slow)
  const visit = visitOf(page, language)
  await page.goto(`${site.origin}/`)
  return visit
}

/** A page as somebody reads it who speaks this language. */
export function visitOf(page: Page, language: Language): Visit {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  const [words, own] = [dictionaries[language], returnWords[language]]
  return { page, faults, words, own, close: () => page.context().close() }
}

async function slowDown(page: Page, slow: { readonly latency: number; readonly throughput: number }) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latency,
    downloadThroughput: slow.throughput,
    uploadThroughput: slow.throughput,
  })
}

export interface Visit {
  readonly page: Page
  /** What the browser complained about. */
  readonly faults: readonly string[]
  readonly words: Words
  /** What is said to somebody who comes back. */
  readonly own: ReturnWords
  readonly close: () => Promise<void>
}

/** Presses a button by what it says. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click()

/** Tries again at once, as a person does. The page does so by itself as well: then the button is gone before it is pressed. */
export async function tryNow(
  { page, words }: Pick<Visit, 'page' | 'words'>,
  done: Promise<void>,
): Promise<void> {
  await Promise.race([press(page, words.tryNow).catch(() => undefined), done])
  await done
}

export const until = (page: Page, heading: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()

export interface Told {
  readonly story?: string
  /** Answers by the id of the question. */
  readonly answers?: Readonly<Record<string, string>>
  /** People to leave out, by place in the keyring. */
  readonly leaveOut?: readonly number[]
}

const order = ['story', 'details', 'exclude', 'escalate', 'codename', 'check'] as const

/** Goes from the start to a screen, as a person with a pointer does. */
export async function walkTo(
  visit: Visit,
  target: (typeof order)[number],
  told: Told = {},
  site?: Site,
): Promise<void> {
  const { page, words } = visit
  await press(page, words.start.write)
  const steps: Readonly<Record<(typeof order)[number], () => Promise<void>>> = {
    story: async () => {
      await page.locator('#story').fill(told.story ?? 'Something happened')
      await press(page, words.next)
    },
    details: async () => {
      await until(page, words.details.title)
      for (const [id, text] of Object.entries(told.answers ?? {})) await page.locator(`#q-${id}-0`).fill(text)
      await press(page, words.next)
    },
    exclude: async () => {
      await until(page, words.exclude.title)
      for (const i of told.leaveOut ?? []) {
        await page.locator(`#person-${site?.organisation.people[i]?.identity.recipientId}`).check()
      }
      await press(page, words.next)
    },
    escalate: async () => {
      // Asked only where there is one more desk.
      await page.locator('h1').filter({ hasNotText: words.exclude.title }).waitFor()
      if ((await page.locator('#later-none').count()) > 0) await press(page, words.next)
    },
    codename: async () => {
      await until(page, words.codename.title)
      await press(page, words.codename.skip)
    },
    check: async () => undefined,
  }
  for (const step of order.slice(0, order.indexOf(target))) await steps[step]()
}

/** From the start to the receipt. */
export async function sendTip(visit: Visit, told: Told = {}, site?: Site): Promise<void> {
  await walkTo(visit, 'check', told, site)
  await press(visit.page, visit.words.check.send)
  await until(visit.page, visit.words.sent.title)
}

/** From the start to the receipt; answers with the twelve words. */
export async function sendAndKeep(visit: Visit, told: Told = {}, site?: Site): Promise<string[]> {
  const { page, words } = visit
  await walkTo(visit, 'codename', told, site)
  await until(page, words.codename.title)
  const twelve = await page.locator('.words li').allTextContents()
  for (const step of [words.codename.skip, words.check.send]) await press(page, step)
  await until(page, words.sent.title)
  return twelve
}

/** From the start to what came of a tip. */
export async function comeBack(visit: Visit, twelve: readonly string[]): Promise<void> {
  const { page, own } = visit
  await recall(visit, twelve)
  await press(page, own.words.look)
  await page.locator('#reply').waitFor()
}

/** From the start to the twelve fields, filled in. */
export async function recall({ page, words, own }: Visit, twelve: readonly string[]): Promise<void> {
  await press(page, words.start.comeBack)
  await until(page, own.words.title)
  for (const [i, word] of twelve.entries()) await page.locator(`#recall-${i}`).fill(word)
}

/** Presses Tab until the focus is on what says this; answers with everything passed on the way. */
export async function tabTo(page: Page, name: string): Promise<string[]> {
  const passed: string[] = []
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    passed.push(here)
    if (here === name) return passed
  }
  throw new Error(`the focus never came to “${name}”, but to ${passed.join(', ')}`)
}

/** What has the focus, as it would be called. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null
    const by = document.getElementById(element?.getAttribute('aria-labelledby') ?? '')
    const label = labels?.[0]?.textContent ?? by?.textContent ?? element?.getAttribute('aria-label')
    return (label ?? element?.textContent ?? '').trim()
  })
