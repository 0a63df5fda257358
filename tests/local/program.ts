import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Office } from '../cli/office.ts'
import { hearing } from '../support/said.ts'
import { ask, until, vaultOf } from './desk.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let children: ChildProcess[] = []

export function killPrograms(): void {
  for (const child of children) child.kill('SIGKILL')
  children = []
}

/** The command as it was built, with a browser of which only the arguments are seen. */
export function startCommand(office: Office, home: string, ...args: readonly string[]) {
  const bin = join(home, 'bin')
  const opened = join(home, 'opened')
  mkdirSync(bin, { recursive: true })
  writeFileSync(
    join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${opened}.part'\nmv '${opened}.part' '${opened}'\nsleep 30\n`,
  )
  chmodSync(join(bin, 'xdg-open'), 0o755)
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    CANDOR_DATA: office.data,
    CANDOR_SERVER: office.api.server.origin,
  }
  const vault = ['--vault', vaultOf(office, 'aigerim')]
  const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'desk', ...vault, ...args], { env })
  children.push(child)
  const says = hearing(child)
  const link = async () => (await says(/http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}/))[0]
  const file = () =>
    until(async () => (existsSync(opened) ? fileURLToPath(readFileSync(opened, 'utf8').trim()) : null))
  return { child, link, file }
}

/** Takes the token of a link, as the page does. */
export const follow = (link: string) => {
  const { origin, hash } = new URL(link)
  return ask<{ session: string }>(origin, 'POST', '/api/session', { token: hash.slice(1) }, {})
}
