import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, vi } from 'vitest'
import { createTerminal, displayWidth, type Piece, safeText, wrap } from '../../src/cli/terminal.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { screen } from './screen.ts'

type Setup = {
  json?: boolean
  isTTY?: boolean
  columns?: number
  env?: Record<string, string>
  clock?: () => number
}

function terminal({ json = false, env = {}, clock = () => 0, ...size }: Setup = {}) {
  const stdout = screen(size)
  const stderr = screen(size)
  return { ...createTerminal({ stdout, stderr, env, json, clock }), out: stdout.text, err: stderr.text }
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom('\u001b', '[', '2', 'J', '\u009b', '\u202e', '\u200b', '\r', '\n', '\t', 'я'),
  }),
)
const HARMFUL = /(?!\n|\t|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

describe('safe text', () => {
  test.prop([hostile])('has nothing in it that steers a terminal or hides', (text) => {
    expect(safeText(text)).not.toMatch(HARMFUL)
  })

  test.prop([hostile])('stays as it is when made safe again', (text) => {
    expect(safeText(safeText(text))).toBe(safeText(text))
  })

  test.prop([
    fc.string({ unit: fc.constantFrom(...Array.from('Жалған тілек, ещё! Ünï 漢字 👍 ❤️ \n\t\\u202e')) }),
  ])('leaves what people write as it is', (text) => {
    expect(safeText(text)).toBe(text)
  })

  test.each([
    ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
    ['invoice\u202efdp.exe', 'invoice\\u202efdp.exe'],
    ['zero\u200bwidth\u2060\ufeff', 'zero\\u200bwidth\\u2060\\ufeff'],
    ['\u009b31m\u007f\u0000', '\\u009b31m\\u007f\\u0000'],
    ['overwritten\rhidden', 'overwritten\\u000dhidden'],
    ['half \ud83d of a pair', 'half \\ud83d of a pair'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['from Windows\r\nlines', 'from Windows\nlines'],
  ])('shows %j as %j', (text, shown) => {
    expect(safeText(text)).toBe(shown)
  })
})

describe('widths', () => {
  test.each([
    ['plain', 5],
    ['Қазақстан', 9],
    ['й'.normalize('NFD'), 1],
    ['漢字', 4],
    ['한글', 4],
    ['ﾊﾝｶｸ', 4],
    ['Ａ', 2],
    ['👍🏽', 2],
    ['❤️', 2],
    ['🇰🇿', 2],
    ['한글'.normalize('NFD'), 4],
    ['ㄅㄆ', 4],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test.each([
    ['\u1100', 2],
    ['🏽', 2],
    ['\u0903', 1],
  ])('count every %j of a row, though Unicode takes it for one letter', (letter, width) => {
    expect(displayWidth(`漢${letter.repeat(100)}`)).toBe(2 + 100 * width)
  })
})

describe('a table', () => {
  const columns = [
    { title: 'Case', keep: true },
    { title: 'First line' },
    { title: 'Days', align: 'right' },
  ] as const

  test('reads in columns, also with Cyrillic and wide letters', () => {
    const { table, out } = terminal()
    table(columns, [
      ['amber fox', 'Начальник продаёт должности', '3'],
      ['calm river', '汚職の報告', '12'],
    ])
    expect(out()).toBe(
      [
        'Case        First line                   Days',
        'amber fox   Начальник продаёт должности     3',
        'calm river  汚職の報告                     12',
        '',
      ].join('\n'),
    )
  })

  test('shortens what is long, and keeps what is copied', () => {
    const { table, out } = terminal({ columns: 40 })
    table(columns, [['a name of twenty chrs', 'a first line that goes on and on', '3']])
    expect(out().split('\n')[1]).toBe('a name of twenty chrs  a first li…     3')
  })

  test('keeps each row on one line, whatever is in it', () => {
    const { table, out } = terminal()
    table([{ title: 'A' }], [['one\ntwo\t three\u001b[1A']])
    expect(out()).toBe('A\none two three\\u001b[1A\n')
  })

  test.prop([
    fc.integer({ min: 1, max: 8 }).chain((count) =>
      fc.record({
        columns: fc.array(fc.record({ title: fc.string(), keep: fc.boolean() }), {
          minLength: count,
          maxLength: count,
        }),
        rows: fc.array(fc.array(hostile, { minLength: count, maxLength: count }), { maxLength: 5 }),
      }),
    ),
    fc.integer({ min: 40, max: 100 }),
  ])('fits the screen and has a line for each row', ({ columns: heads, rows }, width) => {
    const { table, out } = terminal({ columns: width })
    table(heads, rows)
    const lines = out().split('\n')
    expect(lines).toHaveLength(rows.length + 2)
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })

  test('shows more rows than a call can have arguments', () => {
    const { table, out } = terminal()
    table(
      [{ title: 'A' }],
      Array.from({ length: 130_000 }, () => ['x']),
    )
    expect(out()).toBe(`A\n${'x\n'.repeat(130_000)}`)
  })

  test('does not measure all of a cell that is absurdly long', () => {
    const { table, out } = terminal()
    expect(timeOf(() => table([{ title: 'A' }], [[megabyteOf('x')], [megabyteOf('a😀')]]))).toBeLessThan(3000)
    expect(out()).toBe(`A\n${'x'.repeat(79)}…\n${'a😀'.repeat(26)}a…\n`)
  })

  test('says that a long cell is cut, and leaves its letters whole, though it has no width', () => {
    const { table, out } = terminal()
    table([{ title: 'A' }], [[`x${'\u{1e8d0}'.repeat(2000)}`]])
    expect(out()).toMatch(/^A\nx\u{1e8d0}+…\n$/u)
  })

  test('fits 80 columns where nobody says how wide the screen is', () => {
    const { table, out } = terminal()
    table([{ title: 'A' }, { title: 'B' }], [['x'.repeat(100), 'y'.repeat(100)]])
    expect(displayWidth(out().split('\n')[1] ?? '')).toBe(80)
  })
})

const textOf = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('')

const withoutSpace = (text: string) => text.replaceAll(/\s/gu, '')

const megabyteOf = (unit: string) => unit.repeat(Math.ceil(1_000_000 / Buffer.byteLength(unit)))

function timeOf(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

const spaces = fc.string({
  unit: fc.constantFrom(...Array.from(' \t\n\u00a0\u202f\u3000ab漢\u1100\u0301'), 'evil', '👍🏽'),
  maxLength: 200,
})

describe('wrapping', () => {
  test.prop([fc.oneof(hostile, spaces), fc.integer({ min: 10, max: 60 }), fc.integer({ min: 0, max: 6 })])(
    'keeps every letter, and every line fits',
    (text, width, indent) => {
      const wrapped = textOf(wrap([text], width, indent))
      expect(withoutSpace(wrapped)).toBe(withoutSpace(safeText(text)))
      for (const line of wrapped.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    },
  )

  test.prop([fc.oneof(hostile, spaces), fc.integer({ min: 10, max: 120 })])(
    'lets nobody write at the left edge, not even on a narrow screen',
    (text, columns) => {
      const { block, out } = terminal({ isTTY: true, columns })
      block(text)
      for (const line of out().split('\n')) {
        expect(line).toMatch(/^( {2}|$)/)
        expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      }
    },
  )

  test('cuts no word that has room on a line of its own', () => {
    expect(textOf(wrap([`see ${'x'.repeat(18)} there`], 20, 2))).toBe(`see\n  ${'x'.repeat(18)}\n  there`)
    expect(textOf(wrap([`see ${'x'.repeat(19)} there`], 20, 2))).toBe(`see\n  ${'x'.repeat(18)}\n  x there`)
  })

  test.each(['\u00a0', '\u202f', '\u3000', ' '])('is not deceived by a run of %j', (space) => {
    const { block, out } = terminal({ isTTY: true, columns: 40 })
    block(`${space.repeat(38)}error: at the edge\na${space.repeat(37)}error: once more`)
    expect(out()).toBe('  error: at the edge\n  a\n  error: once more\n')
  })

  test('goes on over several pieces', () => {
    const late = { text: 'late', style: 'red' } as const
    expect(wrap([late, ' by two days'], 11, 1)).toEqual([late, ' by two\n days'])
  })

  test.each([...Array.from('x😀\nя汉\u00a0\u1100\u0301\u001b\u{e0041}'), '👍🏽', 'a ', '\na'])(
    'is quick with a megabyte of %j',
    (unit) => {
      const { block } = terminal({ isTTY: true })
      expect(timeOf(() => block(megabyteOf(unit)))).toBeLessThan(3000)
    },
  )

  test('breaks at spaces, with the margin of its block', () => {
    const { block, out } = terminal({ isTTY: true, columns: 40, env: { NO_COLOR: '1' } })
    block('The chairman of the regional board sells posts.\r\nTwo people know.')
    expect(out()).toBe('  The chairman of the regional board\n  sells posts.\n  Two people know.\n')
  })

  test('leaves lines alone in a pipe', () => {
    const { line, out } = terminal()
    line('word '.repeat(40))
    expect(out()).toBe(`${'word '.repeat(40).trim()}\n`)
  })
})

describe('colours', () => {
  const printed = (setup: Setup) => {
    const { line, out } = terminal(setup)
    line({ text: 'late', style: 'red' }, ' by 2 days')
    return out()
  }

  test('are there on a terminal', () => {
    expect(printed({ isTTY: true })).toBe('\u001b[31mlate\u001b[0m by 2 days\n')
  })

  test.each<[string, Setup]>([
    ['in a pipe', {}],
    ['with NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }],
    ['on a terminal that has none', { isTTY: true, env: { TERM: 'dumb' } }],
  ])('are not there %s', (_, setup) => {
    expect(printed(setup)).toBe('late by 2 days\n')
  })

  test.prop([hostile])('are the only escapes that reach a terminal', (text) => {
    const { line, block, note, out, err } = terminal({ isTTY: true })
    line(text, { text, style: 'strong' })
    block(text)
    note(text)
    expect((out() + err()).replaceAll('\u001b[1m', '').replaceAll('\u001b[0m', '')).not.toMatch(HARMFUL)
  })
})

describe('errors', () => {
  const late = new CandorError('network_timeout', 'the server did not answer', 'try again')

  test('are two calm lines on stderr', () => {
    const { error, out, err } = terminal()
    error(late)
    expect(err()).toBe('error: the server did not answer\nhint: try again\n')
    expect(out()).toBe('')
  })

  test('bring the general hint when they have none of their own', () => {
    const { error, err } = terminal()
    error(new CandorError('vault_busy', 'the vault is in use'))
    expect(err()).toBe(
      'error: the vault is in use\nhint: another candor uses this vault: wait until it is done, or close it\n',
    )
  })

  test('are JSON on stdout for programs', () => {
    const { error, out, err } = terminal({ json: true })
    error(late)
    expect(JSON.parse(out())).toEqual({
      error: { code: 'network_timeout', message: 'the server did not answer', hint: 'try again' },
    })
    expect(err()).toBe('')
  })

  test('of ours say nothing about what went wrong unless asked', () => {
    const { bug, err } = terminal()
    bug(new Error('the secret is 42'), false)
    expect(err()).toMatch(/^error: something went wrong inside candor/)
    expect(err()).not.toContain('42')
  })

  test('of ours show where they happened when asked, made harmless', () => {
    const { bug, err } = terminal()
    bug(new Error('here\u001b[2J'), true)
    expect(err()).toContain('here\\u001b[2J')
    expect(err()).toContain('terminal.test')
  })
})

describe('JSON', () => {
  test.prop([hostile])('says the same, and is harmless to look at', (text) => {
    const { result, out } = terminal({ json: true })
    result({ text })
    expect(out()).not.toMatch(HARMFUL)
    expect(JSON.parse(out())).toEqual({ text })
    expect(out().split('\n')).toHaveLength(2)
  })

  test('is the only thing printed in its mode, and only in its mode', () => {
    const quiet = terminal({ json: true })
    quiet.line('x')
    quiet.block('x')
    quiet.note('x')
    quiet.table([{ title: 'x' }], [])
    expect(quiet.out() + quiet.err()).toBe('')
    const usual = terminal()
    usual.result({ x: 1 })
    expect(usual.out()).toBe('')
  })
})

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const clock = () => performance.now()
  const lasting = (milliseconds: number) => (step: (done: number, total?: number) => void) =>
    new Promise<string>((resolve) => {
      setTimeout(() => step(1, 4), milliseconds / 2)
      setTimeout(() => resolve('done'), milliseconds)
    })

  test('shows after a second, and leaves no trace', async () => {
    const { during, out, err } = terminal({ isTTY: true, clock })
    const work = during('sealing', lasting(3000))
    await vi.advanceTimersByTimeAsync(900)
    expect(err()).toBe('')
    await vi.advanceTimersByTimeAsync(3000)
    expect(await work).toBe('done')
    expect(err()).toContain('\r\u001b[2Ksealing\r')
    expect(err()).toContain('\r\u001b[2Ksealing 25 %')
    expect(err().endsWith('\r\u001b[2K')).toBe(true)
    expect(out()).toBe('')
  })

  test.each<[string, Setup, number]>([
    ['when it is quick', { isTTY: true, clock }, 500],
    ['in a pipe', { clock }, 3000],
    ['for programs', { isTTY: true, json: true, clock }, 3000],
  ])('does not show %s', async (_, setup, milliseconds) => {
    const { during, err } = terminal(setup)
    const work = during('sealing', lasting(milliseconds))
    await vi.advanceTimersByTimeAsync(4000)
    await work
    expect(err()).toBe('')
  })

  test('goes away when the work fails', async () => {
    const { during, err } = terminal({ isTTY: true, clock })
    const work = during('sending', () => lasting(2000)(() => {}).then(() => Promise.reject(new Error('no'))))
    const failed = expect(work).rejects.toThrow('no')
    await vi.advanceTimersByTimeAsync(4000)
    await failed
    expect(err().endsWith('\r\u001b[2K')).toBe(true)
  })
})
