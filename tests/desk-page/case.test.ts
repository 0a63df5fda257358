import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type { CaseView, Inbox } from '../../src/local/wire.ts'
import { returnWords } from '../../web/form/return/words/index.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { passwordOf, until } from '../local/desk.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AtDesk, noteBox, openCase, sitDown, sourceBox } from './case-stage.ts'

let browser: Browser
let office: Office
let source: Source
let quick: AtDesk

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  source = await office.tip('Мост строят без арматуры.', { language: 'ru' })
  quick = await sitDown(browser, office, 'aigerim', { graceSeconds: 0 })
}, 120_000)

afterAll(async () => {
  await quick.close()
  await office.close()
  await browser.close()
})

/** What has reached the source by now, once everything that may leave has left. */
const heard = async (): Promise<readonly string[]> => {
  await quick.desk.post('/api/sync')
  await until(async () => {
    const { sync } = await quick.desk.get<Inbox>('/api/inbox')
    return sync.phase === 'resting' && sync.waiting === 0
  })
  return heardAlready()
}

const heardAlready = async (): Promise<readonly string[]> => {
  const { tips } = await source.visit()
  const lines = tips[0]?.conversation.lines ?? []
  return lines.flatMap(({ event }) => ('text' in event ? [`${event.type}: ${event.text}`] : []))
}

const notes = async (): Promise<string> =>
  JSON.stringify((await office.json('daniyar', ['thread', '1']))['team'])

const inDialog = (page: Page) => page.locator('dialog[open]')

describe('what the source sees, and what only the team sees', () => {
  it('go different ways: each box leads to its own place alone', async () => {
    const { page } = quick
    await openCase(page, 1)
    await sourceBox(page).getByRole('textbox').fill('Спасибо. Кто ещё это видел?')
    await noteBox(page).getByRole('textbox').fill('Compare with the register')
    await noteBox(page).getByRole('button', { name: 'Save the note' }).click()
    await page.locator('.to-team').getByText('Compare with the register').first().waitFor()
    await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
    await inDialog(page).getByRole('button', { name: 'Send to the source' }).click()
    await expect.poll(heard, { timeout: 15_000 }).toEqual(['say: Спасибо. Кто ещё это видел?'])
    await expect
      .poll(async () => (await office.at('daniyar', ['sync'])).code === 0 && (await notes()), {
        timeout: 15_000,
      })
      .toContain('Compare with the register')
    expect(await notes()).not.toContain('Спасибо')
    expect(await page.locator('.to-team').textContent()).not.toContain('Спасибо')
    expect(await page.locator('.to-source').textContent()).not.toContain('Compare with the register')
  })

  it('have two headings, two colours and two buttons', async () => {
    const { page } = quick
    await openCase(page, 1)
    await sourceBox(page).getByText('The source will see this').waitFor()
    await noteBox(page).getByText('Only the team sees this').waitFor()
    const colours = await page
      .locator('.surface')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor))
    expect(new Set(colours).size).toBe(2)
    expect(await sourceBox(page).getByRole('button', { name: 'Save the note' }).count()).toBe(0)
    expect(await noteBox(page).getByRole('button', { name: 'Send to the source' }).count()).toBe(0)
  })
})

describe('before something goes to the source', () => {
  it('a person sees exactly what the source will see, in the source’s language, and from whom', async () => {
    const { page } = quick
    const { told, says } = returnWords.ru.conversation
    await openCase(page, 1)
    await sourceBox(page).getByText('Tell how it stands').click()
    await sourceBox(page).getByText('It was passed on').click()
    await sourceBox(page).getByRole('textbox').fill('Передали в область.')
    await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
    const shown = inDialog(page).locator('.as-the-source')
    expect(await shown.locator('p, .plain').allTextContents()).toEqual([
      'Айгерим (проба)',
      says,
      told['passed-on'],
      'Передали в область.',
    ])
    await inDialog(page).getByRole('button', { name: 'Go on writing' }).click()
    expect(await sourceBox(page).getByRole('textbox').inputValue()).toBe('Передали в область.')
    expect(await heard()).not.toContain('tell: Передали в область.')
    await sourceBox(page).getByRole('textbox').fill('')
  })

  it('Ctrl and Enter ask, and do not send; pressed twice they send nothing either', async () => {
    const { page } = quick
    await openCase(page, 1)
    const field = sourceBox(page).getByRole('textbox')
    await field.fill('Ещё раз спасибо.')
    await field.press('Control+Enter')
    await inDialog(page).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.waitForTimeout(500)
    expect(await heard()).not.toContain('say: Ещё раз спасибо.')
    await page.keyboard.press('Escape')
    await field.fill('')
  })

  it('an empty text is not sent, and the page says why', async () => {
    const { page } = quick
    await openCase(page, 1)
    await sourceBox(page).getByText('Say').click()
    await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
    await sourceBox(page).getByRole('alert').getByText('Write something first.').waitFor()
    expect(await inDialog(page).count()).toBe(0)
  })
})

describe('what somebody is writing', () => {
  it('survives a lock at once after the last letter, in both boxes', async () => {
    const { page } = quick
    await openCase(page, 1)
    await sourceBox(page).getByText('Ask').click()
    await sourceBox(page).getByRole('textbox').fill('Мы ещё не')
    await noteBox(page).getByRole('textbox').fill('Ask the road')
    await page.keyboard.press('Alt+l')
    await page.locator('.secret').fill(passwordOf(office))
    expect(await page.locator('body').textContent()).not.toContain('Мост строят')
    await page.keyboard.press('Enter')
    await openCase(page, 1)
    await expect.poll(() => sourceBox(page).getByRole('textbox').inputValue()).toBe('Мы ещё не')
    expect(await sourceBox(page).getByRole('radio', { name: 'Ask' }).isChecked()).toBe(true)
    expect(await noteBox(page).getByRole('textbox').inputValue()).toBe('Ask the road')
  })

  it('survives a tab that is closed at once', async () => {
    const { page, desk } = quick
    const other = await page.context().newPage()
    await other.goto(desk.newLink())
    await openCase(other, 1)
    await noteBox(other).getByRole('textbox').fill('Closed in a hurry')
    await other.close({ runBeforeUnload: true })
    const kept = async () => (await desk.get<CaseView>('/api/cases/1')).draft.note
    await expect.poll(kept).toBe('Closed in a hurry')
  })

  it('stays as it is, with the cursor in it, while the source writes', async () => {
    const { page, desk } = quick
    await openCase(page, 1)
    const field = sourceBox(page).getByRole('textbox')
    await field.fill('Мы ещё не знаем')
    await field.evaluate((each: HTMLTextAreaElement) => each.setSelectionRange(3, 3))
    await source.say({ type: 'say', text: 'Ещё одно: подпись поддельная.' })
    await desk.post('/api/sync')
    await page.locator('.talk').getByText('подпись поддельная').waitFor()
    await page.keyboard.type('всё ')
    expect(await field.inputValue()).toBe('Мы всё ещё не знаем')
    await field.fill('')
  })
})

describe('an open case', () => {
  it('shows everything that a colleague writes on one day, and leaves alone what is being typed', async () => {
    const { page, desk } = quick
    await openCase(page, 1)
    const field = sourceBox(page).getByRole('textbox')
    await field.fill('Мы не знаем')
    await field.evaluate((each: HTMLTextAreaElement) => each.setSelectionRange(3, 3))
    for (const note of ['Called the mayor', 'Called the builder']) {
      await office.at('daniyar', ['note', '1', note])
      await office.at('daniyar', ['sync', '--now'])
      await desk.post('/api/sync')
      await page.locator('.to-team').getByText(note).first().waitFor({ timeout: 15_000 })
    }
    await page.keyboard.type('ещё ')
    expect(await field.inputValue()).toBe('Мы ещё не знаем')
    await field.fill('')
  })
})

describe('what has not left', () => {
  it('is shown in its place and can be taken back, and then nobody ever sees it', async () => {
    const slow = await sitDown(browser, office, 'daniyar')
    const { page } = slow
    await openCase(page, 1)
    await sourceBox(page).getByRole('textbox').fill('Поспешное слово')
    await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
    await inDialog(page).getByRole('button', { name: 'Send to the source' }).click()
    const waiting = page.locator('.said.is-waiting', { hasText: 'Поспешное слово' })
    await waiting.getByText(/Leaves by/).waitFor()
    await waiting.getByRole('button', { name: 'Take back' }).click()
    await waiting.waitFor({ state: 'detached' })
    expect(await sourceBox(page).getByRole('textbox').inputValue()).toBe('Поспешное слово')
    await slow.close()
    office.pass(3600)
    await office.at('daniyar', ['sync'])
    expect(await heardAlready()).not.toContain('say: Поспешное слово')
  })
})
