import { describe, expect, it } from 'vitest'
import { dictionaries } from '../../web/form/words/index.ts'
import { dateText } from '../../web/form/words/text.ts'
import { newest } from './conversations.ts'
import { acknowledgement, putDrops, readConversation, reply, sealReply, sendAgain } from './investigators.ts'
import { makeFormOrganisation, today } from './organisation.ts'
import { talkedAbout } from './talked-about.ts'
import { focused, languages, press, tabTo, tryNow } from './walk.ts'

const { talk, again, main, heard } = talkedAbout()

const messages = () => talk.visit.page.locator('.conversation > li')
const waiting = (text: string) => talk.visit.page.locator('.notice', { hasText: text }).waitFor()

describe('somebody who comes back sees', () => {
  it.each(languages)(
    'who said what and when, questions as questions, and where the case stands, in %s',
    async (language) => {
      await reply(talk.site, talk.stored, 0, acknowledgement(talk.stored))
      await reply(talk.site, talk.stored, 1, { type: 'ask', text: 'Which contracts?' })
      await reply(talk.site, talk.stored, 0, {
        type: 'tell',
        status: 'under-review',
        text: 'Files were asked for.',
      })
      await again(language)
      const words = talk.visit.own.conversation
      const date = dateText(language, today())
      const said = await messages().evaluateAll((all) =>
        all.map((each) => [...each.children].map((child) => child.textContent)),
      )
      const names = {
        en: ['Aigerim Sadykova', 'Daniyar Ospanov'],
        ru: ['Айгерим Садыкова', 'Данияр Оспанов'],
        kk: ['Айгерім Садықова', 'Данияр Оспанов'],
      }[language]
      expect(said).toEqual([
        [`${names[0]} ${date}`, words.reads, words.readsText],
        [`${names[1]} ${date}`, words.asks, 'Which contracts?'],
        [`${names[0]} ${date}`, words.says, words.told['under-review'], 'Files were asked for.'],
      ])
      expect(await main()).toContain(`${words.told['under-review']} ${words.since(date)}`)
      expect(await main()).toContain(words.question)
      expect(await main()).toContain(words.clocks.acknowledge.met(date))
      await press(talk.visit.page, words.toQuestion)
      expect(await talk.visit.page.evaluate(() => document.activeElement?.textContent)).toContain(
        'Which contracts?',
      )
      expect(talk.visit.faults).toEqual([])
    },
  )

  it('that it was read, although nothing was said yet', async () => {
    await reply(talk.site, talk.stored, 0, acknowledgement(talk.stored))
    await again()
    expect(await main()).toContain(talk.visit.own.conversation.read)
  })

  it.each(['acted', 'passed-on', 'closed'] as const)('what came of it: %s', async (status) => {
    await reply(talk.site, talk.stored, 0, { type: 'tell', status, text: '' })
    await again()
    expect(await main()).toContain(talk.visit.own.conversation.told[status])
    expect(await talk.visit.page.locator('.clock.met').count()).toBe(1)
  })

  it('news without leaving the page, when asked for', async () => {
    await again()
    const { page, own } = talk.visit
    await press(page, own.conversation.again)
    await page.getByText(own.conversation.nothingNew).first().waitFor()
    await page.locator('#reply').fill('being written')
    await reply(talk.site, talk.stored, 0, { type: 'say', text: 'Good morning' })
    await press(page, own.conversation.again)
    await page.getByText(own.conversation.somethingNew).first().waitFor()
    expect(await messages().count()).toBe(1)
    expect(await page.locator('#reply').inputValue()).toBe('being written')
  })
})

describe('a conversation, by keyboard alone', () => {
  it.each(languages)('is read, answered and looked at again in %s', async (language) => {
    await reply(talk.site, talk.stored, 0, { type: 'ask', text: 'When?' })
    await again(language)
    const { page, own } = talk.visit
    await tabTo(page, own.conversation.toQuestion)
    await page.keyboard.press('Enter')
    expect(await focused(page)).toContain('When?')
    await tabTo(page, own.conversation.reply)
    await page.keyboard.insertText('In May')
    await tabTo(page, own.conversation.send)
    await page.keyboard.press('Enter')
    await page.locator('.own').waitFor()
    expect(await focused(page)).toContain('In May')
    await page.getByRole('status').filter({ hasText: own.conversation.sent }).waitFor()
    await tabTo(page, own.conversation.again)
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: own.conversation.nothingNew }).waitFor()
    expect(await focused(page)).toBe(own.conversation.again)
    expect(await heard()).toEqual(['In May'])
  })

  it('goes on where the cursor is when news comes in between', async () => {
    await again()
    const { page, own } = talk.visit
    talk.site.intercept = (path) => (path === '/v1/weeks' ? { status: 503 } : null)
    await press(page, own.conversation.again)
    await waiting(talk.visit.words.waiting.fault)
    await page.locator('#reply').pressSequentially('ab')
    await page.keyboard.press('ArrowLeft')
    talk.site.intercept = null
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.getByText(own.conversation.nothingNew).first().waitFor()
    await page.keyboard.type('x')
    expect(await page.locator('#reply').inputValue()).toBe('axb')
  })
})

describe('several tips with the same words', () => {
  it('are shown one at a time, the newest first, each with its own conversation', async () => {
    await sendAgain(talk.site, talk.twelve)
    const second = newest(talk.site)
    await reply(talk.site, second, 0, { type: 'say', text: 'About the second' })
    await again()
    const { page, own } = talk.visit
    const choices = page.getByRole('group', { name: own.conversation.which }).getByRole('button')
    expect(await choices.count()).toBe(2)
    const texts = [await page.locator('.answer').allTextContents()]
    await page.locator('.tools [aria-pressed=false]').click()
    texts.push(await page.locator('.answer').allTextContents())
    expect(texts.flat()).toEqual(['About the second'])
  })
})

describe('an answer', () => {
  it('arrives as it was written, and is shown as one’s own', async () => {
    const text = '  In April.\n\nAnd <b>in June</b>… «әңгіме» 👩‍👩‍👧  '
    await again()
    const { page, own } = talk.visit
    await page.locator('#reply').fill(text)
    await press(page, own.conversation.send)
    await page.getByText(own.conversation.sent).first().waitFor()
    expect(await page.locator('#reply').inputValue()).toBe('')
    expect(await page.locator('.own .answer').allTextContents()).toEqual([text])
    expect(await page.locator('.own .who').textContent()).toContain(own.conversation.you)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('last-message')
    expect(await heard()).toEqual([text])
    await again()
    expect(await talk.visit.page.locator('.own .answer').allTextContents()).toEqual([text])
  })

  it('that is empty or too long is not sent, and nothing of it is lost', async () => {
    await again()
    const { page, own } = talk.visit
    await press(page, own.conversation.send)
    await page.locator('.error', { hasText: own.conversation.empty }).waitFor()
    await page.locator('#reply').fill('ә'.repeat(15_001))
    await press(page, own.conversation.send)
    await page.locator('.error', { hasText: 'of what fits into one message' }).waitFor()
    expect((await page.locator('#reply').inputValue()).length).toBe(15_001)
    await page.locator('#reply').fill('ә'.repeat(15_000))
    await press(page, own.conversation.send)
    await page.getByText(own.conversation.sent).first().waitFor()
    expect(await heard()).toEqual(['ә'.repeat(15_000)])
  })

  it('is sent once though the server’s answers are lost', async () => {
    await again()
    const { page, words, own } = talk.visit
    talk.site.losesAnswers = true
    await page.locator('#reply').fill('said once')
    await press(page, own.conversation.send)
    await page.getByText(own.conversation.sending).waitFor()
    await waiting(words.waiting.lost)
    expect(await messages().count()).toBe(0)
    talk.site.losesAnswers = false
    await tryNow(talk.visit, page.getByText(own.conversation.sent).first().waitFor())
    expect(await heard()).toEqual(['said once'])
    expect((await readConversation(talk.site, talk.stored)).findings).toEqual({
      missing: [],
      forked: [],
      aside: [],
    })
  })

  it('waits for a server that was stopped, and says so; nothing typed is lost', async () => {
    await again()
    const { page, words, own } = talk.visit
    await talk.site.stop()
    const text = `A long one. ${'And on it goes. '.repeat(500)}`
    await page.locator('#reply').fill(text)
    await press(page, own.conversation.send)
    await waiting(words.waiting.lost)
    expect(await page.locator('#reply').inputValue()).toBe(text)
    expect(await page.locator('#reply').isEditable()).toBe(false)
    await talk.site.start()
    await tryNow(talk.visit, page.getByText(own.conversation.sent).first().waitFor())
    expect(await heard()).toEqual([text])
  })

  it('that the server refuses stays in the field, with the reason, and can be sent again', async () => {
    await again()
    const { page, words, own } = talk.visit
    const refusal = JSON.stringify({ code: 'clock_wrong', message: 'another week' })
    talk.site.intercept = (_path, method) => (method === 'PUT' ? { status: 409, body: refusal } : null)
    await page.locator('#reply').fill('kept')
    await press(page, own.conversation.send)
    await page.getByRole('alert').filter({ hasText: words.stopped.clock }).waitFor()
    expect(await page.locator('#reply').inputValue()).toBe('kept')
    talk.site.intercept = null
    await press(page, own.conversation.send)
    await page.getByText(own.conversation.sent).first().waitFor()
    expect(await heard()).toEqual(['kept'])
  })

  it('goes on being sent while somebody changes the language', async () => {
    await again()
    const { page, words, own } = talk.visit
    talk.site.intercept = (_path, method) => (method === 'PUT' ? { status: 503 } : null)
    await page.locator('#reply').fill('in between')
    await press(page, own.conversation.send)
    await waiting(words.waiting.fault)
    await page.getByRole('button', { name: 'Русский' }).click()
    expect(await page.locator('#reply').inputValue()).toBe('in between')
    talk.site.intercept = null
    await tryNow({ page, words: dictionaries.ru }, page.locator('.own').waitFor())
    expect(await heard()).toEqual(['in between'])
  })

  it('to a question takes the reminder away', async () => {
    await reply(talk.site, talk.stored, 0, { type: 'ask', text: 'When?' })
    await again()
    const { page, own } = talk.visit
    expect(await main()).toContain(own.conversation.question)
    await page.locator('#reply').fill('In May.')
    await press(page, own.conversation.send)
    await page.locator('.own').waitFor()
    expect(await main()).not.toContain(own.conversation.question)
  })
})

describe('withdrawing', () => {
  it('asks back, says what it means, and arrives', async () => {
    await again()
    const { page, own } = talk.visit
    await press(page, own.conversation.withdraw)
    for (const said of [own.withdraw.about, own.withdraw.not, own.withdraw.stays])
      await page.getByText(said).waitFor()
    await press(page, own.withdraw.no)
    expect((await readConversation(talk.site, talk.stored)).withdrawn).toBe(false)
    await press(page, own.conversation.withdraw)
    await page.locator('#farewell').fill('It was cleared up.')
    await press(page, own.withdraw.yes)
    await page.getByText(own.conversation.withdrawn).waitFor()
    expect(await page.locator('.own').textContent()).toContain('It was cleared up.')
    expect((await readConversation(talk.site, talk.stored)).withdrawn).toBe(true)
    expect(await heard()).toEqual(['It was cleared up.'])
  })

  it('that the server refuses says why, and can be tried again', async () => {
    await again()
    const { page, words, own } = talk.visit
    await press(page, own.conversation.withdraw)
    await page.locator('#farewell').fill('kept')
    talk.site.intercept = (_path, method) =>
      method === 'PUT' ? { status: 409, body: JSON.stringify({ code: 'clock_wrong', message: '' }) } : null
    await press(page, own.withdraw.yes)
    await page.getByRole('alert').filter({ hasText: words.stopped.clock }).waitFor()
    expect(await page.locator('#farewell').inputValue()).toBe('kept')
    talk.site.intercept = null
    await press(page, own.withdraw.yes)
    await page.getByText(own.conversation.withdrawn).waitFor()
    expect(await heard()).toEqual(['kept'])
  })

  it('needs no reason', async () => {
    await again()
    await press(talk.visit.page, talk.visit.own.conversation.withdraw)
    await press(talk.visit.page, talk.visit.own.withdraw.yes)
    await talk.visit.page.getByText(talk.visit.own.conversation.withdrawn).waitFor()
    expect(await heard()).toEqual([''])
  })
})

const hostile = [
  '<img src=x onerror="document.title=1"><script>document.title=2</script> https://evil.example/ &lt;b&gt;',
  'left \u202etfel eht ot\u202c and \u2066isolated\u2069 مرحبا שלום \u200f',
  'tab\tbell\u0007null\u0000esc\u001b[31mred\u001b[0m line\r\nreturn\u2028separator\u0085next',
  'W'.repeat(30_000),
  `${'é́́́'.repeat(400)} 👩‍👩‍👧 \ufeff\ufffe`,
]

describe('whatever somebody sends', () => {
  it('is shown as text, letter by letter, and does nothing', async () => {
    for (const text of hostile) await reply(talk.site, talk.stored, 0, { type: 'say', text })
    await again('en', { viewport: { width: 320, height: 640 } })
    const { page } = talk.visit
    expect(await page.locator('.answer').allTextContents()).toEqual(hostile)
    expect(await page.locator('main a, main img, main script').count()).toBe(0)
    expect(await page.title()).toBe('Candor')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(await page.locator('.who').last().textContent()).toContain('Aigerim Sadykova')
    expect(talk.visit.faults).toEqual([])
  })
})

describe('what does not fit is said calmly', () => {
  it('a message that is missing', async () => {
    const first = await sealReply(talk.site, talk.stored, 0, { type: 'say', text: 'The first' })
    await putDrops(
      talk.site,
      await sealReply(talk.site, talk.stored, 0, { type: 'say', text: 'The second' }, { seen: first }),
    )
    await again()
    expect(await main()).toContain(talk.visit.own.conversation.missing)
    expect(await main()).toContain(talk.visit.own.conversation.certain)
    expect(await talk.visit.page.locator('.answer').allTextContents()).toEqual(['The second'])
  })

  it('a message that somebody else put there', async () => {
    const { signing } = makeFormOrganisation({ seed: 'somebody else' }).people[0]?.identity ?? {
      signing: new Uint8Array(32),
    }
    await putDrops(
      talk.site,
      await sealReply(talk.site, talk.stored, 0, { type: 'say', text: 'Forged' }, { signing }),
    )
    await again()
    expect(await main()).toContain(talk.visit.own.conversation.aside)
    expect(await main()).not.toContain('Forged')
  })

  it('what only a newer page can show', async () => {
    const event = { type: 'picture', text: 'unknown today' } as unknown as Parameters<typeof reply>[3]
    await reply(talk.site, talk.stored, 0, event)
    await again()
    expect(await main()).toContain(talk.visit.own.conversation.newer)
  })
})
