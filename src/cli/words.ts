import { createInterface } from 'node:readline'
import { readFileBytes } from '../keyfile/whole-file.ts'
import { CandorError } from '../protocol/errors.ts'
import { LONGEST_TEXT } from '../protocol/thread/events.ts'
import { readPipe } from './pipe.ts'
import type { Context } from './program.ts'

/** Where a text comes from that somebody writes. */
export interface TextSource {
  /** From the command line. */
  readonly text?: string | undefined
  /** A file, `-` for a pipe. */
  readonly file?: string | undefined
}

/**
 * What somebody writes: from the command line, a file or a pipe, or typed at the terminal.
 * @throws `usage` when there is nothing, or more than fits into one message
 */
export async function readWords(context: Context, { text, file }: TextSource): Promise<string> {
  if (text !== undefined && file !== undefined)
    throw new CandorError('usage', 'there is a text and a file as well', 'give one of them')
  if (text !== undefined) return fitting(text)
  if (file !== undefined && file !== '-') return fitting(decoded(await readFileBytes(file), file))
  if (file === undefined && context.stdin.isTTY === true) return fitting(await typed(context))
  return fitting(
    decoded(await readPipe(context.stdin, 2 * LONGEST_TEXT, tooLong), 'what came through the pipe'),
  )
}

/** As `readWords`, where nothing need be said: then nobody is asked for it. */
export const readPerhapsWords = (context: Context, source: TextSource): Promise<string> =>
  source.text === undefined && source.file === undefined ? Promise.resolve('') : readWords(context, source)

/** @throws `usage` when it is longer than `most` bytes */
export function shortText(text: string, most: number, what: string): string {
  const kept = text.trim()
  if (Buffer.byteLength(kept) <= most) return kept
  throw new CandorError(
    'usage',
    `${what} is too long`,
    `it may have ${most} bytes, which is fewer letters in Cyrillic`,
  )
}

function fitting(text: string): string {
  const kept = text.replaceAll('\r\n', '\n').replace(/^\n+|\s+$/gu, '')
  if (kept === '') throw new CandorError('usage', 'there is no text', 'write what you want to say')
  if (Buffer.byteLength(kept) > LONGEST_TEXT) throw tooLong()
  return kept
}

/** The most of a reason, in bytes. */
export const LONGEST_REASON = 2000

const tooLong = () =>
  new CandorError('usage', 'this is too long for one message', 'send it in several messages')

function decoded(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CandorError('file_damaged', `${where} is not text`, 'save it as UTF-8 text')
  }
}

// A terminal cannot be asked anything more once its end was read, so the end is a key here and not the end.
async function typed({ stdin, stderr, terminal }: Context): Promise<string> {
  terminal.note('Write, and end with Ctrl-D on an empty line:')
  const lines = createInterface({ input: stdin, output: stderr, terminal: true })
  let brokenOff = false
  lines.on('SIGINT', () => {
    brokenOff = true
    lines.close()
  })
  const text: string[] = []
  for await (const line of lines) text.push(line)
  if (brokenOff) throw new CandorError('usage', 'you broke off, and nothing was said', 'start again')
  return text.join('\n')
}
