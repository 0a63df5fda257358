import { describe, expect, it } from 'vitest'
import { p } from '../intake/support.ts'
import { draftWith, fileCases } from '../support/cases.ts'
import { fc, test } from '../support/property.ts'
import { numbers, organisation, searchOf, vaultWith } from './searching.ts'
import { deskForTest } from './support.ts'

describe('words of Russian and Kazakh tips', () => {
  const corpus = [
    'Директор школы Қасымов Арман брал деньги с родителей.',
    'Рассказали директору, но он уволил бухгалтера.',
    'Мектеп бюджетінен ақша жоғалды, басшыларының бәрі біледі.',
    'Касымов отдал договор № 45/2026-К фирме брата.',
    'Звоните +7 701 123-45-67 или пишите на I.Petrov@Mail.kz',
    'Бюджет города украли: дорога не построена, деньги ушли.',
    'Дорогая, я видела капитана полиции в ресторане.',
  ]
  const found: readonly (readonly [query: string, numbers: readonly number[]])[] = [
    ['касымов', [4, 1]],
    ['қасымов', [1, 4]],
    ['КАСЫМОВ АРМАН', [1]],
    ['арман деньги', [1]],
    ['деньги -арман', [1]],
    ['дирек', [1, 2]],
    ['директор', [1, 2]],
    ['директора', [1, 2]],
    ['бюджетінен', [3, 6]],
    ['бюджеттің', [3, 6]],
    ['басшылар', [3]],
    ['басшыларға', [3]],
    ['договоры', [4]],
    ['дорога', [6, 7]],
    ['капитал', []],
    ['"брал деньги"', [1]],
    ['"деньги брал"', []],
    ['«брал ден', [1]],
    ['7011234567', [5]],
    ['+7 701 123 45 67', [5]],
    ['87011234567', [5]],
    ['123-45-67', [5]],
    ['1234567', [5]],
    ['701123', [5]],
    ['45/2026-К', [4]],
    ['№45/2026', [4]],
    ['45 2026', [4]],
    ['i.petrov@mail.kz', [5]],
    ['petrov', [5]],
    ['mail.k', [5]],
    ['amber-river3', [4]],
    ['нигде', []],
    ['', []],
    ['-- "" *', []],
  ]

  it('are found by what people type', async () => {
    const { search } = await vaultWith(corpus)
    for (const [query, wanted] of found) {
      const hits = numbers(search, query).toSorted((a, b) => a - b)
      expect([query, hits]).toEqual([query, wanted.toSorted((a, b) => a - b)])
    }
  })

  it('a Latin name with an ending is found by its letters, whatever else stands in the text', async () => {
    const { search } = await vaultWith([
      'Деньги ушли через Kaspiден бір күнде',
      'писал в WhatsAppе и Telegramе',
      'Fordтың кілті',
      'Fordтың кілті, cлип',
      'Деньги через Kaspi',
    ])
    const wanted = {
      kaspi: [1, 5],
      Kaspiден: [1, 5],
      whatsapp: [2],
      WhatsAppе: [2],
      telegram: [2],
      ford: [3, 4],
      Fordтың: [3, 4],
      слип: [4],
      cлип: [4],
    }
    for (const [query, found] of Object.entries(wanted))
      expect([query, numbers(search, query).toSorted((a, b) => a - b)]).toEqual([query, found])
  })

  it('as they are written come first, then those that begin so', async () => {
    const { search } = await vaultWith(corpus)
    expect(numbers(search, 'қасымов')).toEqual([1, 4])
    expect(numbers(search, 'касымов')).toEqual([4, 1])
    expect(numbers(search, 'дорога')).toEqual([6, 7])
  })

  it('a word comes before its other forms', async () => {
    const { search } = await vaultWith([
      'Директору сказали, директору написали, директору звонили',
      'Подпись директора',
    ])
    expect(numbers(search, 'директора')).toEqual([2, 1])
  })

  it('no text that somebody types is an error', async () => {
    const { search } = await vaultWith(corpus)
    const odd = [
      '"',
      '""',
      '" *',
      'a AND',
      'NOT b',
      'tip:деньги',
      '(',
      ')',
      '{tip} : x',
      'NEAR(a b)',
      '^a',
      '\u0000',
    ]
    for (const query of [...odd, 'а '.repeat(5000), '"а '.repeat(500), '1'.repeat(9000), '\ud800']) {
      expect(() => search.search(query, 50)).not.toThrow()
    }
    expect(numbers(search, 'деньги NOT арман')).toEqual([])
    const pieces = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '*', 'деньги', '701', '-', '('),
    )
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const { hits, total } = search.search(parts.join(' '), 3)
        expect(hits.length).toBe(Math.min(total, 3))
      }),
    )
  })
})

describe('a piece of the text', () => {
  const piece = async (text: string, query: string) =>
    (await vaultWith([text])).search.search(query, 1).hits[0]!

  it('is what was written, around what was found', async () => {
    const { before, match, after } = await piece('Бастық туралы: Қасымовтың інісі — фирма иесі.', 'касымов')
    expect([before, match, after]).toEqual(['Бастық туралы: ', 'Қасымовтың', ' інісі — фирма иесі.'])
  })

  it('is short, in one line, and cut between characters', async () => {
    const { before, match, after } = await piece(
      `${'👩‍⚖️ '.repeat(300)}\n\n взятка\n${'🇰🇿'.repeat(300)}`,
      'взятка',
    )
    expect(match).toBe('взятка')
    expect(before).toMatch(/^…(👩‍⚖️| )+ $/u)
    expect(after).toMatch(/^ (🇰🇿)+…$/u)
    expect([before, after].join('')).not.toMatch(/[\n\p{Surrogate}]/u)
  })

  it('has no marks that turn or hide what stands there', async () => {
    const { before, match, after } = await piece(
      'a\u202egnp.exe\u0007 вз\u200bят\u00adка \u2066b\u0000c',
      'взятка',
    )
    expect([before, match, after]).toEqual(['agnp.exe ', 'взятка', ' b c'])
  })

  it('marks the right word behind characters that become longer or shorter when they are compared', async () => {
    const odd = `${'ﬁ½㎏İ e\u0301\u200b'.repeat(300)} Қасымов кетті`
    expect((await piece(odd, 'касымов')).match).toBe('Қасымов')
  })

  it('of a telephone is as it was written', async () => {
    expect((await piece('тел. +7 (701) 123-45-67, вечером', '7011234567')).match).toBe('701) 123-45-67')
  })
})

const word = fc.string({
  unit: fc.constantFrom(...'а б в қ ң һ і ü ß ñ 中 語 7 ٣'.split(' ')),
  minLength: 1,
  maxLength: 12,
})

test.prop([fc.array(word, { minLength: 1, maxLength: 4 })], { numRuns: 15 })(
  'whatever stands in a tip is found by it',
  async (words) => {
    const desk = deskForTest('http://127.0.0.1:1', organisation, 0)
    fileCases(p, desk.cabinet, organisation, [draftWith({ what: words.join(' ') })])
    const search = searchOf(desk)
    await search.freshen([1])
    for (const each of words) expect([each, search.search(each, 1).total]).toEqual([each, 1])
  },
)
