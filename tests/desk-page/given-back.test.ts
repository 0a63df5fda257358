import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type { CaseView } from '../../src/local/wire.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AtDesk, noteBox, openCase, sitDown, sourceBox } from './case-stage.ts'

let browser: Browser
let office: Office
let at: AtDesk

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  await office.tip('A bridge without steel')
  await office.tip('A road that was paid for twice')
  at = await sitDown(browser, office, 'aigerim')
}, 120_000)

afterAll(async () => {
  await at.close()
  await office.close()
  await browser.close()
})

const textOf = (box: ReturnType<typeof noteBox>) => box.getByRole('textbox').inputValue()
const undo = (page: Page) => page.locator('.toast').getByRole('button', { name: 'Undo' })

async function saveNote(page: Page, text: string): Promise<void> {
  await noteBox(page).getByRole('textbox').fill(text)
  await noteBox(page).getByRole('button', { name: 'Save the note' }).click()
  await undo(page).waitFor()
}

async function ask(page: Page, text: string): Promise<void> {
  await sourceBox(page).getByText('Ask').click()
  await sourceBox(page).getByRole('textbox').fill(text)
  await sourceBox(page).getByRole('button', { name: 'Send to the source' }).click()
  await page.locator('dialog[open]').getByRole('button', { name: 'Send to the source' }).click()
  await undo(page).waitFor()
}

describe('what was written and is undone', () => {
  it('stands in its box again, as what it was', async () => {
    const { page } = at
    await openCase(page, 1)
    await ask(page, 'Who else saw it?')
    expect(await textOf(sourceBox(page))).toBe('')
    await undo(page).click()
    await expect.poll(() => textOf(sourceBox(page))).toBe('Who else saw it?')
    expect(await sourceBox(page).getByRole('radio', { name: 'Ask' }).isChecked()).toBe(true)
    await sourceBox(page).getByRole('textbox').fill('')
  })

  it('does not push out what is being written meanwhile', async () => {
    const { page } = at
    await openCase(page, 1)
    await saveNote(page, 'Look at the register')
    await noteBox(page).getByRole('textbox').fill('Something new')
    await undo(page).click()
    await page.locator('.toast').getByText('Undone.').waitFor()
    expect(await textOf(noteBox(page))).toBe('Something new')
    await noteBox(page).getByRole('textbox').fill('')
  })

  it('is in its box when its case is opened again', async () => {
    const { page, desk } = at
    await openCase(page, 1)
    await saveNote(page, 'Look at the register')
    await openCase(page, 2)
    await page.locator('#rows').focus()
    await page.keyboard.press('z')
    await page.locator('.toast').getByText('Undone.').waitFor()
    const kept = async () => (await desk.get<CaseView>('/api/cases/1')).draft.note
    await expect.poll(kept).toBe('Look at the register')
    expect(await textOf(noteBox(page))).toBe('')
    await openCase(page, 1)
    expect(await textOf(noteBox(page))).toBe('Look at the register')
  })
})

describe('a case that one is leaving', () => {
  it('has no box to write in, since that would be lost, and has both again once the departure is taken back', async () => {
    const { page } = at
    await openCase(page, 2)
    await page.getByRole('button', { name: 'Leave this case' }).click()
    await page.locator('dialog[open]').getByRole('button', { name: 'Leave the case' }).click()
    await undo(page).waitFor()
    await expect.poll(() => sourceBox(page).or(noteBox(page)).count()).toBe(0)
    await page.locator('.to-source').getByText('You leave this case.').waitFor()
    await undo(page).click()
    await sourceBox(page).waitFor()
    await noteBox(page).waitFor()
  })
})
