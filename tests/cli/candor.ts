import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export type Environment = Readonly<Record<string, string>>

const surroundings = (env: Environment) => ({ PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env })

/** Runs the command as it was built, with nothing of this process's environment. */
export const candor = (args: readonly string[], env: Environment, input = ''): Promise<Outcome> =>
  finish(
    spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { env: surroundings(env), cwd: root }),
    input,
  )

/** Runs a line as a person would paste it. */
export const paste = (line: string, env: Environment): Promise<Outcome> =>
  finish(
    spawn('sh', ['-c', line], { env: { ...surroundings(env), HOME: process.env['HOME'] ?? '/' }, cwd: root }),
    '',
  )

async function finish(child: ChildProcess, input: string): Promise<Outcome> {
  let [out, err] = ['', '']
  child.stdout?.on('data', (part: Buffer) => {
    out += part.toString()
  })
  child.stderr?.on('data', (part: Buffer) => {
    err += part.toString()
  })
  child.stdin?.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

export interface Serving {
  readonly origin: string
  readonly printed: () => string
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** The server as it was built. */
export async function serve(env: Environment): Promise<Serving> {
  const child = spawn(process.execPath, [join(root, 'dist/server/main.js')], {
    env: surroundings({ PORT: '0', ...env }),
    cwd: root,
  })
  let printed = ''
  const collect = (part: Buffer) => {
    printed += part.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const exit = once(child, 'close') as Promise<[number | null]>
  for (;;) {
    await Promise.race([once(child.stdout, 'data'), exit])
    const origin = /Candor listens at (\S+)/.exec(printed)?.[1]
    if (child.exitCode !== null) throw new Error(printed)
    if (origin !== undefined) return { origin, printed: () => printed, stop: stopper(child, exit) }
  }
}

const stopper =
  (child: ChildProcess, exit: Promise<[number | null]>) =>
  async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    const [code] = await exit
    return code
  }

export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'candor-journey-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
