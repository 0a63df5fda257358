import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trial } from '../../src/cli/commands/trial.ts'
import { verify } from '../../src/cli/commands/verify.ts'
import { parseStatement } from '../../src/protocol/keyring/dsse.ts'
import { type Keyring, parseKeyring } from '../../src/protocol/keyring/statement.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { build, newFolder, serveData, typed } from './inside.ts'

// One walk, as an operator would take it: founding, and upgrades after it.

const folder = newFolder()
const data = join(folder.path, 'data')
const form = join(folder.path, 'form')
const first = { 'index.html': '<p>one</p>', 'form.js': 'one', 'form.js.gz': 'x' }
const second = { 'index.html': '<p>two</p>', 'form.js': 'one', 'more/part.js': 'two' }

const makeTrial = (...args: string[]) =>
  typed([trial], ['trial', '--form', form, ...args], { CANDOR_DATA: data })

/** The chain in the database. */
function published(): Keyring[] {
  const store = openSqliteStore({ folder: data })
  try {
    const statements = [1, 2, 3, 4].map((seq) => store.keyring(seq)?.statement)
    return statements.flatMap((each) =>
      each === undefined ? [] : [parseKeyring(parseStatement(each).payload)],
    )
  } finally {
    store.close()
  }
}

const pathsOf = (keyring: Keyring | undefined) => keyring?.form.map(({ path }) => path)

beforeAll(async () => {
  build(form, first)
  mkdirSync(join(data, '.trial-0badc0de', 'vaults'), { recursive: true })
  expect((await makeTrial()).code).toBe(0)
})

afterAll(() => folder.remove())

describe('a second desk', () => {
  it('comes with a trial that is made with it, and to no other', async () => {
    const other = join(folder.path, 'other')
    const made = await typed([trial], ['trial', '--form', form, '--oversight'], { CANDOR_DATA: other })
    expect(made.code).toBe(0)
    expect(readdirSync(join(other, 'trial', 'vaults')).toSorted()).toEqual(['aigerim', 'daniyar', 'saule'])
    expect(await makeTrial('--oversight')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /there is a trial organisation already, with one desk\nhint: stop the server/,
      ),
    })
  })
})

describe('the trial', () => {
  it('signs the files of the form from the beginning, also after it was interrupted once', () => {
    expect(published().map(pathsOf)).toEqual([['form.js', 'index.html']])
    expect(existsSync(join(data, 'trial', 'genesis.json'))).toBe(true)
  })

  it('signs nothing new while the files are the same', async () => {
    const { out } = await makeTrial('--unless-organisation')
    expect(out).toBe('')
    expect(published()).toHaveLength(1)
  })

  it('signs them again after an upgrade, and says so', async () => {
    build(form, second)
    const { code, out } = await makeTrial('--unless-organisation')
    expect([code, out]).toEqual([0, 'The files of the form have changed: the trial signed the new ones.\n'])
    expect(published().map(pathsOf)).toEqual([
      ['form.js', 'index.html'],
      ['form.js', 'index.html', 'more/part.js'],
    ])
    await makeTrial()
    expect(published()).toHaveLength(2)
  })

  it('has a form then that is as signed', async () => {
    const server = await serveData(data, form)
    try {
      expect(await typed([verify], ['verify', server.origin, '--form', form])).toMatchObject({ code: 0 })
    } finally {
      await server.close()
    }
  })

  it('leaves the keyring alone where the form is not built', async () => {
    rmSync(form, { recursive: true })
    expect((await makeTrial()).code).toBe(0)
    expect(published()).toHaveLength(2)
    build(form, second)
  })

  it('takes up where it was interrupted before anything was published', async () => {
    const before = readFileSync(join(data, 'trial', 'genesis.json'))
    for (const name of readdirSync(data).filter((each) => each.startsWith('candor.db')))
      rmSync(join(data, name))
    expect((await makeTrial()).code).toBe(0)
    expect(published().map(({ seq }) => seq)).toEqual([1, 2])
    expect(readFileSync(join(data, 'trial', 'genesis.json'))).toEqual(before)
  })

  it('says what is wrong when its password is not the one of its key', async () => {
    build(form, first)
    const file = join(data, 'trial', 'password')
    const password = readFileSync(file)
    writeFileSync(file, 'another\n')
    expect(await makeTrial()).toMatchObject({ code: 5, err: expect.stringContaining('password') })
    writeFileSync(file, password)
    expect((await makeTrial()).code).toBe(0)
    expect(published().map(({ seq }) => seq)).toEqual([1, 2, 3])
  })
})
