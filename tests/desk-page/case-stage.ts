import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Office } from '../cli/office.ts'
import { deskOf, type TestDesk } from '../local/desk.ts'

interface Options extends BrowserContextOptions {
  /** For so long everything can be taken back: 0 sends it at once. */
  readonly graceSeconds?: number
}

/** Somebody of an office at their desk, in a real browser. */
export interface AtDesk {
  readonly page: Page
  readonly desk: TestDesk
  /** Every address that the browser asked for. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

export async function sitDown(
  browser: Browser,
  office: Office,
  person: string,
  { graceSeconds = 600, ...options }: Options = {},
): Promise<AtDesk> {
  const desk = await deskOf(office, person, { settings: { graceSeconds } })
  const at = await sitDownAt(browser, desk, options)
  return {
    ...at,
    async close() {
      await at.close()
      await desk.close()
    },
  }
}

/** Another window of a desk that is open, and stays open. */
export async function sitDownAt(
  browser: Browser,
  desk: TestDesk,
  options: BrowserContextOptions = {},
): Promise<AtDesk> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    ...options,
  })
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const page = await context.newPage()
  await page.goto(desk.newLink())
  return { page, desk, asked, close: () => context.close() }
}

/** Opens a case from the list, wherever the page stands. */
export async function openCase(page: Page, number: number): Promise<void> {
  await page.keyboard.press('Escape')
  await page.locator(`#row-${number}`).click()
  await page.locator('#case-name').waitFor()
}

/** Where the source is written to. */
export const sourceBox = (page: Page): Locator => page.locator('form[aria-labelledby=source-box]')

/** Where a note for the team is written. */
export const noteBox = (page: Page): Locator => page.locator('form[aria-labelledby=note-box]')
