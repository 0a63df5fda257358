import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type CommandModule, run } from '../../src/cli/program.ts'
import { openIntake } from '../../src/intake/intake.ts'
import { buildApp } from '../../src/server/app.ts'
import { readForm } from '../../src/server/form/files.ts'
import { openLog } from '../../src/server/log.ts'
import { openLogKey } from '../../src/server/log-key.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { world } from './screen.ts'

export type Files = Readonly<Record<string, string>>

export const random = (length: number) => new Uint8Array(randomBytes(length))

/** Where a command runs: with real time unless told, and without a terminal. */
export interface World {
  readonly env?: Files
  /** Milliseconds since 1970-01-01 UTC. */
  readonly clock?: () => number
  /** What comes through the pipe. */
  readonly input?: string
  readonly isTTY?: boolean
  /** What a person types, some time later. */
  readonly keys?: string
}

/** A command in this process, with real randomness. */
export async function typed(
  commands: readonly CommandModule[],
  args: readonly string[],
  env: Files = {},
  { clock = Date.now, input = '', isTTY = false, keys }: World = {},
) {
  const io = { ...world({ env, isTTY, columns: 80 }), random, clock, home: '/nonexistent' }
  if (keys === undefined) io.stdin.end(input)
  else typeWhenAsked(io, keys)
  const code = await run(args, io, commands)
  return { code, out: io.stdout.text(), err: io.stderr.text() }
}

/** Types once a question stands on the screen, as a person does. */
function typeWhenAsked({ stdin, stderr }: ReturnType<typeof world>, keys: string): void {
  const look = setInterval(() => {
    if (!/Send this to the source|end with Ctrl-D/.test(stderr.text())) return
    clearInterval(look)
    setTimeout(() => stdin.write(keys), 50)
  }, 20)
  look.unref()
}

export function newFolder() {
  const path = mkdtempSync(join(tmpdir(), 'candor-inside-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Puts a built form into a folder, in the place of what was there. */
export function build(folder: string, files: Files): string {
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** A server over a data folder, with a form. */
export async function serveData(
  data: string,
  form: string,
  clock = () => Math.floor(Date.now() / 1000),
  port = 0,
) {
  const store = openSqliteStore({ folder: data })
  const intake = openIntake({
    store,
    notary: await loadNativeNotary(),
    clock,
    organisation: null,
    logSeed: openLogKey(data),
    batchSeconds: 0,
    onFault: (error) => {
      throw error
    },
  })
  const log = openLog({ level: 'silent', clock, destination: { write: () => undefined } })
  const config = { trustProxy: false, tipsPerMinute: 10_000, requestsPerMinute: 10_000 } as const
  const app = await buildApp({ intake, log, clock, config, form: readForm(form) ?? [] })
  // The machine's own date would betray a clock that was put forward.
  app.server.prependListener('request', (_, response: ServerResponse) => {
    response.setHeader('date', new Date(clock() * 1000).toUTCString())
  })
  const origin = await app.listen({ port, host: '127.0.0.1' })
  const close = async () => {
    app.server.closeAllConnections()
    await app.close()
    intake.close()
    store.close()
  }
  return { origin, close }
}
