import type { Readable, Writable } from 'node:stream'
import { confirm, isCancel, password } from '@clack/prompts'
import { readFileBytes } from '../keyfile/whole-file.ts'
import { CandorError } from '../protocol/errors.ts'
import { readPipe } from './pipe.ts'

/** Where questions are asked: on stderr, so that stdout holds nothing but the answer of the command. */
export interface Console {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
}

/** Asks for one hidden line; undefined when the person breaks off. */
export type Ask = (question: string) => Promise<string | undefined>

const askHidden =
  ({ stdin, stderr }: Console): Ask =>
  async (question) => {
    const answer = await password({ message: question, input: stdin, output: stderr, withGuide: false })
    return isCancel(answer) ? undefined : answer
  }

/** Asks for a yes; breaking off is none. */
type AskYes = (question: string) => Promise<boolean>

const askYes =
  ({ stdin, stderr }: Console): AskYes =>
  async (message) => {
    const answer = await confirm({
      message,
      initialValue: false,
      input: stdin,
      output: stderr,
      withGuide: false,
    })
    return answer === true
  }

/** Whether a person says yes; where nobody can be asked, what was typed counts as one. */
export const saysYes = async (console: Console, question: string, ask = askYes(console)): Promise<boolean> =>
  !canAsk(console) || ask(question)

const canAsk = ({ stdin, stderr }: Console) => stdin.isTTY === true && stderr.isTTY === true

/**
 * The password from the named file, else from the person.
 *
 * @param what what it opens, as in "password of the vault"
 * @throws CandorError `password_missing`, or `file_unreadable`
 */
export async function readPassword(
  console: Console,
  request: { readonly what: string; readonly file?: string | undefined },
  ask = askHidden(console),
): Promise<string> {
  if (request.file !== undefined) return passwordIn(request.file)
  return answered(console, `Password of ${request.what}`, ask)
}

/** As `readPassword`, but a person types it twice: it is new, and a slip would lock them out. */
export async function readNewPassword(
  console: Console,
  request: { readonly what: string; readonly file?: string | undefined },
  ask = askHidden(console),
): Promise<string> {
  if (request.file !== undefined) return passwordIn(request.file)
  const first = await answered(console, `New password of ${request.what}`, ask)
  const second = await answered(console, 'The same again', ask)
  if (first.normalize('NFC') === second.normalize('NFC')) return first
  throw new CandorError('password_missing', 'the two passwords are not the same', 'start again')
}

async function answered(console: Console, question: string, ask: Ask): Promise<string> {
  if (!canAsk(console)) throw missing('a password is needed, and there is no terminal to ask for it')
  const answer = await ask(question)
  if (answer === undefined) throw missing('no password was given')
  if (answer === '') throw missing('the password is empty')
  return answer
}

const missing = (message: string) => new CandorError('password_missing', message)

/** Its first line; the line end and a byte order mark are the editor's, not the password's. */
async function passwordIn(path: string): Promise<string> {
  const [line] = decode(await readFileBytes(path), path).split(/\r?\n/u)
  if (line) return line
  throw new CandorError('password_missing', `the first line of ${path} is empty`, 'put the password there')
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CandorError('file_damaged', `${path} is not text`, 'save it as UTF-8 text')
  }
}

const LONGEST_CODENAME = 4096

/**
 * A codename, never from the command line, where other users and the shell's history would see it: from the person,
 * unseen, or from a pipe. Words may be parted by any spaces and lines.
 *
 * @throws CandorError `usage`
 */
export async function readCodename(console: Console, ask = askHidden(console)): Promise<string> {
  const text = console.stdin.isTTY
    ? await askForCodename(console, ask)
    : (await readPipe(console.stdin, LONGEST_CODENAME, codenameTooLong)).toString('utf8')
  const words = text.trim().split(/\s+/u).join(' ')
  if (words === '') throw codenameMissing('no codename was given')
  return words
}

async function askForCodename(console: Console, ask: Ask): Promise<string> {
  if (!canAsk(console)) throw codenameMissing('there is no terminal to ask for the codename')
  return (await ask('Codename (it is not shown)')) ?? ''
}

const codenameMissing = (message: string) =>
  new CandorError('usage', message, 'type its words when asked, or hand them in through a pipe')

const codenameTooLong = () => codenameMissing('what was handed in is too long for a codename')
