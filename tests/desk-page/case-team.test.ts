import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type { CaseView } from '../../src/local/wire.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AtDesk, openCase, sitDown } from './case-stage.ts'

let browser: Browser
let office: Office
let at: AtDesk

beforeAll(async () => {
  browser = await launchBrowser()
  office = await openOffice(commands)
  const about = { who: ['Marat Kasymov'], place: 'Karaganda' }
  for (const what of ['The road was paid for twice', 'The same road, the same man', 'A kindergarten'])
    await office.tip(what, { answers: { what, ...(what === 'A kindergarten' ? {} : about) } })
  await office.tip('Only for one', { exclude: ['Daniyar (trial)'] })
  at = await sitDown(browser, office, 'aigerim', { graceSeconds: 0 })
}, 120_000)

afterAll(async () => {
  await at.close()
  await office.close()
  await browser.close()
})

const dialog = (page: Page) => page.locator('dialog[open]')
const press = (page: Page, name: string) => page.locator('.case').getByRole('button', { name }).click()
const view = (number: number) => at.desk.get<CaseView>(`/api/cases/${number}`)

describe('a case among others', () => {
  it('is found to be like another, and why, and is merged with it and taken apart again', async () => {
    const { page } = at
    await openCase(page, 1)
    const similar = page.locator('.similar')
    await similar.getByText('same person: Marat Kasymov').waitFor({ timeout: 15_000 })
    await similar.getByRole('button', { name: /It repeats this one/ }).click()
    await page.getByText('This one repeats').waitFor()
    expect((await view(1)).repeats?.number).toBe(2)
    await press(page, 'It does not repeat it')
    await page.getByText('This one repeats').waitFor({ state: 'detached' })
    expect((await view(1)).repeats).toBeNull()
  })

  it('is linked with one that somebody looks for, and the link is taken away', async () => {
    const { page } = at
    await openCase(page, 1)
    await press(page, 'Link with another case')
    await dialog(page).getByRole('combobox').fill('kindergarten')
    await expect.poll(() => dialog(page).getByRole('option').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.locator('#case-links ~ dl').getByText('Linked').waitFor()
    expect((await view(1)).team.links.map(({ number }) => number)).toEqual([3])
    await press(page, 'Take away the link')
    await page.getByText('Not linked with any.').waitFor()
  })

  it('has a name added, which looks for it in all cases when pressed', async () => {
    const { page } = at
    await openCase(page, 1)
    await press(page, 'Add a name')
    await dialog(page).getByText('Organisation').click()
    await dialog(page).getByRole('textbox').fill('Jol Ltd')
    await page.keyboard.press('Enter')
    await page.locator('.name', { hasText: 'Jol Ltd' }).getByRole('button', { name: 'Take away' }).waitFor()
    await page.locator('.name', { hasText: 'Marat Kasymov' }).getByRole('button').click()
    expect(await page.locator('.top-bar input').inputValue()).toBe('Marat Kasymov')
    await page.keyboard.press('Escape')
  })
})

describe('a clock', () => {
  it('is let run only with a reason and a day to come, and the day of the law stays', async () => {
    const { page } = at
    await openCase(page, 1)
    const { due } = (await view(1)).clocks?.feedback ?? { due: 0 }
    await press(page, 'Take more time')
    await dialog(page).getByRole('button', { name: 'Take more time' }).click()
    await dialog(page).getByText('Say why, in a few words.').waitFor()
    await dialog(page).getByLabel('Why').fill('The register answers slowly')
    await page.keyboard.press('Enter')
    await page.locator('.clocks').getByText('The register answers slowly').waitFor()
    expect((await view(1)).clocks?.feedback.due).toBe(due)
  })
})

describe('whoever should not work on a case', () => {
  it('says so with a reason, leaves it, and the case leaves this computer', async () => {
    const { page, desk } = at
    await openCase(page, 2)
    await press(page, 'I should not work on this')
    await dialog(page).getByText('The case is forgotten on this computer.').waitFor()
    await dialog(page).getByRole('textbox').fill('He is my cousin')
    await dialog(page).getByRole('button', { name: 'Tell the team, and leave' }).click()
    await expect
      .poll(
        async () => {
          await desk.post('/api/sync')
          return (await desk.ask('GET', '/api/cases/2')).status
        },
        { timeout: 20_000 },
      )
      .toBe(404)
    await page.getByText('This case is not on this computer any more.').waitFor()
    await office.at('daniyar', ['sync'])
    expect(JSON.stringify(await office.json('daniyar', ['thread', '2']))).toContain('He is my cousin')
  })

  it('cannot leave it to nobody: somebody is let in first', async () => {
    const { page } = at
    await openCase(page, 4)
    await press(page, 'I should not work on this')
    await dialog(page).getByText('Nobody else could read this case then').waitFor()
    await dialog(page).getByRole('button', { name: 'Let somebody read it' }).click()
    await dialog(page).getByRole('radio', { name: 'Saule (trial)' }).check()
    expect(await dialog(page).getByText('Daniyar').count()).toBe(0)
    await page.keyboard.press('Enter')
    await page.getByText('Saule (trial) will be able to read the whole case.').waitFor()
    await page.locator('.case').getByText('Left out by the source').waitFor()
  })
})
