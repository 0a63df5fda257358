import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type { CaseView, DeedsAnswer, Inbox, OpenAnswer, UndoAnswer } from '../../src/local/wire.ts'
import { type Office, openOffice, type Source } from '../cli/office.ts'
import { deskOf, type TestDesk, until } from './desk.ts'

let office: Office
let desk: TestDesk
let source: Source

beforeAll(async () => {
  office = await openOffice(commands)
  source = await office.tip('The tender was fixed.')
  desk = await deskOf(office, 'aigerim')
  await until(async () => (await inbox()).rows.length === 1)
}, 60_000)

afterAll(async () => {
  await desk.close()
  await office.close()
})

const inbox = () => desk.get<Inbox>('/api/inbox')
const view = () => desk.get<CaseView>('/api/cases/1')

test('a tip that was sent stands in the inbox, and opens with everything that it says', async () => {
  const { rows, people, me } = await inbox()
  expect(rows[0]).toMatchObject({ number: 1, preview: 'The tender was fixed.', isNew: true, status: 'new' })
  expect(people[me]?.label['en']).toBe('Aigerim (trial)')
  const { tip, readers, why } = await view()
  expect(why).toBeNull()
  expect(tip?.answers).toMatchObject([{ id: 'what', text: 'The tender was fixed.' }])
  expect(readers?.sealedTo).toHaveLength(2)
})

test('what is said to the source reaches the source, and what the source answers reaches the desk', async () => {
  const said = { cases: [1], deed: { type: 'ask', text: 'When was it?' }, confirmed: true }
  const { ids } = await desk.post<DeedsAnswer>('/api/deeds', said)
  expect(ids).toHaveLength(1)
  await until(async () => (await source.visit()).tips[0]?.conversation.lines.length === 1)
  await source.say({ type: 'say', text: 'In March.' })
  await desk.post('/api/sync')
  await until(async () => (await inbox()).rows[0]?.isUnread)
  const line = (await view()).conversation?.lines.at(-1)
  expect(line).toMatchObject({ author: 'source', text: 'In March.', isUnread: true })
  await desk.post('/api/cases/1/open', { acknowledge: false })
  expect((await inbox()).rows[0]?.isUnread).toBe(false)
  expect((await view()).conversation?.lines.at(-1)?.isUnread).toBe(false)
})
