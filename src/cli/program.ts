import type { Readable, Writable } from 'node:stream'
import { Command, CommanderError, Help, Option } from 'commander'
import type { Cost } from '../keyfile/sealed-file.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { exitCodeOf, exitCodes, isFinding } from './exit.ts'
import { createTerminal, hasColours, type Terminal, widthOf } from './terminal.ts'

type ScreenOrPipe = { readonly isTTY?: boolean; readonly columns?: number }

/** Everything of the outside world that a command may use. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & ScreenOrPipe
  readonly stderr: Writable & ScreenOrPipe
  /** Fresh random bytes. */
  readonly random: (length: number) => Uint8Array
  /** Milliseconds since 1970-01-01 UTC. */
  readonly clock: () => number
  readonly platform: NodeJS.Platform
  /** The user's home folder. */
  readonly home: string
  readonly version: string
  /** What a guess at a new password costs a thief; the usual unless told. */
  readonly cost?: Cost | undefined
}

export interface Context extends Io {
  readonly terminal: Terminal
}

/** One file per command; each adds itself with `addCommand`. */
export interface CommandModule {
  register(program: Command, context: Context): void
}

export const groups = {
  trying: 'To try it out:',
  sources: 'For a source:',
  investigators: 'For an investigator:',
  everyone: 'For everyone:',
  admins: 'For an admin:',
} as const

/** What the help says about a command: no command without an example. */
export interface Description {
  /** With its arguments, such as `read <tip>`. */
  readonly usage: string
  readonly group: (typeof groups)[keyof typeof groups]
  /** One line in the list of commands. */
  readonly summary: string
  /** What it does, in sentences. */
  readonly about: string
  readonly examples: readonly [Example, ...Example[]]
}

/** A command as it is typed, and what it does. */
type Example = readonly [typed: string, meaning: string]

export function addCommand(program: Command, description: Description): Command {
  const { usage, group, summary, about, examples } = description
  const lines = examples.map(([typed, meaning]) => `  ${typed}\n      ${meaning}`)
  return program
    .command(usage)
    .helpGroup(group)
    .summary(summary)
    .description(about)
    .addHelpText('after', `\n${examples.length > 1 ? 'Examples' : 'Example'}:\n${lines.join('\n')}`)
}

/** Options that several commands share, spelt once; `readSettings` takes what they give. */
export const options = {
  server: () => new Option('--server <address>', 'the intake server (CANDOR_SERVER)'),
  vault: () => new Option('--vault <folder>', 'the folder with your keys and cases (CANDOR_VAULT)'),
  organisation: () => new Option('--org <identifier>', 'the only organisation to trust (CANDOR_ORG)'),
  form: () => new Option('--form <folder>', 'a built form, instead of the one that this release brings'),
  passwordFile: () =>
    new Option('--password-file <file>', 'a file whose first line is the password (CANDOR_PASSWORD_FILE)'),
  text: () => new Option('--file <file>', 'a file with the text; - reads it from a pipe'),
  yes: () => new Option('-y, --yes', 'do not ask before it is sent'),
} as const

const HELP = `
candor <command> --help shows what a command does, with an example.
Endings: 0 done, 1 failed, 2 wrongly typed, 3 keys refused, 4 network, 5 password.`

export function createProgram(commands: readonly CommandModule[], context: Context): Command {
  const { terminal, stdout, stderr, env, version } = context
  const program = new Command('candor')
    .description('Send tips that only the chosen people can open, and read them.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .option('--json', 'answer in JSON, for programs')
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => `\u001b[1m${title}\u001b[0m`,
      // An empty list is how "none" looks to us, and means nothing to whoever reads the help.
      optionDescription: (option) =>
        Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option),
    })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => (terminal.json ? undefined : stderr.write(text)),
      outputError: () => {},
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => hasColours(stdout, env),
      getErrHasColors: () => hasColours(stderr, env),
    })
    .addHelpText('after', HELP)
  for (const command of commands) command.register(program, context)
  refuseAsUsage(program, terminal.json)
  return program
}

function refuseAsUsage(command: Command, json: boolean): void {
  command.exitOverride((error) => {
    throw isHelp(error, json) ? error : usageError(error, command)
  })
  for (const child of command.commands) refuseAsUsage(child, json)
}

/** Help has been shown already, unless a program reads. */
const isHelp = (error: CommanderError, json: boolean) =>
  error.exitCode === 0 || (error.code === 'commander.help' && !json)

function usageError(error: CommanderError, command: Command): CandorError {
  if (error.code === 'commander.help')
    return new CandorError('usage', 'no command was given', 'see candor --help')
  const [, message = '', suggestion] =
    /^(?:error: )?(.*?)(?:\n\((Did you mean .*)\))?$/s.exec(error.message) ?? []
  const hint = suggestion ? suggestion.replace('Did', 'did') : `see ${pathOf(command)} --help`
  return new CandorError('usage', asClause(message), hint)
}

const asClause = (sentences: string) =>
  sentences.replace(/\.$/, '').replace(/\. (\p{Lu})/gu, (_, letter: string) => `: ${letter.toLowerCase()}`)

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()

/** Decided before anything is parsed, because what cannot be parsed must be answered in JSON as well. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? undefined : end).includes('--json')
}

/** Runs one command line, without the names of the program. @returns the exit code */
export async function run(
  args: readonly string[],
  io: Io,
  commands: readonly CommandModule[],
): Promise<number> {
  const terminal = createTerminal({ ...io, json: wantsJson(args) })
  try {
    const program = createProgram(commands, { ...io, terminal })
    if (args.every((arg) => arg === '--json')) program.help({ error: true })
    await program.parseAsync([...args], { from: 'user' })
    return exitCodes.success
  } catch (error) {
    return end(error, terminal, io.env)
  }
}

/** Says how it ended. Anything but our own errors is a bug, whose words may hold secrets: shown only on request. */
export function end(error: unknown, terminal: Terminal, env: Io['env']): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage
  if (isFinding(error)) return exitCodes[error.ending]
  if (isCandorError(error)) terminal.error(error)
  else terminal.bug(error, env['CANDOR_DEBUG'] === '1')
  return exitCodeOf(error)
}
