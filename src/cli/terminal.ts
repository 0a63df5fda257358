import type { CandorError } from '../protocol/errors.ts'
import { hintOf } from './exit.ts'

// Every rule about the terminal is in this file: what is harmless to print, how wide it may be, where it goes, and
// when it has colours. Nothing reaches the screen but through `safeText`, so a tip cannot steer the terminal.

/** The part of a stream that printing needs. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

type Style = 'strong' | 'dim' | 'red' | 'green' | 'yellow'

/** Text in one style; a bare string has none. */
export type Piece = string | { readonly text: string; readonly style: Style }

interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Shortened last of all: what the reader copies, such as names and numbers. */
  readonly keep?: boolean
}

/** Reports how far a piece of work is; without a total, only how much is done. */
type Step = (done: number, total?: number) => void

export interface Terminal {
  /** True when a program reads the answer: then only `result` and `error` print, one line of JSON on stdout. */
  readonly json: boolean
  readonly line: (...pieces: readonly Piece[]) => void
  /** Somebody's words, indented and wrapped, their line breaks kept. */
  readonly block: (text: string, indent?: number) => void
  readonly table: (columns: readonly Column[], rows: readonly (readonly Piece[])[]) => void
  /** What is said beside the result, on stderr. */
  readonly note: (...pieces: readonly Piece[]) => void
  readonly result: (value: unknown) => void
  readonly error: (error: CandorError) => void
  /** For what is a bug of ours; details only when the reader asked for them. */
  readonly bug: (error: unknown, withDetails: boolean) => void
  /** Shows progress on stderr once the work has lasted a second. */
  readonly during: <T>(label: string, work: (step: Step) => Promise<T>) => Promise<T>
}

export interface TerminalOptions {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly json: boolean
  /** Milliseconds since whenever. */
  readonly clock: () => number
}

const NARROWEST = 40
const WIDEST = 100
const USUAL = 80
const GAP = 2

export function createTerminal({ stdout, stderr, env, json, clock }: TerminalOptions): Terminal {
  const out = writer(stdout, env)
  const err = writer(stderr, env)
  const say = (write: () => void) => (json ? undefined : write())
  const fail = (code: string, message: string, hint: string | undefined) =>
    json ? out.raw(`${printableJson({ error: { code, message, hint } })}\n`) : err.error(message, hint)
  return {
    json,
    line: (...pieces) => say(() => out.line(pieces)),
    block: (text, indent = 2) => say(() => out.line([' '.repeat(indent), ...indented(text, indent)], indent)),
    table: (columns, rows) =>
      say(() => layOut(columns, rows, out.width).forEach((line) => out.unwrapped(line))),
    note: (...pieces) => say(() => err.line(pieces)),
    result: (value) => (json ? out.raw(`${printableJson(value)}\n`) : undefined),
    error: (error) => fail(error.code, error.message, hintOf(error)),
    bug: (error, withDetails) => {
      fail('bug', ...bugWords)
      if (withDetails) err.line([detailsOf(error)])
    },
    during: (label, work) => during(json ? undefined : err, label, clock, work),
  }
}

const bugWords = [
  'something went wrong inside candor, and it stopped',
  'nothing is lost that was reported as done; set CANDOR_DEBUG=1 to see the details',
] as const

const detailsOf = (error: unknown) =>
  error instanceof Error
    ? (error.stack ?? error.message)
    : 'what was thrown is not an error, and is not shown'

const indented = (text: string, indent: number) =>
  safeText(text)
    .split('\n')
    .flatMap((line, at) => (at === 0 ? [line] : ['\n', ' '.repeat(indent), line]))

// ---- harmless text -------------------------------------------------------------------------------------------------

// Controls, formatting and bidi characters, unpaired surrogates, line separators, and whatever else has no width of
// its own; but not the mark that gives an emoji its colours.
const HARMFUL = /(?!\n|\t|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** Shows what could steer a terminal or deceive the eye as escapes; line breaks and tabs stay. */
export const safeText = (text: string): string => text.replaceAll('\r\n', '\n').replace(HARMFUL, visible)

function visible(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}

/** JSON lets nearly everything stand as it is; here it is spelt as escapes, which mean the same. */
const printableJson = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(HARMFUL, (character) =>
    Array.from({ length: character.length }, (_, at) => visible(unitAt(character, at))).join(''),
  )

const unitAt = (text: string, at: number) => String.fromCharCode(text.charCodeAt(at))

// ---- widths --------------------------------------------------------------------------------------------------------

const letters = new Intl.Segmenter('und', { granularity: 'grapheme' })
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFE0F\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]/u
const NARROW_EXCEPTIONS = /[\uFF61-\uFFDC]/u
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu

const split = (text: string) => Array.from(letters.segment(text), ({ segment }) => segment)

function letterWidth(letter: string): number {
  if (letter === '\t') return 8
  if (WIDE.test(letter) && !NARROW_EXCEPTIONS.test(letter)) return 2
  return Array.from(letter.replace(WITHOUT_WIDTH, '')).length
}

/** Columns that a text takes on the screen. */
export const displayWidth = (text: string): number =>
  split(text).reduce((sum, letter) => sum + letterWidth(letter), 0)

function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const letter of split(text)) {
    used += letterWidth(letter)
    if (used > width) break
    kept += letter
  }
  return `${kept.trimEnd()}…`
}

// ---- lines ---------------------------------------------------------------------------------------------------------

const textOf = (piece: Piece) => (typeof piece === 'string' ? piece : piece.text)
const restyle = (piece: Piece, text: string): Piece =>
  typeof piece === 'string' ? text : { text, style: piece.style }

/** Breaks lines at spaces so that they fit; a longer word is left whole, because a reader may want to copy it. */
export function wrap(pieces: readonly Piece[], width: number, indent = 0): Piece[] {
  const margin = `\n${' '.repeat(indent)}`
  const wrapped: Piece[] = []
  let column = 0
  let gap: Piece | undefined
  for (const word of pieces.flatMap(words)) {
    const text = textOf(word)
    if (text === '\n') {
      wrapped.push(word)
      column = 0
      gap = undefined
    } else if (text.trim() === '') {
      gap = restyle(word, textOf(gap ?? '') + text)
    } else {
      const reach = column + displayWidth(textOf(gap ?? '')) + displayWidth(text)
      const isBroken = column > 0 && reach > width
      wrapped.push(isBroken ? margin : (gap ?? ''), word)
      column = isBroken ? indent + displayWidth(text) : reach
      gap = undefined
    }
  }
  return wrapped
}

const words = (piece: Piece): Piece[] =>
  safeText(textOf(piece))
    .split(/(\n|[ \t]+)/)
    .filter((text) => text !== '')
    .map((text) => restyle(piece, text))

// ---- tables --------------------------------------------------------------------------------------------------------

const oneLine = (text: string) => safeText(text).replace(/\s+/gu, ' ').trim()

function layOut(
  columns: readonly Column[],
  rows: readonly (readonly Piece[])[],
  width: number,
): (readonly Piece[])[] {
  const head = columns.map(({ title }): Piece => ({ text: title, style: 'dim' }))
  const cells = [head, ...rows].map((row) =>
    columns.map((_, at): Piece => restyle(row[at] ?? '', oneLine(textOf(row[at] ?? '')))),
  )
  const natural = columns.map((_, at) =>
    Math.max(1, ...cells.map((row) => displayWidth(textOf(row[at] ?? '')))),
  )
  const widths = fit(natural, columns, width - GAP * (columns.length - 1))
  return cells.map((row) => row.flatMap((cell, at) => padded(cell, widths, at, columns[at]?.align)))
}

/** Takes from the widest column, first from those that may be shortened down to a readable rest, then from any. */
function fit(natural: readonly number[], columns: readonly Column[], room: number): readonly number[] {
  const widths = [...natural]
  const total = () => widths.reduce((sum, width) => sum + width, 0)
  for (const [least, canShrink] of [
    [8, (at: number) => !columns[at]?.keep] as const,
    [1, () => true] as const,
  ]) {
    while (total() > room) {
      const candidates = widths.map((width, at) => (canShrink(at) && width > least ? width : 0))
      const widest = candidates.indexOf(Math.max(...candidates))
      if ((candidates[widest] ?? 0) === 0) break
      widths[widest] = (widths[widest] as number) - 1
    }
  }
  return widths
}

function padded(cell: Piece, widths: readonly number[], at: number, align: Column['align']): Piece[] {
  const width = widths[at] as number
  const text = shorten(textOf(cell), width)
  const room = ' '.repeat(width - displayWidth(text))
  const gap = at === 0 ? '' : ' '.repeat(GAP)
  return align === 'right' ? [gap + room, restyle(cell, text)] : [gap, restyle(cell, text), room]
}

// ---- writing -------------------------------------------------------------------------------------------------------

const colours: Record<Style, string> = { strong: '1', dim: '2', red: '31', green: '32', yellow: '33' }

export const hasColours = (output: Output, env: TerminalOptions['env']): boolean =>
  output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'

export const widthOf = (output: Output): number =>
  Math.min(WIDEST, Math.max(NARROWEST, output.columns || USUAL))

type Writer = ReturnType<typeof writer>

function writer(output: Output, env: TerminalOptions['env']) {
  const isColoured = hasColours(output, env)
  const paint = (piece: Piece) =>
    typeof piece === 'string' || !isColoured
      ? safeText(textOf(piece))
      : `\u001b[${colours[piece.style]}m${safeText(piece.text)}\u001b[0m`
  const raw = (text: string) => void output.write(text)
  const unwrapped = (pieces: readonly Piece[]) => raw(`${pieces.map(paint).join('').trimEnd()}\n`)
  // What goes into a pipe keeps its lines: the next program does the wrapping.
  const line = (pieces: readonly Piece[], indent = 0) =>
    unwrapped(output.isTTY ? wrap(pieces, widthOf(output), indent) : pieces)
  const error = (message: string, hint: string | undefined) => {
    line([{ text: 'error:', style: 'red' }, ` ${message}`])
    if (hint) line([{ text: 'hint:', style: 'yellow' }, ` ${hint}`])
  }
  return { raw, unwrapped, line, error, width: widthOf(output), isTTY: output.isTTY === true }
}

// ---- progress ------------------------------------------------------------------------------------------------------

const PATIENCE = 1000
const REFRESH = 100
const CLEAR_LINE = '\r\u001b[2K'

async function during<T>(
  err: Writer | undefined,
  label: string,
  clock: () => number,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  if (!err?.isTTY) return work(() => {})
  const started = clock()
  let amount = ''
  let drawn = started + PATIENCE - REFRESH
  const draw = () => {
    if (clock() - drawn < REFRESH) return
    drawn = clock()
    err.raw(`${CLEAR_LINE}${shorten(oneLine(`${label}${amount}`), err.width - 1)}`)
  }
  const timer = setInterval(draw, REFRESH)
  try {
    return await work((done, total) => {
      amount = total ? ` ${Math.floor((100 * done) / total)} %` : ` ${done}`
      draw()
    })
  } finally {
    clearInterval(timer)
    if (clock() - started >= PATIENCE) err.raw(CLEAR_LINE)
  }
}
