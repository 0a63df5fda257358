import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import type { Filter, Inbox, InboxRow } from '../../src/local/wire.ts'
import { dayText } from '../../src/protocol/time.ts'
import { builtIn } from '../../web/desk/inbox/built-in.ts'
import { dueOf } from '../../web/desk/inbox/clocks.ts'
import { EVERYTHING, isSame, matches } from '../../web/desk/inbox/filter.ts'
import { grouped, worstOf } from '../../web/desk/inbox/group.ts'
import { changeFilter, meant, selectAll } from '../../web/desk/inbox/list.ts'
import { orderBy } from '../../web/desk/inbox/sort.ts'
import { nameOf } from '../../web/desk/keyboard/keys.ts'
import { piecesOf, visibleText } from '../../web/desk/shell/hidden-signs.ts'
import { fits } from '../../web/desk/shell/pickers/fits.ts'
import { inbox } from '../../web/desk/state/inbox.ts'
import { rowAfter } from '../../web/desk/state/row-after.ts'
import { commonWords } from '../../web/desk/words/common.ts'
import { filterWords } from '../../web/desk/words/filter.ts'
import { gateWords } from '../../web/desk/words/gate.ts'
import { helpWords } from '../../web/desk/words/help.ts'
import { inboxWords } from '../../web/desk/words/inbox.ts'
import { keyWords } from '../../web/desk/words/keyboard.ts'
import { pickerWords } from '../../web/desk/words/pickers.ts'
import { refusalWords } from '../../web/desk/words/refusals.ts'
import { shellWords } from '../../web/desk/words/shell.ts'
import { speech } from '../../web/desk/words/speech.ts'
import { TODAY } from '../support/organisation.ts'
import { shapeOf } from '../support/shape.ts'

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

test('a chain of ten thousand repeats is put together at once, and one that leads into a circle falls apart', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => rowOf(i + 1, { repeats: i === 0 ? null : i }))
  const before = performance.now()
  const [item, ...others] = grouped(rows.toReversed())
  // Walking each chain anew took many seconds.
  expect(performance.now() - before).toBeLessThan(1500)
  expect([item?.row.number, item?.repeats.length, others]).toEqual([1, 9999, []])
  const intoCircle = [rowOf(1, { repeats: 2 }), rowOf(2, { repeats: 3 }), rowOf(3, { repeats: 2 })]
  expect(grouped(intoCircle).map(({ row }) => row.number)).toEqual([1, 2, 3])
  expect(grouped(intoCircle.toReversed()).map(({ row }) => row.number)).toEqual([3, 2, 1])
})

test('the gravest of a group stands for all of it', () => {
  const rows = [
    rowOf(1, { severity: 'low' }),
    rowOf(2, { severity: 'critical', repeats: 1 }),
    rowOf(3, { repeats: 1 }),
  ]
  const [item] = grouped(rows)
  expect(worstOf(item as NonNullable<typeof item>).severity).toBe('critical')
})

test('what is done to the selection is done to what the list shows, and a change of the list ends it', () => {
  const rows = [rowOf(1), rowOf(2, { repeats: 1 }), rowOf(3, { assignee: me })]
  const people = {}
  const preferences = { views: [] } as unknown as Inbox['preferences']
  inbox.value = { version: 1, rows, me, today: TODAY, people, preferences } as unknown as Inbox
  selectAll()
  expect(new Set(meant())).toEqual(new Set([1, 2, 3]))
  inbox.value = {
    ...inbox.value,
    rows: rows.map((row) => (row.number === 3 ? { ...row, status: 'closed' } : row)),
  }
  expect(meant()).toEqual([1, 2])
  changeFilter({ assignee: ['me'] })
  expect(meant()).toEqual([])
  inbox.value = null
})

test('what the server refuses is never said of this computer', () => {
  const refused = (code: string) => refusalWords({ code, message: 'do this', isFromServer: true })
  for (const code of ['storage_damaged', 'storage_full', 'clock_wrong', 'file_damaged', 'constructor']) {
    expect(refused(code)).toBe(commonWords.en.fromServer(code))
  }
  expect(refused('server_busy')).toBe(commonWords.en.refusals['server_busy'])
  expect(refusalWords({ code: 'constructor', message: '' })).toBe(commonWords.en.refusals.other)
})

test('no field of the desk lets a browser keep what was typed into it', () => {
  const fields = pageFiles().flatMap((file) => fieldsIn(file))
  expect(fields.length).toBeGreaterThan(20)
  expect(fields.filter(({ isKept }) => isKept).map(({ where }) => where)).toEqual([])
})

const pageFiles = (): string[] =>
  readdirSync('web/desk', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => join('web/desk', file))

interface Field {
  readonly where: string
  readonly isKept: boolean
}

/** Every form, and everything in which somebody types. */
function fieldsIn(file: string): Field[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Field[] = []
  const look = (node: ts.Node): void => {
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      const tag = node.tagName.getText()
      const has = (text: string) => node.attributes.properties.some((each) => each.getText() === text)
      const isPressed = ['radio', 'checkbox', 'file'].some((type) => has(`type="${type}"`))
      if (['form', 'input', 'textarea'].includes(tag) && !isPressed)
        found.push({ where: `${file} ${tag}`, isKept: !has('autocomplete="off"') })
    }
    ts.forEachChild(node, look)
  }
  look(source)
  return found
}

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
