import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { commands } from '../../src/cli/commands/index.ts'
import { openOffice } from '../cli/office.ts'
import { deskOf } from '../local/desk.ts'
import { launchBrowser } from '../support/browser.ts'
import { showRows } from './made-rows.ts'

/** Pictures of the desk's frame and inbox in every language, size and scheme, to be looked at: into the folder that is named. */
const [folder, only = ''] = process.argv.slice(2)
if (folder === undefined) throw new Error('name a folder for the pictures')

const sizes = { wide: [1440, 900], desk: [1280, 800], phone: [390, 844] } as const

mkdirSync(folder, { recursive: true })
const office = await openOffice(commands)
await office.tip('С весны начальник отдела закупок отдаёт договоры фирме своего брата.')
const desk = await deskOf(office, 'aigerim')
const browser = await launchBrowser()

async function walk(page: Page, take: (screen: string) => Promise<void>): Promise<void> {
  await page.locator('.row').first().waitFor()
  await page.waitForTimeout(1500)
  await take('list')
  await page.keyboard.press('f')
  await take('filter')
  await page.keyboard.press('Escape')
  for (const key of ['j', 'x', 'Shift+J', 'Shift+J']) await page.keyboard.press(key)
  await take('selected')
  await page.keyboard.press('l')
  await take('labels')
  await page.keyboard.press('Escape')
  await page.keyboard.press('s')
  await take('status')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await take('keys')
  await page.keyboard.press('Escape')
  await page.locator('.sync-line').click()
  await take('connection')
  await page.keyboard.press('Escape')
  await page.locator('#rows').focus()
  await page.keyboard.press('Enter')
  await page.waitForTimeout(500)
  await take('case')
}

for (const language of ['en', 'ru', 'kk']) {
  for (const scheme of ['light', 'dark'] as const) {
    for (const [size, [width, height]] of Object.entries(sizes)) {
      const name = `${language}-${scheme}-${size}`
      if (!name.includes(only)) continue
      const context = await browser.newContext({
        locale: language,
        colorScheme: scheme,
        viewport: { width, height },
      })
      await showRows(context, 400)
      const page = await context.newPage()
      const take = async (screen: string) =>
        void (await page.screenshot({ path: join(folder, `${name}-${screen}.png`) }))
      page.on('pageerror', (error) => console.error(name, error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(name, message.text())
      })
      await page.goto(desk.newLink())
      await walk(page, take)
      await context.close()
    }
  }
}

const context = await browser.newContext({ locale: 'ru', viewport: { width: 1280, height: 800 } })
const page = await context.newPage()
await page.goto(`${desk.origin}/`)
await page.locator('h1').waitFor()
await page.screenshot({ path: join(folder, 'ru-lost.png') })
await page.goto(desk.newLink())
await page.reload()
await page.locator('.row').first().waitFor()
await page.keyboard.press('Alt+l')
await page.locator('h1').waitFor()
await page.waitForTimeout(500)
await page.screenshot({ path: join(folder, 'ru-locked.png') })

await browser.close()
await desk.close()
await office.close()
