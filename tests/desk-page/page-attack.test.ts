import { createServer, type Server } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type { DeedsAnswer, Inbox } from '../../src/local/wire.ts'
import { commonWords } from '../../web/desk/words/common.ts'
import { gateWords } from '../../web/desk/words/gate.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { passwordOf, until } from '../local/desk.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AtDesk, noteBox, openCase, sitDown } from './case-stage.ts'

let browser: Browser
let office: Office
let source: Source
let at: AtDesk | null = null

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  source = await office.tip('The bridge is built without steel.')
  await office.tip('The road was paid for twice.')
}, 120_000)

afterEach(async () => {
  await at?.close()
  at = null
})

afterAll(async () => {
  await office.close()
  await browser.close()
})

async function sit(): Promise<AtDesk> {
  at = await sitDown(browser, office, 'aigerim')
  await at.page.locator('#row-1').waitFor()
  return at
}

const lock = async (page: Page) => {
  await page.keyboard.press('Alt+l')
  await page.locator('.secret').waitFor()
}

const stranger = (page: Page) => page.getByText(gateWords.en.lost.stranger)

describe('a program that takes the place of a desk that ended', () => {
  it('is not given the password, nor the session', async () => {
    const { page, desk } = await sit()
    const session = await page.evaluate(() => sessionStorage.getItem('session'))
    expect(session).toMatch(/^[\w-]{43}$/)
    await lock(page)
    await desk.close()
    const heard = await listenInstead(desk.origin)
    await page.locator('.secret').fill(passwordOf(office))
    await page.keyboard.press('Enter')
    await stranger(page).waitFor()
    expect(heard.requests()).not.toContain(passwordOf(office))
    expect(heard.requests()).not.toContain(session)
    expect(heard.addresses()).toEqual(['/api/prove'])
    expect(heard.requests()).not.toMatch(/authorization/i)
    await heard.close()
  })

  it('is given nothing of what a person is writing', async () => {
    const { page, desk } = await sit()
    await openCase(page, 1)
    const heard: string[] = []
    const isCut = page.waitForEvent('requestfailed')
    let isOther = false
    let write = () => {}
    const isWritten = new Promise<void>((resolve) => {
      write = resolve
    })
    await page.route('**/api/**', async (route) => {
      const address = new URL(route.request().url()).pathname
      isOther ||= address === '/api/changes'
      if (address === '/api/changes') return route.abort()
      if (!isOther) return route.continue()
      heard.push(`${address} ${JSON.stringify(route.request().headers())} ${route.request().postData()}`)
      await isWritten
      return route.fulfill({ json: { mac: 'A'.repeat(43) } })
    })
    await desk.post('/api/sync')
    await isCut
    await noteBox(page).getByRole('textbox').fill('what nobody else may read')
    write()
    await stranger(page).waitFor()
    await page.waitForTimeout(1000)
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.filter((each) => !each.startsWith('/api/prove '))).toEqual([])
    expect(heard.join('')).not.toMatch(/authorization|nobody else/i)
  })
})

describe('a locked desk', () => {
  it('asks for no password any more once it has ended', async () => {
    const { page, desk } = await sit()
    await lock(page)
    await desk.close()
    await page.getByText(gateWords.en.lost.title).waitFor({ timeout: 10_000 })
    expect(await page.locator('.secret').count()).toBe(0)
  })

  it('shows nothing that was answered after the lock, and the way back leads to no case', async () => {
    const { page } = await sit()
    await openCase(page, 1)
    await openCase(page, 2)
    expect(await page.evaluate(() => typeof history.state)).toBe('number')
    await page.route('**/api/deeds', async (route) => {
      const answer = await route.fetch()
      await new Promise((resolve) => setTimeout(resolve, 700))
      await route.fulfill({ response: answer })
    })
    const answered = page.waitForResponse('**/api/deeds')
    await page.keyboard.press('i')
    await lock(page)
    await answered
    await page.goBack()
    await page.locator('.secret').fill(passwordOf(office))
    await page.keyboard.press('Enter')
    await page.locator('#row-1').waitFor()
    expect(await page.locator('.toast, dialog, #case-name').count()).toBe(0)
  })
})

describe('an open desk', () => {
  it('tells nobody that new words were looked at while no person sits there', async () => {
    const { page, desk, asked } = await sit()
    await openCase(page, 1)
    const opened = () => asked.filter((address) => address.endsWith('/open')).length
    await expect.poll(opened).toBe(1)
    await page.clock.setFixedTime(Date.now() + 120_000)
    // While the first sync runs, nothing begins another.
    await until(async () => (await desk.get<Inbox>('/api/inbox')).sync.last)
    await source.say({ type: 'say', text: 'It has cracks by now.' })
    await desk.post('/api/sync')
    await page.locator('.talk').getByText('cracks').waitFor({ timeout: 15_000 })
    await page.waitForTimeout(300)
    expect(opened()).toBe(1)
    await page.mouse.move(200, 200)
    await expect.poll(opened).toBe(2)
  })

  it('names the case in what it asks, and the way back leads out of the question', async () => {
    const { page } = await sit()
    await openCase(page, 1)
    const name = (await page.locator('#case-name').textContent()) ?? ''
    await page.getByRole('button', { name: 'Forget this case' }).click()
    const heading = page.locator('dialog h2')
    expect(await heading.textContent()).toMatch(/^[a-z]+-[a-z]+ · Forget/u)
    expect(name).toContain((await heading.textContent())?.split(' ')[0])
    await page.goBack()
    await page.locator('dialog').waitFor({ state: 'detached' })
  })

  it('keeps a note once, however often the button is pressed, and not what is written on meanwhile', async () => {
    const { page, asked } = await sit()
    await openCase(page, 2)
    await page.route('**/api/deeds', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await route.continue()
    })
    const field = noteBox(page).getByRole('textbox')
    await field.fill('Ask the archive')
    await field.press('Control+Enter')
    await field.press('Control+Enter')
    await field.pressSequentially(' tomorrow')
    await page.locator('.toast').waitFor()
    expect(asked.filter((address) => address.endsWith('/api/deeds')).length).toBe(1)
    expect(await field.inputValue()).toBe('Ask the archive tomorrow')
  })

  it('says which cases were passed over, and shows them as they were', async () => {
    const { page } = await sit()
    const json: DeedsAnswer = { ids: [], leaves: 0, skipped: [1] }
    await page.route('**/api/deeds', (route) => route.fulfill({ json }))
    const row = page.locator('#row-1')
    const before = await row.textContent()
    await page.locator('#row-1 .tick').click()
    await page.keyboard.press('s')
    await page.getByRole('dialog').getByText(commonWords.en.status.waiting).click()
    await page.keyboard.press('Enter')
    await page.locator('.toast').getByText(commonWords.en.deeds.passedOver(1)).waitFor()
    expect((await row.textContent())?.replace('✓', '')).toBe(before?.replace('✓', ''))
    expect(await page.locator('.bulk-bar').count()).toBe(0)
  })
})

/** Listens where a desk was, answers everything, and keeps what it hears. */
async function listenInstead(origin: string) {
  const heard: { readonly address: string; readonly whole: string }[] = []
  const server: Server = createServer((request, response) => {
    const parts = [JSON.stringify(request.headers)]
    request.on('data', (part: Buffer) => parts.push(part.toString()))
    request.on('end', () => {
      heard.push({ address: request.url ?? '', whole: parts.join(' ') })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ mac: 'A'.repeat(43), locked: false }))
    })
  })
  await new Promise<void>((resolve) => server.listen(Number(new URL(origin).port), '127.0.0.1', resolve))
  return {
    addresses: () => heard.map(({ address }) => address),
    requests: () => heard.map(({ whole }) => whole).join('\n'),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
