import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { candor, type Serving, serve, temporaryFolder } from '../cli/candor.ts'
import { found, needle, utf16 } from '../form/needles.ts'
import { comeBack, press, sendAndKeep, type Visit, visitOf } from '../form/walk.ts'
import { browserPath, launchBrowser } from '../support/browser.ts'
import { hearing } from '../support/said.ts'
import { noteBox, sourceBox } from './case-stage.ts'

// Nothing stands in for anything here: the built server with its form, the built command, two browsers, and the words of people.

const folder = temporaryFolder()
const env = { CANDOR_DATA: join(folder.path, 'data'), HOME: folder.path }
const data = env.CANDOR_DATA

const STORY = 'Начальник отдела закупок отдаёт договоры фирме брата. КанарейкаПервая.'
const QUESTION = 'В каких месяцах подписаны договоры? КанарейкаВторая.'
const ANSWER = 'В мае и в июне. КанарейкаТретья.'
const NOTE = 'Compare with the register. КанарейкаЧетвёртая.'
const OUTCOME = 'Дело передано в суд. КанарейкаПятая.'
const REASON = 'КанарейкаШестая'
const WORDS = [STORY, QUESTION, ANSWER, NOTE, OUTCOME, REASON].map(
  (text) => /Канарейка[А-Яа-яё]+/.exec(text)?.[0] ?? '',
)

let server: Serving
let sources: Browser
let profile: string
let desk: Desk
/** Of the link by which the browser came. */
let token: string

interface Desk {
  readonly context: BrowserContext
  readonly page: Page
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

/** The command as it was built, and a browser with a profile on the disk. */
async function openDesk(): Promise<Desk> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const args = [join(root, 'dist/cli/main.js'), 'desk', '--no-open', '--server', server.origin]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [link] = await hearing(child)(/http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}/)
  token = new URL(link).hash.slice(1)
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await browserPath(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
  })
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(link)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'close')
    child.kill(signal)
    await exit
  }
  return { context, page, end }
}

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'candor-profile-'))
  await candor(['trial'], env)
  server = await serve(env)
  sources = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await desk.end('SIGKILL').catch(() => undefined)
  await desk.context.close().catch(() => undefined)
  await sources.close()
  await server.stop()
  folder.remove()
  await rm(profile, { recursive: true, force: true })
})

async function asSource(): Promise<Visit> {
  const context = await sources.newContext({ locale: 'ru' })
  const visit = visitOf(await context.newPage(), 'ru')
  await visit.page.goto(server.origin)
  return visit
}

const rowsOf = (page: Page) => page.locator('#rows [role=option]')
const inDialog = (page: Page) => page.locator('dialog[open]')
const openFirst = async (page: Page) => {
  await rowsOf(page).first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.locator('#case-name').waitFor()
}

/** Until everything that was decided has left: the page itself says so. */
const untilLeft = (page: Page) =>
  expect
    .poll(() => page.locator('header').first().textContent(), { timeout: 60_000 })
    .not.toContain('not sent yet')

describe('a tip', () => {
  let twelve: string[]

  it('is written in the form, and stands in the inbox', { timeout: 60_000 }, async () => {
    const visit = await asSource()
    twelve = await sendAndKeep(visit, { story: STORY })
    expect(visit.faults).toEqual([])
    await visit.close()
    desk = await openDesk()
    await rowsOf(desk.page).getByText('Начальник отдела закупок').waitFor()
  })

  it('is triaged with a few keys: how serious, whose, which label, what status', async () => {
    const { page } = desk
    await openFirst(page)
    await page.keyboard.press('p')
    await inDialog(page).getByLabel('High').check()
    await inDialog(page).getByRole('textbox').fill(REASON)
    await inDialog(page).getByRole('button', { name: 'Set severity' }).click()
    await page.keyboard.press('s')
    await inDialog(page).getByLabel('In work').check()
    await inDialog(page).getByRole('button', { name: 'Set status' }).click()
    await page.keyboard.press('a')
    await inDialog(page).getByRole('combobox').fill('aig')
    await page.keyboard.press('Enter')
    await expect.poll(() => rowsOf(page).first().textContent()).toContain('High')
    await expect.poll(() => rowsOf(page).first().textContent()).toContain('In work')
  })

  it('is answered with a question, and noted about among the team', { timeout: 90_000 }, async () => {
    const { page } = desk
    await noteBox(page).getByRole('textbox').fill(NOTE)
    await noteBox(page).getByRole('button', { name: 'Save the note' }).click()
    await sourceBox(page).getByText('Ask', { exact: true }).click()
    await sourceBox(page).getByRole('textbox').fill(QUESTION)
    await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
    await inDialog(page).getByText(QUESTION).waitFor()
    await inDialog(page).getByRole('button', { name: 'Send to the source' }).click()
    await untilLeft(page)
  })

  it('has a source who reads that, and answers back', { timeout: 60_000 }, async () => {
    const visit = await asSource()
    await comeBack(visit, twelve)
    const { page, own } = visit
    await page.locator('.conversation').getByText(QUESTION).waitFor()
    expect(await page.locator('main').textContent()).toContain(own.conversation.readsText)
    expect(await page.locator('body').textContent()).not.toContain('Compare with the register')
    await page.locator('#reply').fill(ANSWER)
    await press(page, own.conversation.send)
    await page.locator('.own').waitFor()
    await visit.close()
  })

  it('shows the answer as unread, found by a word of it', { timeout: 60_000 }, async () => {
    const { page } = desk
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await page.locator('.sync-line').click()
    await inDialog(page).getByRole('button', { name: 'Fetch now' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => rowsOf(page).first().textContent(), { timeout: 30_000 }).toMatch(/unread|answer/i)
    await page.keyboard.press('/')
    await page.keyboard.insertText('канарейкатретья')
    await page.locator('mark').getByText('КанарейкаТретья').waitFor()
    await page.keyboard.press('Escape')
    await openFirst(page)
    await page.getByText(ANSWER).first().waitFor()
  })

  it('is closed: the source is told the outcome, and the inbox is empty', { timeout: 90_000 }, async () => {
    const { page } = desk
    await sourceBox(page).getByText('Tell how it stands').click()
    await sourceBox(page).getByText('Something was done').click()
    await sourceBox(page).getByRole('textbox').fill(OUTCOME)
    await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
    await inDialog(page).getByRole('button', { name: 'Send to the source' }).click()
    await page.locator('#case-name').click()
    await page.keyboard.press('e')
    await inDialog(page).getByRole('button', { name: 'Set status' }).click()
    await untilLeft(page)
    const visit = await asSource()
    await comeBack(visit, twelve)
    await visit.page.getByText(OUTCOME).waitFor()
    await visit.close()
    await expect.poll(() => rowsOf(page).count()).toBe(0)
  })
})

describe('of all that was written, nothing can be read', () => {
  const needles = WORDS.flatMap((word) => [needle(word, word), needle(`${word}, UTF-16`, utf16(word))])

  it('in the vault, at the server or anywhere beside them while the desk is open', async () => {
    expect(WORDS.every((word) => word.startsWith('Канарейка'))).toBe(true)
    expect(await found(data, needles)).toEqual([])
  })

  it('in the vault after the program was killed in the middle of its work', async () => {
    await desk.page.keyboard.press('/')
    await desk.page.keyboard.insertText('канарейка')
    await desk.end('SIGKILL')
    expect(await found(data, needles)).toEqual([])
    await desk.page.getByText('candor desk').first().waitFor()
    for (const word of WORDS) expect(await desk.page.locator('body').textContent()).not.toContain(word)
  })

  it('in the profile of the browser after it was closed, and the link’s token is not there either', async () => {
    await desk.context.close()
    expect(await found(profile, needles)).toEqual([])
    expect(await found(profile, [needle('the token of the link', token)])).toEqual([])
  })
})
