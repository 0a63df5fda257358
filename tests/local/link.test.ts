import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deskUntil } from '../../src/cli/commands/desk.ts'
import { run } from '../../src/cli/program.ts'
import { openingOf } from '../../src/local/browser.ts'
import { writeLinkFile } from '../../src/local/link-file.ts'
import { newFolder, random } from '../cli/inside.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { world } from '../cli/screen.ts'
import { ask, until, vaultOf } from './desk.ts'
import { follow, killPrograms, startCommand } from './program.ts'

let office: Office
let folder: ReturnType<typeof newFolder>

beforeEach(async () => {
  office = await openOffice([])
  folder = newFolder()
}, 60_000)

afterEach(async () => {
  killPrograms()
  folder.remove()
  await office.close()
})

/** What every user of this machine can read about every program. */
const commandLines = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })

test.runIf(process.platform === 'linux')(
  'the browser is led to the link by a file that this user alone can read, and no command line says the token',
  async () => {
    const command = startCommand(office, folder.path)
    const link = await command.link()
    const path = await command.file()
    expect(readFileSync(path, 'utf8')).toContain(link)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    const [, token = ''] = link.split('#')
    const lines = commandLines()
    expect(lines.some((line) => line.includes('xdg-open'))).toBe(true)
    expect(lines.filter((line) => line.includes(token))).toEqual([])

    const { session } = (await follow(link)).body
    await until(async () => !existsSync(dirname(path)))
    const state = { authorization: `Bearer ${session}` }
    const { body } = await ask<{ locked: boolean }>(
      new URL(link).origin,
      'GET',
      '/api/state',
      undefined,
      state,
    )
    expect(body.locked).toBe(false)
    expect((await follow(link)).status).toBe(401)
  },
  30_000,
)

test('it ends when it is told to, leaves no file behind, and nobody answers any more', async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const command = startCommand(office, join(folder.path, signal))
    const link = await command.link()
    const path = await command.file()
    command.child.kill(signal)
    expect(await once(command.child, 'exit')).toEqual([0, null])
    expect(existsSync(dirname(path))).toBe(false)
    await expect(follow(link)).rejects.toThrow(/ECONNREFUSED/)
  }
}, 60_000)

test('with --no-open there is a link, and nothing is opened', async () => {
  const command = startCommand(office, folder.path, '--no-open')
  expect((await follow(await command.link())).status).toBe(200)
  expect(existsSync(join(folder.path, 'opened'))).toBe(false)
  expect(readdirSync(join(office.data, 'trial/vaults')).sort()).toEqual(['aigerim', 'daniyar', 'saule'])
}, 30_000)

test('what a program that was killed left behind is cleared away by the next one', async () => {
  const vault = join(folder.path, 'vault')
  const now = Date.now()
  const old = await writeLinkFile(vault, 'http://127.0.0.1:1/#a', now)
  const minutesAgo = new Date(now - 10 * 60_000)
  utimesSync(dirname(old.path), minutesAgo, minutesAgo)
  const recent = await writeLinkFile(vault, 'http://127.0.0.1:1/#b', now)
  const next = await writeLinkFile(vault, 'http://127.0.0.1:1/#c', now)
  expect([old, recent, next].map(({ path }) => existsSync(path))).toEqual([false, true, true])
  await next.remove()
  await recent.remove()
  expect(readdirSync(folder.path)).toEqual([])
})

test('every platform has something that opens a file, and none is handed more than the file', () => {
  const path = join(folder.path, 'a b&c', 'desk.html')
  for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
    const [program, ...args] = openingOf(platform, path)
    expect(program).toMatch(/^[a-z0-9-]+$/)
    expect(args.at(-1)).toMatch(/^file:\/\/\/.*a%20b&c\/desk\.html$/)
  }
})

test('Enter makes another link, for another window, and the one before counts no more', async () => {
  let end = () => {}
  let enter = () => {}
  const command = deskUntil(() => ({
    ended: new Promise((resolve) => {
      end = resolve
    }),
    onEnter: (listener) => {
      enter = listener
    },
  }))
  const io = world({ env: { CANDOR_DATA: office.data, CANDOR_SERVER: office.api.server.origin } })
  const args = ['desk', '--no-open', '--vault', vaultOf(office, 'aigerim')]
  const ended = run(args, { ...io, random, clock: Date.now }, [command])
  const links = async (count: number) =>
    until(async () => {
      const found = io.stdout.text().match(/http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}/g) ?? []
      return found.length === count ? found : null
    })
  const [first = ''] = await links(1)
  enter()
  const [, second = ''] = await links(2)
  expect((await follow(first)).status).toBe(401)
  expect((await follow(second)).status).toBe(200)
  end()
  expect(await ended).toBe(0)
}, 30_000)
