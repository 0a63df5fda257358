import type { BrowserContext } from 'playwright-core'
import type { Inbox, InboxRow } from '../../src/local/wire.ts'
import { dayText } from '../../src/protocol/time.ts'

const beginnings = [
  'С весны начальник отдела закупок отдаёт договоры фирме своего брата, а другим говорят, что они опоздали.',
  'Көктемнен бері сатып алу бөлімінің басшысы шарттарды інісінің фирмасына беріп жүр.',
  'The road between the two villages was paid for twice; nobody has built it.',
  'Директор школы собирает с учителей по десять тысяч «на ремонт», ремонта нет третий год.',
  'Аудандық ауруханада тегін дәріні ақшаға сатып жатыр, қағазда бәрі түгел.',
  'My chief asks inspectors to bring an envelope every month, or they are moved to the border post.',
  'На складе числится техника, которой никто никогда не видел. Есть накладные.',
]

const names = [
  'amber-river',
  'velvet-anchor',
  'copper-lantern',
  'quiet-harbour',
  'silver-orchard',
  'north-ribbon',
]
const labels = ['закупки', 'школа', 'procurement', 'денсаулық', 'urgent', 'дороги']

/** Lines as they may stand in an inbox after some months, of every kind. They stand for cases that nobody could seal in a test. */
function makeRows(count: number, { me, people, desks, today }: Inbox): InboxRow[] {
  const persons = [me, null, ...Object.keys(people)]
  return Array.from({ length: count }, (_, i) => {
    const number = i + 1
    const status = (['new', 'triage', 'open', 'waiting', 'open', 'closed'] as const)[i % 6] ?? 'new'
    const left = ((i * 7) % 40) - 6
    return {
      number,
      name: `${names[i % names.length]}${i < names.length ? '' : number}`,
      envelope: number.toString(16).padStart(64, '0'),
      day: today - (i % 90),
      isVoid: i % 97 === 41,
      desks: Object.keys(desks).slice(0, 1),
      language: ['ru', 'kk', 'en'][i % 3] ?? 'ru',
      preview: beginnings[i % beginnings.length] ?? '',
      isGiven: false,
      status,
      severity: ([null, 'high', 'low', 'critical', 'medium'] as const)[i % 5] ?? null,
      assignee: persons[i % persons.length] ?? null,
      labels: i % 3 === 0 ? labels.slice(i % 5, (i % 5) + 1 + (i % 2)) : [],
      clock:
        status === 'closed'
          ? null
          : {
              name: status === 'new' ? 'acknowledge' : 'feedback',
              due: today + left,
              until: i % 11 === 0 ? dayText(today + left + 30) : null,
            },
      isNew: i % 9 === 0,
      isUnread: i % 7 === 3,
      last: today - (i % 20),
      repeats: i % 13 === 12 ? number - 1 : null,
      isConflict: i % 53 === 20,
      waiting: i % 17 === 5 ? 1 : 0,
    }
  })
}

/** The page's list has these lines, beside what the local server says of everything else. */
export async function showRows(context: BrowserContext, count: number): Promise<void> {
  await context.route('**/api/inbox', async (route) => {
    const answer = await route.fetch()
    const inbox = (await answer.json()) as Inbox
    await route.fulfill({ response: answer, json: { ...inbox, rows: makeRows(count, inbox) } })
  })
}
