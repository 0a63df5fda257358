import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { fromBase64 } from '../../src/protocol/bytes.ts'
import { keyName } from '../../src/protocol/thread/lane.ts'
import { sealToSource } from '../../src/protocol/thread/source-slot.ts'
import { launchBrowser } from '../support/browser.ts'
import { sodium } from '../support/implementations.ts'
import { newest } from './conversations.ts'
import { readConversation, reply } from './investigators.ts'
import { openSite, type Site, type StoredTip } from './site.ts'
import { comeBack, openForm, press, sendAndKeep, type Visit } from './walk.ts'

let browser: Browser
let site: Site
let visit: Visit
let twelve: string[]
let stored: StoredTip

beforeAll(async () => {
  browser = await launchBrowser()
})

beforeEach(async () => {
  site = await openSite()
  visit = await openForm(browser, site, 'en')
  twelve = await sendAndKeep(visit, { story: 'talked about' })
  stored = newest(site)
})

afterEach(async () => {
  await visit.close()
  await site.close()
})

afterAll(() => browser.close())

const again = async () => {
  await visit.close()
  visit = await openForm(browser, site, 'kk')
  await comeBack(visit, twelve)
}

const main = () => visit.page.locator('main').textContent()

/** What the source said, as those read it who hold the first key alone. */
const heard = async () =>
  (await readConversation(site, stored)).lines.flatMap(({ author, event }) =>
    author === 'source' && 'text' in event ? [event.text] : [],
  )

it('whoever comes back sees who can read from now on, once somebody does not any more', async () => {
  const [aigerim, daniyar] = site.organisation.people.map(({ identity }) => identity.recipientId) as [
    string,
    string,
  ]
  await reply(site, stored, 0, { type: 'ask', text: 'Which contracts?' })
  await again()
  const { readers } = visit.own.conversation
  const [before = ''] = readers('|').split('|')
  expect(await main()).not.toContain(before)
  const key = new Uint8Array(32).fill(9)
  const first = fromBase64(stored.tip.thread)
  const replaced = {
    orgId: site.organisation.trusted.orgId,
    envelope: stored.hash,
    from: keyName(sodium, first),
  }
  await reply(site, stored, 0, {
    type: 'rekey',
    stays: [aigerim, daniyar].toSorted(),
    next: keyName(sodium, key),
    sealed: sealToSource(sodium, replaced, key, fromBase64(stored.tip.seal)),
  })
  await again()
  const [reading, gone] = [['Айгерім Садықова', 'Данияр Оспанов'], 'Сәуле Ахметова']
  const line = visit.page.locator('p.hint', { hasText: before })
  for (const name of reading) expect(await line.textContent()).toContain(name)
  expect(await line.textContent()).not.toContain(gone)
  // What the source writes now is not where those look who hold the first key alone.
  await visit.page.getByRole('textbox').fill('only for those')
  await press(visit.page, visit.own.conversation.send)
  await visit.page.getByText(visit.own.conversation.sent).waitFor()
  expect(await heard()).toEqual([])
})
