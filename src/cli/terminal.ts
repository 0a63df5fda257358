import type { CandorError } from '../protocol/errors.ts'
import { hintOf } from './exit.ts'
import { displayWidth, shorten } from './width.ts'
import { wrapping } from './wrap.ts'

export { displayWidth } from './width.ts'

// Every rule about the terminal is in this file and the two beside it: what is harmless to print, how wide it may be,
// where it goes, and when it has colours. Nothing reaches the screen but through `safeText`, so a tip cannot steer the terminal.

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
    block: (text, indent = 2) => say(() => out.line([indented(text, ' '.repeat(indent))], indent)),
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

const indented = (text: string, margin: string) => margin + safeText(text).replaceAll('\n', `\n${margin}`)

// ---- harmless text -------------------------------------------------------------------------------------------------

// Controls, formatting and bidi characters, unpaired surrogates, line separators, and whatever else has no width of
// its own; but not the mark that gives an emoji its colours.
const HARMFUL = /(?!\n|\t|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

// Most texts are nothing but these, and are known to be harmless many times faster.
const NOT_PLAIN = /[^\n\t\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f]/

/** Shows what could steer a terminal or deceive the eye as escapes; line breaks and tabs stay. */
export const safeText = (text: string): string =>
  NOT_PLAIN.test(text) ? text.replaceAll('\r\n', '\n').replace(HARMFUL, visible) : text

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

// ---- lines ---------------------------------------------------------------------------------------------------------

const textOf = (piece: Piece) => (typeof piece === 'string' ? piece : piece.text)
const restyle = (piece: Piece, text: string): Piece =>
  typeof piece === 'string' ? text : { text, style: piece.style }

/** Breaks lines at white space so that they fit; only a word that is longer than a line is cut. */
export function wrap(pieces: readonly Piece[], width: number, indent = 0): Piece[] {
  const wrapped = wrapping(width, indent)
  return pieces.map((piece) => restyle(piece, wrapped(safeText(textOf(piece)))))
}

// ---- tables --------------------------------------------------------------------------------------------------------

const oneLine = (text: string) => safeText(cutOff(text)).replace(/\s+/gu, ' ').trim()

// Far more than a line has room for; what is behind it is not even measured.
const LONGEST = 2000

function cutOff(text: string): string {
  if (text.length <= LONGEST) return text
  // Never between the halves of a pair, which would show as an escape.
  const isHalf = (text.codePointAt(LONGEST - 1) as number) > 0xffff
  return `${text.slice(0, isHalf ? LONGEST - 1 : LONGEST)}…`
}

function layOut(
  columns: readonly Column[],
  rows: readonly (readonly Piece[])[],
  width: number,
): (readonly Piece[])[] {
  const head = columns.map(({ title }): Piece => ({ text: title, style: 'dim' }))
  const cells = [head, ...rows].map((row) =>
    columns.map((_, at): Piece => restyle(row[at] ?? '', oneLine(textOf(row[at] ?? '')))),
  )
  // A table can have more rows than a call can have arguments, so the widest cell is not left to Math.max alone.
  const natural = columns.map((_, at) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(textOf(row[at] ?? ''))), 1),
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

/** Lines fit even a screen too narrow for tables. */
const lineWidthOf = (output: Output) => Math.min(widthOf(output), output.columns || USUAL)

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
    unwrapped(output.isTTY ? wrap(pieces, lineWidthOf(output), indent) : pieces)
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
