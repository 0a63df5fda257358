import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { offlineWords } from '../../web/form/offline/words.ts'
import { dictionaries } from '../../web/form/words/index.ts'
import { candor, type Serving, serve, temporaryFolder } from '../cli/candor.ts'
import { launchBrowser } from '../support/browser.ts'
import { languages, press, sendTip, until, visitOf, walkTo } from './walk.ts'

// Nothing stands in for anything here: the built server with its own form, a browser, and the command line.

const folder = temporaryFolder()
const env = { CANDOR_DATA: join(folder.path, 'data') }
let server: Serving
let browser: Browser

beforeAll(async () => {
  await candor(['trial'], env)
  server = await serve(env)
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  folder.remove()
})

const stories = {
  en: `  ${'A long tale. '.repeat(800)}\n\n| when | what |\n|------|------|\n| May\t| 1 000 000 ₸ |  `,
  ru: 'Начальник отдела закупок отдаёт договоры. '.repeat(250),
  kk: 'Қызметкерлер шағымданды: ә ғ қ ң ө ұ ү һ і — 👩‍👩‍👧 مرحبا <b>&amp;</b> \u202e',
} as const

async function answersOf(number: number): Promise<string[]> {
  const { out } = await candor(['read', `${number}`, '--json', '--server', server.origin], env)
  return (JSON.parse(out) as { answers: { text: string }[] }).answers.map(({ text }) => text)
}

async function listed(): Promise<{ number: number; language: string }[]> {
  const { out } = await candor(['inbox', '--json', '--server', server.origin], env)
  return (JSON.parse(out) as { cases: { number: number; language: string }[] }).cases
}

describe('a tip written in the form', () => {
  it.each(languages)('in %s is read on the command line exactly as it was written', async (language) => {
    const context = await browser.newContext({ locale: language })
    const page = await context.newPage()
    const visit = visitOf(page, language)
    await page.goto(server.origin)
    await sendTip(visit, { story: stories[language] })
    await visit.close()
    expect(visit.faults).toEqual([])
    const newest = (await listed()).at(-1)!
    expect(newest.language).toBe(language)
    expect(await answersOf(newest.number)).toEqual([stories[language]])
  })
})

describe('without scripts', () => {
  it('a page says why, and takes a tip that was sealed to a file by the offline page', async () => {
    const sealed = join(folder.path, 'tip.candor')
    await writeFile(sealed, await sealOffline('Запечатано без связи'))
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'ru' })
    const page = await context.newPage()
    await page.goto(server.origin)
    expect(await page.locator('body').innerText()).toContain(dictionaries.ru.start.title)
    await page.locator('input[type=file]').first().setInputFiles(sealed)
    await page.locator('form button[value=ru], form button').first().click()
    expect(await page.locator('pre').innerText()).toContain('candor promise v1')
    await context.close()
    const newest = (await listed()).at(-1)!
    expect(await answersOf(newest.number)).toEqual(['Запечатано без связи'])
  })

  /** As a person does it: both files from the site, then the page alone. */
  async function sealOffline(story: string): Promise<Buffer> {
    const [html, keys] = await Promise.all(
      ['offline.html', 'keys.candor'].map(async (name) => {
        const path = join(folder.path, name)
        await writeFile(path, Buffer.from(await (await fetch(new URL(name, server.origin))).arrayBuffer()))
        return path
      }),
    )
    const context = await browser.newContext({ locale: 'ru', acceptDownloads: true, offline: true })
    const page = await context.newPage()
    await page.goto(`file://${html}`)
    await page.locator('#keys').setInputFiles(keys!)
    await page.getByText(offlineWords.ru.compare).waitFor()
    await walkTo(visitOf(page, 'ru'), 'check', { story })
    const download = page.waitForEvent('download')
    await press(page, dictionaries.ru.check.seal)
    await until(page, offlineWords.ru.savedTitle)
    const bytes = await readFile(await (await download).path())
    await context.close()
    return bytes
  }
})
