import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import {
  addCommand,
  type CommandModule,
  createProgram,
  groups,
  options,
  run,
  wantsJson,
} from '../../src/cli/program.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { world } from './screen.ts'

const greet: CommandModule = {
  register(program, { terminal }) {
    addCommand(program, {
      usage: 'greet <name>',
      group: groups.trying,
      summary: 'say hello',
      about: 'Says hello to somebody.',
      examples: [['candor greet Aigerim', 'says hello to Aigerim']],
    })
      .addOption(options.server())
      .action((name: string) => {
        terminal.line('hello ', { text: name, style: 'strong' })
        terminal.result({ hello: name })
      })
  },
}

const failing = (error: Error): CommandModule => ({
  register(program) {
    const description = { usage: 'fail', group: groups.admins, summary: 'fail', about: 'Fails.' }
    addCommand(program, { ...description, examples: [['candor fail', 'fails']] }).action(() => {
      throw error
    })
  },
})

async function typed(line: string, commands = [greet], env = {}) {
  const io = world({ env })
  const code = await run(line.split(' ').filter(Boolean), io, commands)
  return { code, out: io.stdout.text(), err: io.stderr.text() }
}

describe('a command line', () => {
  test('runs its command', async () => {
    expect(await typed('greet Aigerim')).toEqual({ code: 0, out: 'hello Aigerim\n', err: '' })
  })

  test.each(['--json greet Aigerim', 'greet Aigerim --json', 'greet --server x --json Aigerim'])(
    'answers in JSON: %s',
    async (line) => {
      expect(await typed(line)).toEqual({ code: 0, out: '{"hello":"Aigerim"}\n', err: '' })
    },
  )

  test('does not take an argument for the wish for JSON', () => {
    expect(wantsJson(['send', '--', '--json'])).toBe(false)
    expect(wantsJson(['send', '--json', '--'])).toBe(true)
  })
})

describe('a slip', () => {
  test.each([
    ['gret Aigerim', "error: unknown command 'gret'\nhint: did you mean greet?\n"],
    ['frobnicate', "error: unknown command 'frobnicate'\nhint: see candor --help\n"],
    ['greet', "error: missing required argument 'name'\nhint: see candor greet --help\n"],
    ['greet a --sever x', "error: unknown option '--sever'\nhint: did you mean --server?\n"],
    [
      'greet a --server',
      "error: option '--server <address>' argument missing\nhint: see candor greet --help\n",
    ],
    [
      'greet a b',
      "error: too many arguments for 'greet': expected 1 argument but got 2\nhint: see candor greet --help\n",
    ],
  ])('is explained: candor %s', async (line, err) => {
    expect(await typed(line)).toEqual({ code: 2, out: '', err })
  })

  test('is explained to programs as well', async () => {
    const { code, out, err } = await typed('--json gret')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(JSON.parse(out)).toEqual({
      error: { code: 'usage', message: "unknown command 'gret'", hint: 'did you mean greet?' },
    })
  })
})

describe('help', () => {
  test('lists the commands by who they are for', async () => {
    const { code, out } = await typed('--help')
    expect(code).toBe(0)
    expect(out).toContain('To try it out:\n  greet [options] <name>  say hello\n')
  })

  test.each(['greet --help', 'help greet'])('of a command ends with an example: candor %s', async (line) => {
    const { code, out } = await typed(line)
    expect(code).toBe(0)
    expect(out).toContain('Says hello to somebody.')
    expect(out).toContain('--json')
    expect(out.endsWith('Example:\n  candor greet Aigerim\n      says hello to Aigerim\n')).toBe(true)
  })

  test('is shown when nothing was typed, which is not success', async () => {
    const { code, out, err } = await typed('')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: candor')
    expect(JSON.parse((await typed('--json')).out)).toMatchObject({
      error: { message: 'no command was given' },
    })
  })

  test('shows the version', async () => {
    expect(await typed('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' })
  })
})

describe('a failure', () => {
  test('of ours is told with its hint and its exit code', async () => {
    const error = new CandorError('keyring_expired', 'the list of keys has expired', 'tell them')
    expect(await typed('fail', [failing(error)])).toEqual({
      code: 3,
      out: '',
      err: 'error: the list of keys has expired\nhint: tell them\n',
    })
  })

  test('that nobody foresaw is told calmly, and without what it says', async () => {
    const { code, err } = await typed('fail', [failing(new Error('the codename is abandon'))])
    expect(code).toBe(1)
    expect(err).toMatch(/^error: something went wrong inside candor, and it stopped\nhint: /)
    expect(err).not.toContain('abandon')
  })

  test('that nobody foresaw shows its place to who asks', async () => {
    const { err } = await typed('fail', [failing(new Error('boom'))], { CANDOR_DEBUG: '1' })
    expect(err).toContain('Error: boom\n    at ')
  })
})

describe('the program itself', () => {
  test('is made of its commands, in their order', () => {
    const io = world()
    const terminal = createTerminal({ ...io, json: false })
    const program = createProgram([greet, failing(new Error())], { ...io, terminal })
    expect(program.commands.map((command) => command.name())).toEqual(['greet', 'fail'])
  })

  test('starts, and knows its version', () => {
    const main = new URL('../../src/cli/main.ts', import.meta.url).pathname
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', main, '--version'], {
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})
