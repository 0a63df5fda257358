import type { Page } from 'playwright-core'

/** Whether something stands out at the side of the page. */
export const isWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
