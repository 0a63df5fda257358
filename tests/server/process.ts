import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { intakeForTest, NOON } from '../intake/support.ts'
import type { TestOrganisation } from '../support/organisation.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The program as it is shipped, compiled beside what it needs, so that no other build is touched. */
export function compiledServer(): { readonly home: string; readonly main: string } {
  const home = mkdtempSync(join(tmpdir(), 'candor-built-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = [
    '-p',
    join(root, 'src'),
    '--outDir',
    join(home, 'dist'),
    '--noCheck',
    '--incremental',
    'false',
  ]
  execFileSync(process.execPath, [compiler, ...options], { stdio: 'inherit' })
  cpSync(join(root, 'package.json'), join(home, 'package.json'))
  for (const name of ['node_modules', 'migrations']) symlinkSync(join(root, name), join(home, name))
  return { home, main: join(home, 'dist', 'server', 'main.js') }
}

/** The tests' organisation is valid for some months only: the program believes that it is then. */
const clock = `const real = Date.now, begun = real(); Date.now = () => ${NOON}000 + real() - begun`
const withClock = ['--import', `data:text/javascript,${encodeURIComponent(clock)}`]

export interface RunningServer {
  readonly child: ChildProcess
  readonly origin: string
  /** What it has printed so far. */
  readonly printed: { out: string; err: string }
  /** Resolves with the exit code, null after a signal. */
  readonly exit: Promise<number | null>
}

export type Settings = Readonly<Record<string, string>>

function launch(main: string, settings: Settings, cwd: string): Omit<RunningServer, 'origin'> {
  const child = spawn(process.execPath, [...withClock, main], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      CANDOR_TIPS_PER_MINUTE: '1000000',
      CANDOR_REQUESTS_PER_MINUTE: '1000000',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { out: '', err: '' }
  child.stdout.on('data', (part: Buffer) => {
    printed.out += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => {
    printed.err += part.toString()
  })
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return { child, printed, exit }
}

/** Starts the program and waits until it listens. */
export async function startServer(
  main: string,
  settings: Settings,
  cwd = dirname(main),
): Promise<RunningServer> {
  const running = launch(main, settings, cwd)
  const { child, printed, exit } = running
  const listening = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const [, origin] = /^Candor listens at (\S+)\n/.exec(printed.out) ?? []
      if (origin !== undefined) resolve(origin)
    })
  })
  const ended = exit.then(() => Promise.reject(new Error(`the server ended: ${printed.err}`)))
  return { ...running, origin: await Promise.race([listening, ended]) }
}

/** Starts a program that is not expected to listen. */
export async function failToStart(
  main: string,
  settings: Settings,
): Promise<{ code: number | null; err: string }> {
  const { exit, printed } = launch(main, settings, dirname(main))
  return { code: await exit, err: printed.err }
}

/** A data folder that holds a published organisation with all its keys, and the organisation's log key. */
export function prepareData(data: string, organisation: TestOrganisation): void {
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'server.key'), `${toBase64(organisation.logKey)}\n`, { mode: 0o600 })
  const store = openSqliteStore({ folder: data })
  intakeForTest({ store, organisation }).close()
  store.close()
}
