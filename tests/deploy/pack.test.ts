import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskState, Inbox } from '../../src/local/wire.ts'
import { temporaryFolder } from '../cli/candor.ts'
import { ask } from '../local/desk.ts'
import { hearing } from '../support/said.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

const folder = temporaryFolder()
const prefix = join(folder.path, 'prefix/node_modules')
const installed = join(prefix, '@candor/candor')
let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] }

/** The packages that an installation without development packages has, by the lock file. */
function packages(): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>
  }
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && !optional)
    .map(([path]) => path.slice('node_modules/'.length))
}

/** What is built already is packed as it is, and the packages of this clone stand in for those of the registry. */
beforeAll(() => {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder.path]
  const out = execFileSync(npm, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  packed = (JSON.parse(out) as [typeof packed])[0]
  mkdirSync(installed, { recursive: true })
  const file = join(folder.path, packed.filename)
  execFileSync('tar', ['-xzf', file, '-C', installed, '--strip-components=1'])
  for (const name of packages()) {
    mkdirSync(dirname(join(prefix, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(prefix, name), 'junction')
  }
})

afterAll(() => folder.remove())

describe('the one file that is installed', () => {
  it('has the command, the desk’s page and the form, and nothing that only its makers need', () => {
    const paths = packed.files.map(({ path }) => path)
    const needed = ['dist/cli/main.js', 'dist/server/main.js', 'dist/desk/sync/opener-worker.js']
    const pages = ['index.html', 'desk.js', 'desk.css'].map((name) => `dist/desk-page/${name}`)
    const papers = ['LICENSE', 'README.md', 'SECURITY.md', 'docs/desk.md', 'migrations/0000_start.sql']
    for (const path of [...needed, ...pages, ...papers, 'dist/form/index.html']) expect(paths).toContain(path)
    const known = /^(dist|migrations|docs)\/|^(package\.json|README\.md|LICENSE|SECURITY\.md|CHANGELOG\.md)$/
    const unwanted =
      /\.(ts|tsx|map|stamp|test\.js)$|tsbuildinfo|org\.json|^docs\/(deploy|screens)|node_modules/
    expect(paths.filter((path) => !known.test(path) || unwanted.test(path))).toEqual([])
  })

  it('runs a trial, its server and its desk without any development package', {
    timeout: 240_000,
  }, async () => {
    const data = join(folder.path, 'data')
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder.path, CANDOR_DATA: data, PORT: '0' }
    const start = (script: string, ...args: string[]) => {
      const child = spawn(process.execPath, [join(installed, script), ...args], { env, cwd: folder.path })
      return { child, ended: once(child, 'close'), says: hearing(child) }
    }
    const trial = start('dist/cli/main.js', 'trial')
    expect(await trial.ended).toEqual([0, null])
    const server = start('dist/server/main.js')
    const [, origin = ''] = await server.says(/listens at (\S+)/)
    const desk = start('dist/cli/main.js', 'desk', '--no-open', '--server', origin)
    try {
      const [link] = await desk.says(/http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/)
      await lookAt(new URL(link), readFileSync(join(data, 'trial/password'), 'utf8').trim())
    } finally {
      for (const { child, ended } of [desk, server]) {
        child.kill('SIGTERM')
        expect(await ended).toEqual([0, null])
      }
    }
  })
})

/** As the browser does: the page, a session for the token, a lock, and the password. */
async function lookAt({ origin, hash }: URL, password: string): Promise<void> {
  const page = await ask(origin, 'GET', '/', undefined, {})
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('desk.js')])
  const { body } = await ask<{ session: string }>(
    origin,
    'POST',
    '/api/session',
    { token: hash.slice(1) },
    {},
  )
  const own = { authorization: `Bearer ${body.session}` }
  expect((await ask<DeskState>(origin, 'POST', '/api/lock', {}, own)).body.locked).toBe(true)
  expect((await ask<DeskState>(origin, 'POST', '/api/unlock', { password }, own)).body).toMatchObject({
    locked: false,
    isTrial: true,
    version: (JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string })
      .version,
  })
  expect((await ask<Inbox>(origin, 'GET', '/api/inbox', undefined, own)).body.rows).toEqual([])
}
