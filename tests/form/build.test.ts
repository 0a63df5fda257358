import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, 'dist/form')
const folder = mkdtempSync(join(tmpdir(), 'candor-build-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const filesOf = (path: string) =>
  Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file))]))

const build = (out: string): string =>
  execFileSync(process.execPath, ['web/build.mjs', '--out', join(folder, out)], {
    cwd: root,
    encoding: 'utf8',
  })

describe('the build', () => {
  it('gives the same bytes twice, and says what is in them', () => {
    const said = build('again')
    const again = filesOf(join(folder, 'again'))
    for (const [file, bytes] of Object.entries(filesOf(built)))
      expect(again[file]?.equals(bytes), file).toBe(true)
    expect(Object.keys(again).sort()).toEqual(readdirSync(built).sort())
    expect(said).toMatch(/first view +\d+\.\d KB gzip/)
    expect(said).not.toMatch(/src\/(desk|admin|intake|store|server|keyfile|cli)\//)
  })

  it('lets a person type after four requests and 40 KB', () => {
    const files = filesOf(built)
    const sizes = ['index.html', 'form.css', 'form.js'].map((file) => gzipSync(files[file] ?? '').length)
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(36 * 1024)
    const loaded = String(files['index.html']).match(/(src|href)="\.\/[^"]+"/g)
    expect(loaded).toEqual(['src="./form.js"', 'href="./form.css"'])
  })

  it('names no machine, no date and no other place', () => {
    for (const [file, bytes] of Object.entries(filesOf(built))) {
      expect(String(bytes), file).not.toContain(root)
      const places = String(bytes).match(/https?:\/\/[a-z0-9.-]+/g) ?? []
      expect([file, places.filter((place) => !/w3\.org|offline\.invalid/.test(place))]).toEqual([file, []])
    }
  })
})
