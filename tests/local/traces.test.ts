import { afterEach, beforeEach, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import type { CaseView, Inbox, SearchAnswer } from '../../src/local/wire.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { found, type Needle, needle, utf16 } from '../form/needles.ts'
import { deskOf, type TestDesk, until, vaultOf } from './desk.ts'

let office: Office
let desk: TestDesk

beforeEach(async () => {
  office = await openOffice(commands)
  await office.tip('NEEDLETIP the tender was fixed.')
  desk = await deskOf(office, 'aigerim')
  await until(async () => (await desk.get<Inbox>('/api/inbox')).rows.length === 1)
}, 60_000)

afterEach(async () => {
  await desk.close()
  await office.close()
})

const WORDS = [
  'NEEDLETIP',
  'NEEDLENOTE',
  'NEEDLEDRAFT',
  'NEEDLELABEL',
  'NEEDLEVIEW',
  'NEEDLESAID',
  'NEEDLENAME',
]
const needles = (session: string): Needle[] => [
  ...WORDS.flatMap((word) => [needle(word, word), needle(`${word} in UTF-16`, utf16(word))]),
  needle('the session', session),
]

test('whatever a person does at the desk, nothing readable and no session lies on the disk', async () => {
  const act = (deed: object) => desk.post('/api/deeds', { cases: [1], deed, confirmed: true })
  await act({ type: 'note', text: 'NEEDLENOTE' })
  await act({ type: 'label', add: ['NEEDLELABEL'], remove: [] })
  await act({ type: 'name', kind: 'person', name: 'NEEDLENAME', on: true })
  await act({ type: 'say', text: 'NEEDLESAID' })
  await desk.put('/api/cases/1/draft', {
    kind: 'say',
    told: 'acted',
    toSource: 'NEEDLEDRAFT',
    note: '',
  })
  const { preferences } = await desk.get<Inbox>('/api/inbox')
  const filter = { status: [], severity: [], assignee: [], desks: [], labels: [], languages: [] } as const
  const view = { name: 'NEEDLEVIEW', filter: { ...filter, due: '', news: '', sort: 'due' } }
  await desk.put('/api/preferences', { ...preferences, views: [view] })
  await until(async () => (await desk.get<SearchAnswer>('/api/search?q=needlenote')).total === 1)
  // What is looked for is there to be found.
  const shown = JSON.stringify([
    await desk.get<CaseView>('/api/cases/1'),
    await desk.get<Inbox>('/api/inbox'),
  ])
  for (const word of WORDS) expect(shown).toContain(word)
  const places = [vaultOf(office, 'aigerim'), office.data]
  for (const place of places) expect(await found(place, needles(desk.session))).toEqual([])
  await desk.post('/api/lock')
  for (const place of places) expect(await found(place, needles(desk.session))).toEqual([])
}, 60_000)
