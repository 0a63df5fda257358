import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { concat, toBase64, toHex } from '../../src/protocol/bytes.ts'
import { epochOfDay } from '../../src/protocol/time.ts'
import { offlineWords } from '../../web/form/offline/words.ts'
import { dictionaries } from '../../web/form/words/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { type FormOrganisation, today } from './organisation.ts'
import { openSite, type Site } from './site.ts'
import { press, until, visitOf, walkTo } from './walk.ts'

const address = new URL('../../dist/form/offline.html', import.meta.url).href

let browser: Browser
let site: Site
let folder: string

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite()
  folder = await mkdtemp(join(tmpdir(), 'candor-offline-'))
})

afterAll(async () => {
  await browser.close()
  await site.close()
  await rm(folder, { recursive: true, force: true })
})

/** `keys.candor`, as the form's site offers it. */
function keysFile({ statement, people }: FormOrganisation) {
  const keys = (week: number) =>
    toBase64(
      concat(...people.map(({ enrolment }) => enrolment.block.slice(6 + week * 1216, 6 + (week + 1) * 1216))),
    )
  const epoch = epochOfDay(today())
  return {
    candor: 'keys',
    version: 1,
    keyrings: [toBase64(statement)],
    epochs: [0, 1].map((week) => ({ epoch: epoch + week, keys: keys(week) })),
  }
}

async function openOffline(file: unknown) {
  const path = join(folder, 'keys.candor')
  await writeFile(path, JSON.stringify(file))
  const page = await (await browser.newContext({ locale: 'ru', acceptDownloads: true })).newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(address)
  await page.locator('#keys').setInputFiles(path)
  return { page, asked, words: dictionaries.ru, own: offlineWords.ru }
}

describe('the single file', () => {
  it('seals to a file without any connection, which can be handed in later', async () => {
    const { page, asked, words, own } = await openOffline(keysFile(site.organisation))
    await page.getByText(own.compare).waitFor()
    const id = toHex(site.organisation.trusted.orgId)
    expect((await page.locator('.address').textContent())?.replaceAll(' ', '')).toBe(id)
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await walkTo(visitOf(page, 'ru'), 'check', { story: 'без связи' })
    const coming = page.waitForEvent('download')
    await press(page, words.check.seal)
    const download = await coming
    await until(page, own.savedTitle)
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    expect(download.suggestedFilename()).toBe('tip.candor')
    const again = page.waitForEvent('download')
    await press(page, own.again)
    const sealed = await readFile(await download.path())
    expect(sealed.equals(await readFile(await (await again).path()))).toBe(true)
    const answer = await fetch(`${site.origin}/v1/tips`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(sealed),
    })
    expect(answer.status).toBe(201)
    expect(site.tips().map(({ tip }) => tip.answers[0]?.text)).toEqual(['без связи'])
    expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([address])
    await page.context().close()
  })

  it.each([
    ['is something else', () => ({ any: 'thing' })],
    [
      'is of another week',
      (file: ReturnType<typeof keysFile>) => ({ ...file, epochs: [{ epoch: 1, keys: '' }] }),
    ],
    [
      'holds a key that nobody signed',
      (file: ReturnType<typeof keysFile>) => ({
        ...file,
        epochs: file.epochs.map(({ epoch }) => ({ epoch, keys: toBase64(new Uint8Array(3 * 1216)) })),
      }),
    ],
  ])('refuses a file that %s', async (_, change) => {
    const { page, words, own } = await openOffline(change(keysFile(site.organisation)))
    await page.getByText(own.keysWrong).waitFor()
    expect(await page.getByRole('button', { name: words.start.write }).count()).toBe(0)
    await page.context().close()
  })
})
