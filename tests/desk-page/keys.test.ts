import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProposal, parseProposal } from '../../src/protocol/keyring/proposal.ts'
import { p } from '../intake/support.ts'
import type { TestDesk } from '../local/desk.ts'
import { type Founded, foundOrganisation, sound } from '../local/keys-stage.ts'
import { faultsIn, rulesFor } from '../support/axe.ts'
import { launchBrowser } from '../support/browser.ts'
import { isWide } from './wide.ts'

let browser: Browser
let bureau: Founded
let desk: TestDesk

beforeAll(async () => {
  browser = await launchBrowser()
  bureau = await foundOrganisation()
  bureau.person('dana')
  await sound(bureau.admin('chief', 'enrol', bureau.request('dana'), '--desk', 'north'))
  desk = await bureau.desk('aigerim')
})
afterAll(async () => {
  await browser.close()
  await desk.close()
  await bureau.close()
})

async function visit<Seen>(
  work: (page: Page) => Promise<Seen>,
  options: BrowserContextOptions = {},
): Promise<Seen> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    ...options,
  })
  const page = await context.newPage()
  await page.goto(desk.newLink())
  try {
    return await work(page)
  } finally {
    await context.close()
  }
}

async function go(page: Page, which: 'keys' | 'settings'): Promise<void> {
  await page.locator('.desk').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press(which === 'keys' ? 'k' : 's')
  await page.locator(`.${which}-page section`).first().waitFor()
}

describe('a proposal in the browser', () => {
  it('that is none, or takes the reader’s place, is refused loudly and says what to do', async () => {
    const swap = bureau.path('swap.json')
    bureau.person('mallory', (await desk.get<{ me: { id: string } }>('/api/keys')).me.id)
    await sound(bureau.admin('chief', 'enrol', bureau.request('mallory'), '--out', swap))
    await visit(async (page) => {
      await go(page, 'keys')
      await page.locator('.take-in input').setInputFiles(bureau.request('dana'))
      await page.getByText('It is not a whole proposal').waitFor()
      await page.locator('.take-in input').setInputFiles(swap)
      await page.getByText('Do not approve it anywhere').waitFor()
      expect(await page.locator('.proposal').count()).toBe(0)
    })
  })

  it('says what changes with the words to compare, and is signed once they were compared', async () => {
    const signed = await visit(async (page) => {
      await go(page, 'keys')
      await page.locator('.take-in input').setInputFiles(bureau.proposal(2))
      const proposal = page.locator('.proposal')
      await proposal.getByText('New person: dana.').waitFor()
      expect(await proposal.locator('.word-grid li').count()).toBe(12)
      await page.locator('.menu .entry', { hasText: 'Keys and people' }).getByText('1').waitFor()
      await proposal.getByRole('button', { name: 'Approve…' }).click()
      const dialog = page.getByRole('dialog')
      const button = dialog.getByRole('button', { name: 'Approve', exact: true })
      expect(await button.isDisabled()).toBe(true)
      await dialog.getByRole('checkbox').check()
      const download = page.waitForEvent('download')
      await button.click()
      const saved = await download
      expect(saved.suggestedFilename()).toBe('proposal-2.json')
      await proposal.getByText('You have approved it.').waitFor()
      return new Uint8Array(readFileSync(await saved.path()))
    })
    const { consent } = openProposal(p, parseProposal(signed), null)
    expect(consent.approved).toHaveLength(1)
  })

  it('waits where it was after a lock, and goes when it is put away', async () => {
    await visit(async (page) => {
      await go(page, 'keys')
      await page.locator('.proposal').waitFor()
      await page.keyboard.press('Alt+l')
      await page.locator('form input').waitFor()
      expect(await page.getByText('dana').count()).toBe(0)
      await desk.post('/api/unlock', { password: 'correct horse' })
    })
    await visit(async (page) => {
      await go(page, 'keys')
      await page.getByRole('button', { name: 'Put away' }).click()
      await page.getByText('Nothing waits.').waitFor()
    })
  })
})

describe('the settings', () => {
  it('hold at once, and in the next window', async () => {
    await visit(async (page) => {
      await go(page, 'settings')
      await page.getByLabel('Русский').check()
      await page.getByRole('heading', { name: 'Настройки' }).waitFor()
      await page.getByLabel('Тёмные').check()
      const minutes = page.locator('#lock-after')
      await minutes.fill('241')
      await minutes.blur()
      await page.getByText('Целое число от 1 до 240.').waitFor()
      await minutes.fill('30')
      await minutes.blur()
      await page.getByText('Сохранено.').waitFor()
    })
    await visit(async (page) => {
      await go(page, 'settings')
      expect(await page.locator('#lock-after').inputValue()).toBe('30')
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
      const saved = page.waitForResponse((response) => response.request().method() === 'PUT')
      await page.getByLabel('English').check()
      await saved
      await page.getByLabel('As the computer').check()
    })
  })

  it('hand the texts on in a file, and refuse a wrong one with its place', async () => {
    await visit(async (page) => {
      await go(page, 'settings')
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save all as a file' }).click()
      const text = readFileSync(await (await download).path(), 'utf8')
      const wrong = bureau.path('texts.json')
      writeFileSync(wrong, text.replace('"use": "ask"', '"use": "shout"'))
      const field = page.locator('.exchange input')
      await field.setInputFiles(wrong)
      await page.getByText('templates[2].use').waitFor()
      writeFileSync(wrong, text.replace('Thank you, and what happens next', 'Our thanks'))
      await field.setInputFiles(wrong)
      await page.getByText('Our thanks', { exact: true }).waitFor()
      await expect.poll(() => page.locator('.exchange .notice').count()).toBe(0)
    })
  })

  it('take a new text in one language, and say which are missing', async () => {
    await visit(async (page) => {
      await go(page, 'settings')
      await page.getByRole('button', { name: 'Add a text' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#title-ru').fill('Проверка')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByText('never one of them alone').waitFor()
      await dialog.locator('#text-ru').fill('Текст')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('missing in').waitFor()
      await page.getByRole('button', { name: 'Delete: Проверка' }).click()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Проверка', { exact: true }).waitFor()
    })
  })
})

describe('everybody can use keys and settings', () => {
  const sizes = [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]
  const schemes = ['light', 'dark'] as const

  beforeAll(async () => {
    await desk.post('/api/proposals', { file: bureau.sent(2) })
    const { preferences } = await desk.get<{ preferences: object }>('/api/inbox')
    await desk.put('/api/preferences', { ...preferences, language: '', theme: '' })
  })

  const look = async (page: Page, locale: 'en' | 'ru' | 'kk', where: string) => {
    const faults: string[] = []
    for (const viewport of sizes) {
      await page.setViewportSize(viewport)
      for (const colorScheme of schemes) {
        const rules = rulesFor(colorScheme, locale, viewport.width < 1280)
        await page.emulateMedia({ colorScheme })
        faults.push(...(await faultsIn(page, `${where} ${viewport.width} ${colorScheme}`, rules)))
      }
      if (await isWide(page)) faults.push(`${where} ${viewport.width}: stands out at the side`)
    }
    return faults
  }

  it.each(['en', 'ru', 'kk'] as const)(
    'in %s, on a screen and on a phone, in the light and in the dark',
    async (locale) => {
      await visit(
        async (page) => {
          for (const which of ['keys', 'settings'] as const) {
            await go(page, which)
            expect(await look(page, locale, which)).toEqual([])
          }
        },
        { locale },
      )
    },
  )
})
