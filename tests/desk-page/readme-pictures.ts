import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { deskOf, type TestDesk } from '../local/desk.ts'
import { launchBrowser } from '../support/browser.ts'

/** The pictures of the desk in README.md, of a real office in which some days have passed: into the folder that is named. */
const folder = process.argv[2] ?? 'docs/screens'

const DAY = 86_400

async function live(office: Office): Promise<void> {
  await office.tip('', {
    language: 'ru',
    answers: {
      what: 'С весны начальник отдела закупок отдаёт договоры фирме своего брата. В августе было три таких договора, на сто двенадцать миллионов тенге. Цены на треть выше прошлогодних.',
      who: ['Касымов Арман'],
      position: ['начальник отдела закупок'],
      superior: ['Ахметова Г.'],
    },
  })
  for (const [language, text] of LATER) {
    office.pass(DAY)
    await office.tip(text, { language })
  }
  office.pass(2 * DAY)
  for (const command of DONE) {
    const { code, err } = await office.at('aigerim', command)
    if (code !== 0) throw new Error(`${command.join(' ')}: ${err}`)
  }
}

const LATER = [
  ['kk', 'Мектеп асханасының ақшасы жоғалып жатыр: балаларға ет жазылған күндері қара су беріледі.'],
  ['en', 'The safety inspections at the northern plant are signed on Fridays by people who are not there.'],
  ['ru', 'На стройке моста кладут арматуру меньшего диаметра, чем в проекте; подписи стоят заранее.'],
  ['kk', 'Аудандық емханада кезексіз қабылдау үшін ақша сұрайды.'],
  ['ru', 'Начальник закупок Касымов Арман заставил подписать приёмку задним числом.'],
] as const

const DONE: readonly (readonly string[])[] = [
  ['sync'],
  ['reply', '1', 'Спасибо. Мы прочли ваше сообщение и проверяем договоры.'],
  ['status', '1', 'open', '--reason', 'the register agrees'],
  ['severity', '1', 'high', '--reason', 'public money'],
  ['assign', '1', 'me'],
  ['label', '1', 'procurement'],
  ['severity', '3', 'critical', '--reason', 'lives'],
  ['assign', '3', 'Daniyar'],
  ['status', '4', 'triage', '--reason', 'asking the builders'],
  ['label', '4', 'construction'],
]

async function take(
  browser: Browser,
  desk: TestDesk,
  name: string,
  options: BrowserContextOptions,
  go: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  await page.goto(desk.newLink())
  await page.locator('#row-6').waitFor()
  await go(page)
  // Until the line of the sync and what fades in have come to rest.
  await page.waitForTimeout(1500)
  await page.screenshot({ path: join(folder, name) })
  await context.close()
}

const office = await openOffice(commands)
const browser = await launchBrowser()
mkdirSync(folder, { recursive: true })
await live(office)
const desk = await deskOf(office, 'aigerim', { settings: { graceSeconds: 0 } })
await take(browser, desk, 'desk-case.png', { locale: 'en-GB' }, async (page) => {
  await page.locator('#row-1').click()
  await page.locator('.case-tip').waitFor()
  await page.getByText('done on').waitFor()
  await page.locator('.sync-line', { hasNotText: 'not sent yet' }).waitFor()
})
await take(browser, desk, 'desk-inbox-dark.png', { locale: 'ru', colorScheme: 'dark' }, async (page) => {
  await page.keyboard.press('j')
})
await browser.close()
await desk.close()
await office.close()
