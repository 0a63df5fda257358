import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { type Outgoing, openCasework } from '../../src/desk/casework/casework.ts'
import { MOST } from '../../src/desk/search/row.ts'
import { DAY, NOON, organisationOf, p } from '../intake/support.ts'
import { numbers, searchOf, vaultWith } from './searching.ts'
import { ask, note, staged, stageOf, tall } from './stage.ts'
import { draftOf } from './support.ts'

describe('what can be found of a case', () => {
  const label = (add: string[], remove: string[] = []): Outgoing => ({
    thread: 'team',
    event: { type: 'label', add, remove },
  })

  it('the tip, what was said, notes, reasons, names, labels and its two words, each as such', async () => {
    const stage = await stageOf(organisationOf())
    const source = await stage.tip(draftOf('Ақша ұрланды'))
    const desk = stage.desk(0)
    await desk.sync()
    const search = searchOf(desk)
    await search.freshen(search.staleNumbers())
    const { name } = openCasework(p, desk.vault, desk.cabinet, 1).record
    desk.say(ask('Қай айда болды?'))
    desk.say(note('Сверить с реестром'))
    desk.say({ thread: 'team', event: { type: 'status', status: 'triage', reason: 'Похоже на правду' } })
    desk.say({ thread: 'team', event: { type: 'name', kind: 'person', name: 'Ибраев Н.', on: true } })
    desk.say(label(['закупки', 'срочно']))
    const wanted = {
      ұрланды: 'tip',
      'қай айда': 'conversation',
      реестр: 'note',
      правду: 'note',
      ибраев: 'name',
      срочно: 'label',
      [name]: 'name',
    }
    const check = () => {
      for (const [query, where] of Object.entries(wanted))
        expect([query, search.search(query, 9).hits.map((hit) => hit.where)]).toEqual([query, [where]])
    }
    expect(search.staleNumbers()).toEqual([1])
    await search.freshen([1])
    // What waits to leave is found at once, and once it has left.
    check()
    await desk.flush()
    await source.say({ type: 'say', text: 'Наурызда' })
    await desk.sync()
    expect(search.staleNumbers()).toEqual([1])
    await search.freshen([1])
    expect(search.staleNumbers()).toEqual([])
    check()
    expect(numbers(search, 'наурызда')).toEqual([1])
    desk.say(label([], ['срочно']))
    await search.freshen(search.staleNumbers())
    expect(numbers(search, 'срочно')).toEqual([])
    expect(numbers(search, 'закупки')).toEqual([1])
  })

  it('a case that waits unseen for a clock is not found', async () => {
    const stage = await stageOf(tall)
    await stage.tip({ ...draftOf('Бәрі біледі'), escalate: ['board'] })
    const board = stage.desk(2)
    await board.sync()
    expect(board.cabinet.summaries()).toHaveLength(1)
    const search = searchOf(board)
    await search.freshen([1])
    expect(search.staleNumbers()).toEqual([])
    expect(search.indexed).toBe(0)
    expect(search.search('біледі', 9)).toEqual({ hits: [], total: 0 })
    stage.server.time.now += 8 * DAY
    await board.sync()
    await search.freshen(search.staleNumbers())
    expect(numbers(search, 'біледі')).toEqual([1])
  })

  it('a case that is not there is not found', async () => {
    const { search, cabinet } = await vaultWith(['Деньги'])
    await search.freshen([7])
    expect(search.indexed).toBe(1)
    cabinet.purge(1)
    await search.freshen([1])
    expect(search.indexed).toBe(0)
  })
})

describe('hostile tips', () => {
  it.each([
    ['a million characters without a space', 'x'.repeat(999_000)],
    [
      'a hundred thousand different words',
      Array.from({ length: 100_000 }, (_, i) => i.toString(36)).join(' '),
    ],
    ['digits alone', '7'.repeat(999_000)],
    ['control characters', '\u0000\u0001\u202e\u2066'.repeat(100_000)],
    ['a letter under a pile of accents', `a${'\u0301'.repeat(400_000)}`],
    ['words of two alphabets', 'аa'.repeat(300_000)],
  ])('%s: the others are found, and soon', async (_, text) => {
    const started = performance.now()
    const { search } = await vaultWith([text, 'Деньги пропали'])
    expect(numbers(search, 'деньги')).toEqual([2])
    for (const query of ['x', 'xx', '7777777', 'а', 'аа', 'zz', '"a b"']) search.search(query, 50)
    search.similar(1, 10)
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('what the team writes is found beside a tip that fills all there is', async () => {
    const stage = await stageOf(organisationOf())
    await stage.tip(draftOf('слово '.repeat(40_000)))
    const desk = stage.desk(0)
    await desk.sync()
    desk.say(note('Сверить с реестром'))
    const search = searchOf(desk)
    await search.freshen([1])
    expect(numbers(search, 'реестр')).toEqual([1])
  })

  it('of a very long text the beginning is found', async () => {
    const { search } = await vaultWith([`начало ${'а '.repeat(MOST / 2)} конец`])
    expect(numbers(search, 'начало')).toEqual([1])
    expect(numbers(search, 'конец')).toEqual([])
  })
})

describe('the rows beside cases', () => {
  function alter(folder: string, change: string): void {
    const database = new Database(join(folder, 'cases.db'))
    database.exec(change)
    database.close()
  }

  it('a later start reads them, and no case again', async () => {
    const { vault, cabinet } = await vaultWith(['Деньги пропали', { what: 'Взятка', who: 'Қасымов Арман' }])
    const search = searchOf({ vault, cabinet })
    const progress: number[] = []
    await search.load((indexed) => progress.push(indexed))
    expect(progress).toEqual([1, 2])
    expect(search.staleNumbers()).toEqual([])
    expect(numbers(search, 'касымов')).toEqual([2])
  })

  it('a purged case is found by nobody, and its row opens for nobody', async () => {
    const { vault, cabinet, search } = await vaultWith(['Деньги пропали', 'Деньги нашлись'])
    cabinet.purge(1)
    // Even before anybody says so.
    expect(numbers(search, 'деньги')).toEqual([2])
    expect(search.staleNumbers()).toEqual([1])
    search.remove(1)
    expect(search.search('деньги', 9).total).toBe(1)
    expect(search.similar(1, 9)).toEqual([])
    expect(cabinet.beside('terms', 1)).toBeNull()
    const later = searchOf({ vault, cabinet })
    await later.load()
    expect(later.indexed).toBe(1)
  })

  it('what is loaded never takes the place of what was read anew', async () => {
    const desk = await vaultWith(Array.from({ length: 32 }, () => 'слово '.repeat(8000)))
    staged({ time: { now: NOON } }, desk).say(note('Сверить с реестром'), 32)
    const search = searchOf(desk)
    await Promise.all([search.load(), search.freshen([32])])
    expect(numbers(search, 'реестр')).toEqual([32])
  })

  it('a row that was altered is not believed: its case, and those behind it, are read again', async () => {
    const { vault, cabinet } = await vaultWith(['Деньги', 'Взятка', 'Кража'])
    alter(vault.folder, 'UPDATE besides SET sealed = zeroblob(length(sealed)) WHERE number = 2')
    const search = searchOf({ vault, cabinet })
    await search.load()
    expect(search.staleNumbers()).toEqual([2, 3])
    await search.freshen(search.staleNumbers())
    expect(numbers(search, 'взятка')).toEqual([2])
    const later = searchOf({ vault, cabinet })
    await later.load()
    expect(later.staleNumbers()).toEqual([])
  })

  it('a damaged case keeps no other from being found, and counts as read', async () => {
    const { vault, cabinet, add } = await vaultWith(['Деньги'])
    add(['Взятка', 'Кража', 'Подлог'])
    alter(vault.folder, 'UPDATE cases SET content = zeroblob(200) WHERE number = 2')
    const search = searchOf({ vault, cabinet })
    await search.load()
    await search.freshen(search.staleNumbers())
    const found = ['деньги', 'взятка', 'кража', 'подлог'].map((query) => numbers(search, query))
    expect(found).toEqual([[1], [], [3], [4]])
    expect([search.indexed, search.staleNumbers()]).toEqual([4, []])
    // Nothing stands in the way of a case that was repaired.
    expect(cabinet.beside('terms', 2)).toBeNull()
  })

  it('others have their turn while cases are read', async () => {
    const { search, add } = await vaultWith([])
    add(Array.from({ length: 400 }, (_, i) => `Сообщение ${i} ${'о деньгах '.repeat(100)}`))
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await search.freshen(search.staleNumbers())
    clearInterval(timer)
    expect(search.search('деньгах', 1).total).toBe(400)
    expect(turns).toBeGreaterThan(5)
  })

  it('once it is closed nothing is found, and what was going on ends', async () => {
    const { vault, cabinet } = await vaultWith(Array.from({ length: 300 }, (_, i) => `Деньги ${i}`))
    const search = searchOf({ vault, cabinet })
    const loading = search.load()
    search.close()
    await loading
    expect(search.search('деньги', 9)).toEqual({ hits: [], total: 0 })
    expect(search.similar(1, 9)).toEqual([])
    expect(search.indexed).toBe(0)
    await search.freshen([1])
    search.remove(1)
    search.close()
  })

  it.runIf(process.platform === 'linux')('no file is opened for it', async () => {
    const files = () =>
      readdirSync('/proc/self/fd').flatMap((each) => {
        try {
          return [readlinkSync(`/proc/self/fd/${each}`)]
        } catch {
          return []
        }
      })
    const { vault, cabinet } = await vaultWith(Array.from({ length: 50 }, (_, i) => `Деньги ${i}`))
    const before = new Set(files())
    const search = searchOf({ vault, cabinet })
    await search.load()
    search.search('деньги', 50)
    expect(
      files().filter((each) => each.startsWith('/') && !each.startsWith('/proc') && !before.has(each)),
    ).toEqual([])
  })
})

describe('similar cases', () => {
  it('the same person comes before the same organisation, place and words, and it says why', async () => {
    const { search } = await vaultWith([
      { what: 'Откаты за асфальт', who: 'А. Қасымов', organisation: 'ТОО «Жол-Сервис»', place: 'г. Астана' },
      { what: 'Другое дело', place: 'Астана қаласы' },
      { what: 'Иное', organisation: 'Жол Сервис ЖШС' },
      { what: 'Кража', who: 'Касымов Арман' },
      { what: 'Снова откаты и плохой асфальт' },
      { what: 'Ни о чём', who: 'Ибраев Нурлан', organisation: 'Школа', place: 'Алматы' },
    ])
    expect(search.similar(1, 10)).toEqual([
      { number: 4, why: [{ kind: 'person', text: 'Касымов Арман' }] },
      { number: 3, why: [{ kind: 'organisation', text: 'Жол Сервис ЖШС' }] },
      { number: 2, why: [{ kind: 'place', text: 'Астана қаласы' }] },
      { number: 5, why: [{ kind: 'words', text: 'Откаты, асфальт' }] },
    ])
    expect(search.similar(6, 10)).toEqual([])
    expect(search.similar(1, 2)).toHaveLength(2)
  })

  it('a name that the team adds counts as one that the tip names', async () => {
    const stage = await stageOf(organisationOf())
    await stage.tip(draftOf('Бірінші'))
    await stage.tip(draftOf('Екінші'))
    const desk = stage.desk(0)
    await desk.sync()
    for (const [number, name] of [
      [1, 'Ибраев Н.'],
      [2, 'Нурлан Ибраев'],
    ] as const)
      desk.say({ thread: 'team', event: { type: 'name', kind: 'person', name, on: true } }, number)
    const search = searchOf(desk)
    await search.freshen(search.staleNumbers())
    expect(search.similar(1, 9)).toEqual([{ number: 2, why: [{ kind: 'person', text: 'Нурлан Ибраев' }] }])
  })

  it('words that many cases have tell nothing', async () => {
    const { search } = await vaultWith(Array.from({ length: 40 }, (_, i) => `Начальник украл деньги ${i}`))
    expect(search.similar(1, 9)).toEqual([])
  })
})
