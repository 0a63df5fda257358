import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

/** A command in this process, in a world with real time and real randomness. */
export async function typed(
  commands: readonly CommandModule[],
  args: readonly string[],
  env: Files = {},
  clock: () => number = Date.now,
) {
  const io = {
    ...world({ env }),
    random: (length: number) => new Uint8Array(randomBytes(length)),
    clock,
    home: '/nonexistent',
  }
  const code = await run(args, io, commands)
  return { code, out: io.stdout.text(), err: io.stderr.text() }
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
export async function serveData(data: string, form: string) {
  const store = openSqliteStore({ folder: data })
  const clock = () => Math.floor(Date.now() / 1000)
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
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const close = async () => {
    app.server.closeAllConnections()
    await app.close()
    intake.close()
    store.close()
  }
  return { origin, close }
}
