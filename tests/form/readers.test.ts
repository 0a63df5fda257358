import { expect, it } from 'vitest'
import { fromBase64 } from '../../src/protocol/bytes.ts'
import { keyName } from '../../src/protocol/thread/lane.ts'
import { sealToSource } from '../../src/protocol/thread/source-slot.ts'
import { sodium } from '../support/implementations.ts'
import { reply } from './investigators.ts'
import { talkedAbout } from './talked-about.ts'
import { press } from './walk.ts'

const { talk, again, main, heard } = talkedAbout()

it('whoever comes back sees who can read from now on, once somebody does not any more', async () => {
  const [aigerim, daniyar] = talk.site.organisation.people.map(({ identity }) => identity.recipientId) as [
    string,
    string,
  ]
  await reply(talk.site, talk.stored, 0, { type: 'ask', text: 'Which contracts?' })
  await again('kk')
  const { readers } = talk.visit.own.conversation
  const [before = ''] = readers('|').split('|')
  expect(await main()).not.toContain(before)
  const key = new Uint8Array(32).fill(9)
  const first = fromBase64(talk.stored.tip.thread)
  const replaced = {
    orgId: talk.site.organisation.trusted.orgId,
    envelope: talk.stored.hash,
    from: keyName(sodium, first),
  }
  await reply(talk.site, talk.stored, 0, {
    type: 'rekey',
    stays: [aigerim, daniyar].toSorted(),
    next: keyName(sodium, key),
    sealed: sealToSource(sodium, replaced, key, fromBase64(talk.stored.tip.seal)),
  })
  await again('kk')
  const [reading, gone] = [['Айгерім Садықова', 'Данияр Оспанов'], 'Сәуле Ахметова']
  const line = talk.visit.page.locator('p.hint', { hasText: before })
  for (const name of reading) expect(await line.textContent()).toContain(name)
  expect(await line.textContent()).not.toContain(gone)
  // What the source writes now is not where those look who hold the first key alone.
  await talk.visit.page.getByRole('textbox').fill('only for those')
  await press(talk.visit.page, talk.visit.own.conversation.send)
  await talk.visit.page.getByText(talk.visit.own.conversation.sent).waitFor()
  expect(await heard()).toEqual([])
})
