import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { newest } from './conversations.ts'
import { readConversation } from './investigators.ts'
import { openSite, type Site, type StoredTip } from './site.ts'
import { comeBack, type languages, openForm, sendAndKeep, type Visit } from './walk.ts'

interface Talk {
  site: Site
  /** Of the source. */
  visit: Visit
  readonly stored: StoredTip
  readonly twelve: readonly string[]
}

/** A tip in a site of its own, before each test; and the source, who comes back to it. */
export function talkedAbout() {
  let browser: Browser
  const talk = {} as Talk
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  beforeEach(async () => {
    const site = await openSite()
    const visit = await openForm(browser, site, 'en')
    const twelve = await sendAndKeep(visit, { story: 'talked about' })
    Object.assign(talk, { site, visit, twelve, stored: newest(site) } satisfies Talk)
  })
  afterEach(async () => {
    await talk.visit.close()
    await talk.site.close()
  })
  afterAll(() => browser.close())
  return {
    talk,
    again: async (language: (typeof languages)[number] = 'en', more: Parameters<typeof openForm>[3] = {}) => {
      await talk.visit.close()
      talk.visit = await openForm(browser, talk.site, language, more)
      await comeBack(talk.visit, talk.twelve)
    },
    main: () => talk.visit.page.locator('main').textContent(),
    /** What the source said, as the organisation reads it with the first key alone. */
    heard: async () =>
      (await readConversation(talk.site, talk.stored)).lines.flatMap(({ author, event }) =>
        author === 'source' && 'text' in event ? [event.text] : [],
      ),
  }
}
