import { expect, test } from 'vitest'
import type { Filter, InboxRow } from '../../src/local/wire.ts'
import { dayText } from '../../src/protocol/time.ts'
import { builtIn } from '../../web/desk/inbox/built-in.ts'
import { dueOf } from '../../web/desk/inbox/clocks.ts'
import { EVERYTHING, isSame, matches } from '../../web/desk/inbox/filter.ts'
import { grouped, worstOf } from '../../web/desk/inbox/group.ts'
import { orderBy } from '../../web/desk/inbox/sort.ts'
import { nameOf } from '../../web/desk/keyboard/keys.ts'
import { piecesOf, visibleText } from '../../web/desk/shell/hidden-signs.ts'
import { fits } from '../../web/desk/shell/pickers/fits.ts'
import { rowAfter } from '../../web/desk/state/row-after.ts'
import { commonWords } from '../../web/desk/words/common.ts'
import { filterWords } from '../../web/desk/words/filter.ts'
import { gateWords } from '../../web/desk/words/gate.ts'
import { helpWords } from '../../web/desk/words/help.ts'
import { inboxWords } from '../../web/desk/words/inbox.ts'
import { keyWords } from '../../web/desk/words/keyboard.ts'
import { pickerWords } from '../../web/desk/words/pickers.ts'
import { shellWords } from '../../web/desk/words/shell.ts'
import { speech } from '../../web/desk/words/speech.ts'
import { TODAY } from '../support/organisation.ts'

const me = 'aa'.repeat(16)
const looking = { me, today: TODAY }

const rowOf = (number: number, more: Partial<InboxRow> = {}): InboxRow => ({
  number,
  name: `amber-river${number}`,
  envelope: `${number}`.padStart(64, '0'),
  day: TODAY - 1,
  isVoid: false,
  desks: ['main'],
  language: 'ru',
  preview: '',
  isGiven: false,
  status: 'open',
  severity: null,
  assignee: null,
  labels: [],
  clock: null,
  isNew: false,
  isUnread: false,
  last: TODAY,
  repeats: null,
  isConflict: false,
  waiting: 0,
  ...more,
})

const clock = (left: number, until: string | null = null): InboxRow['clock'] => ({
  name: 'feedback',
  due: TODAY + left,
  until,
})

const numbers = (rows: readonly InboxRow[], filter: Partial<Filter>): number[] =>
  rows.filter((row) => matches(row, { ...EVERYTHING, ...filter }, looking)).map(({ number }) => number)

test('a filter chooses what has every thing that it names, and nothing else', () => {
  const rows = [
    rowOf(1, { assignee: me, labels: ['a', 'b'] }),
    rowOf(2, { assignee: 'bb', severity: 'high', labels: ['a'] }),
    rowOf(3, { status: 'closed', language: 'kk', desks: ['main', 'region'] }),
  ]
  expect(numbers(rows, {})).toEqual([1, 2, 3])
  expect(numbers(rows, { assignee: ['me'] })).toEqual([1])
  expect(numbers(rows, { assignee: ['nobody', 'bb'] })).toEqual([2, 3])
  expect(numbers(rows, { labels: ['a', 'b'] })).toEqual([1])
  expect(numbers(rows, { severity: [''] })).toEqual([1, 3])
  expect(numbers(rows, { desks: ['region'], languages: ['kk', 'ru'] })).toEqual([3])
  expect(numbers(rows, { status: ['closed'], assignee: ['me'] })).toEqual([])
})

test('overdue begins the day after; what is due within a week is not overdue; a delay of the team counts', () => {
  const rows = [-1, 0, 7, 8].map((left) => rowOf(left + 10, { clock: clock(left) }))
  expect(numbers(rows, { due: 'overdue' })).toEqual([9])
  expect(numbers(rows, { due: 'week' })).toEqual([10, 17])
  const delayed = rowOf(1, { clock: clock(-5, dayText(TODAY + 30)) })
  expect(numbers([delayed, rowOf(2)], { due: 'overdue' })).toEqual([])
  expect(dueOf({ name: 'feedback', due: TODAY, until: dayText(TODAY - 30) })).toBe(TODAY)
})

test('the views of everybody: closed cases stand only where they are asked for', () => {
  const rows = [rowOf(1, { status: 'closed', clock: clock(-3) }), rowOf(2, { clock: clock(-3) })]
  expect(numbers(rows, builtIn.inbox)).toEqual([2])
  expect(numbers(rows, builtIn.overdue)).toEqual([2])
  expect(numbers(rows, builtIn.all)).toEqual([1, 2])
  expect(numbers(rows, builtIn.closed)).toEqual([1])
})

test('two filters are the same in whatever order things were chosen', () => {
  const one: Filter = { ...EVERYTHING, labels: ['a', 'b'] }
  expect(isSame(one, { ...EVERYTHING, labels: ['b', 'a'] })).toBe(true)
  expect(isSame(one, { ...one, sort: 'last' })).toBe(false)
  expect(isSame(one, { ...one, labels: ['a'] })).toBe(false)
})

test('what is most pressing comes first, then what is more serious, then what is newer', () => {
  const rows = [
    rowOf(1),
    rowOf(2, { clock: clock(3), severity: 'low' }),
    rowOf(3, { clock: clock(3), severity: 'critical' }),
    rowOf(4, { clock: clock(-1) }),
    rowOf(5),
  ]
  const sorted = (sort: Filter['sort']) => [...rows].sort(orderBy(sort)).map(({ number }) => number)
  expect(sorted('due')).toEqual([4, 3, 2, 5, 1])
  expect(sorted('severity')).toEqual([3, 2, 4, 5, 1])
  expect(sorted('arrival')).toEqual([5, 4, 3, 2, 1])
})

test('a repeat stands in its main case, which shows the nearest clock and what is unread of all of them', () => {
  const rows = [
    rowOf(1, { clock: clock(5) }),
    rowOf(2, { repeats: 1, clock: clock(-2) }),
    rowOf(3, { repeats: 2, isUnread: true }),
    rowOf(4, { repeats: 99 }),
  ]
  const items = grouped(rows)
  expect(items.map(({ row, repeats }) => [row.number, repeats.map(({ number }) => number)])).toEqual([
    [1, [2, 3]],
    [4, []],
  ])
  const worst = worstOf(items[0] as (typeof items)[0])
  expect(worst).toMatchObject({ number: 1, clock: { due: TODAY - 2 }, isUnread: true })
})

test('cases that were merged in a circle all stay in the list', () => {
  const rows = [rowOf(1, { repeats: 2 }), rowOf(2, { repeats: 1 }), rowOf(3, { repeats: 3 })]
  expect(grouped(rows).map(({ row }) => row.number)).toEqual([1, 2, 3])
})

test('a line shows at once what was just done in it', () => {
  const row = rowOf(1, { labels: ['a'] })
  const after = rowAfter(row, { type: 'label', add: ['b'], remove: ['a'] }, () => null)
  expect(after).toMatchObject({ labels: ['b'], waiting: 1 })
  expect(rowAfter(row, { type: 'merge', into: 'ff' }, () => 7).repeats).toBe(7)
  expect(rowAfter(row, { type: 'severity', level: '', reason: '' }, () => null).severity).toBeNull()
})

test('what cannot be seen is shown by a sign, and nothing of the rest is changed', () => {
  const text = 'a\u202Eb\u200Bc\u0000d\ne\tё́ қ👩\u200D👩f\u200Dg'
  const pieces = piecesOf(text)
  expect(pieces.filter(({ isHidden }) => isHidden).map(({ code }) => code)).toEqual([
    'U+202E',
    'U+200B',
    'U+0000',
    'U+200D',
  ])
  expect(visibleText('\u2066x\u2069')).toBe('⍰x⍰')
  expect(visibleText('Қасымов, №\u00A045/2026-К')).toBe('Қасымов, №\u00A045/2026-К')
})

test('a text of nothing but hidden characters does not become a million elements', () => {
  const pieces = piecesOf('\u200B'.repeat(1_000_000))
  expect(pieces.length).toBeLessThan(1000)
  expect(pieces.at(-1)?.text).not.toContain('\u200B')
})

test('a few letters of each word are enough to find a person or a label', () => {
  expect(fits('Айгерім Садықова', 'сад ай')).toBe(true)
  expect(fits('Пётр (закупки)', 'петр зак')).toBe(true)
  expect(fits('Daniyar', 'niyar')).toBe(false)
})

test('a key is the same key in a Russian and in a Kazakh layout', () => {
  const press = (key: string, code: string, more: Partial<KeyboardEvent> = {}) =>
    nameOf({ key, code, altKey: false, shiftKey: false, ...more } as KeyboardEvent)
  expect(press('о', 'KeyJ')).toBe('j')
  expect(press('О', 'KeyJ', { shiftKey: true })).toBe('J')
  expect(press('.', 'Slash')).toBe('/')
  expect(press(',', 'Slash', { shiftKey: true })).toBe('?')
  expect(press('д', 'KeyL', { altKey: true })).toBe('Alt+l')
})

test('every word is there in every language, and no language has words of another', () => {
  const shapeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]))
      : typeof value
  for (const section of [
    commonWords,
    shellWords,
    inboxWords,
    filterWords,
    gateWords,
    helpWords,
    pickerWords,
    keyWords,
  ]) {
    for (const language of ['ru', 'kk'] as const)
      expect(shapeOf(section[language])).toEqual(shapeOf(section.en))
  }
})

test('numbers take the word that goes with them', () => {
  const days = (count: number) => speech.ru.plural(count, 'день', 'дня', 'дней')
  expect([1, 2, 5, 11, 21].map(days)).toEqual(
    ['1 день', '2 дня', '5 дней', '11 дней', '21 день'].map((text) => text.replace(' ', '\u00a0')),
  )
  expect(speech.kk.date(TODAY)).toBe('2026 ж. 21 қараша')
})
