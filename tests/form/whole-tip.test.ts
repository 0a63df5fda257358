import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dictionaries, type Language } from '../../web/form/words/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { openSite, type Site } from './site.ts'
import { focused, languages, openForm, tabTo, until } from './walk.ts'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await launchBrowser()
  site = await openSite()
})

afterAll(async () => {
  await browser.close()
  await site.close()
})

const stories: Readonly<Record<Language, string>> = {
  en: 'The head of procurement gives contracts to his brother.',
  ru: 'Начальник отдела закупок отдаёт договоры брату.',
  kk: 'Сатып алу бөлімінің басшысы шарттарды інісіне береді.',
}

const go = async (page: Page, name: string, key = 'Enter') => {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

describe('a whole tip, by keyboard alone', () => {
  it.each(languages)('goes from the first page to the receipt in %s', async (language) => {
    const { page, words, faults, close } = await openForm(browser, site, 'en')
    const spoken = dictionaries[language]
    await go(page, { en: 'English', ru: 'Русский', kk: 'Қазақша' }[language])
    await go(page, spoken.start.write)
    await until(page, spoken.story.title)
    await tabTo(page, spoken.story.title)
    await page.keyboard.insertText(stories[language])
    await go(page, spoken.next)
    await until(page, spoken.details.title)
    await tabTo(page, { en: 'Who did it?', ru: 'Кто это сделал?', kk: 'Мұны кім жасады?' }[language])
    await page.keyboard.insertText('Оспанов')
    await go(page, spoken.details.addPerson)
    expect(await focused(page)).toBe(spoken.details.person('2'))
    await page.keyboard.press('Tab')
    await page.keyboard.insertText('Әлібек')
    await go(page, spoken.next)
    await until(page, spoken.exclude.title)
    await go(
      page,
      ['Daniyar Ospanov', 'Данияр Оспанов', 'Данияр Оспанов'][languages.indexOf(language)] ?? '',
      'Space',
    )
    await go(page, spoken.next)
    await until(page, spoken.codename.title)
    const twelve = await page.locator('.words li').allTextContents()
    expect(twelve).toHaveLength(12)
    await go(page, spoken.codename.kept)
    await until(page, spoken.codename.askTitle)
    await answerTwo(page, language, twelve)
    await go(page, spoken.next)
    await until(page, spoken.check.title)
    await go(page, spoken.check.send)
    await until(page, spoken.sent.title)
    expect(await focused(page)).toBe(spoken.sent.title)
    expect(await page.locator('.receipt').textContent()).toMatch(/^candor promise v1\n/)
    expect(faults).toEqual([])
    expect(words).toBe(dictionaries.en)
    await close()

    const stored = site.tips().find(({ tip }) => tip.answers[0]?.text === stories[language])
    expect(stored?.tip).toMatchObject({
      language,
      desks: ['main'],
      exclude: [site.organisation.people[1]?.identity.recipientId],
      answers: [
        { id: 'what', n: 0, text: stories[language] },
        { id: 'who', n: 0, text: 'Оспанов' },
        { id: 'who', n: 1, text: 'Әлібек' },
      ],
    })
    expect(stored?.readers).toEqual([0, 2])
  })
})

async function answerTwo(page: Page, language: Language, twelve: readonly string[]): Promise<void> {
  for (const label of await page.locator('main label').allTextContents()) {
    const n = Number(/\d+/.exec(label)?.[0])
    await tabTo(page, dictionaries[language].codename.word(String(n)))
    await page.keyboard.insertText(twelve[n - 1] ?? '')
  }
}
