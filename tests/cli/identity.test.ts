import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { followChain } from '../../src/client/directory.ts'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { orgWords } from '../../src/protocol/fingerprint.ts'
import { enrol } from './enrolment.ts'
import { newFolder, typed } from './inside.ts'
import { type Office, openOffice } from './office.ts'

// One long walk: each step stands on the ones before it, as it does for people.

let office: Office
let org: Uint8Array
const folder = newFolder()
const path = (name: string) => join(folder.path, name)

beforeAll(async () => {
  office = await openOffice(commands)
  org = (await followChain(await loadPrimitives(), office.api, { orgId: null })).orgId
  writeFileSync(path('password'), 'correct horse battery\n')
})
afterAll(async () => {
  await office.close()
  folder.remove()
})

const run = (...args: string[]) => {
  const env = {
    NO_COLOR: '1',
    CANDOR_SERVER: office.api.server.origin,
    CANDOR_VAULT: path('vault'),
    CANDOR_PASSWORD_FILE: path('password'),
  }
  return typed(commands, args, env, { clock: () => office.now() * 1000, isTTY: true })
}
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out)

describe('an identity', () => {
  let words = ''

  it('is made with a vault and a request, and says what to do next within 80 columns', async () => {
    const { out, code } = await run('identity', 'create', '--name', 'Marat', '--out', path('request.json'))
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toContain('give it to your admin')
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    words = (await json('identity', 'show')).words
    expect(words.split(' ')).toHaveLength(12)
    expect(out.replace(/\s+/g, ' ')).toContain(words)
  })

  it('is never made over another one, nor a request over another file', async () => {
    const { error } = await json('identity', 'create', '--name', 'Marat', '--out', path('other.json'))
    expect(error.code).toBe('file_exists')
    expect(existsSync(path('other.json'))).toBe(false)
    expect((await json('identity', 'request', '--out', path('request.json'))).error.code).toBe('file_exists')
  })

  it('opens nothing before it has joined, and says how', async () => {
    const { error } = await json('sync')
    expect(error).toMatchObject({ code: 'usage', hint: expect.stringContaining('candor identity join') })
  })

  it('joins nobody who does not list it, and no false organisation', async () => {
    expect((await json('identity', 'join', toHex(org))).error.code).toBe('recipient_unknown')
    expect((await json('identity', 'join', '0'.repeat(64))).error.code).toBe('keyring_foreign')
    expect((await json('identity', 'join', 'abandon '.repeat(24))).error.code).toBe('usage')
  })

  it('joins the organisation that lists it, by its 24 words, and reads from then on', async () => {
    await enrol(office, path('request.json'))
    expect((await run('identity', 'join', orgWords(org))).code).toBe(0)
    await office.tip('For everybody at the main desk.')
    expect(await json('sync')).toMatchObject({ tips: 1, alarms: {} })
    expect(await json('identity', 'show')).toMatchObject({ words, organisation: toHex(org) })
  })

  it('shows its keys by the week, and that nothing is left to do', async () => {
    const shown = await json('keys')
    expect(shown).toMatchObject({ handedIn: true, warnings: [] })
    expect(shown.weeks[0].state).toBe('held')
    expect((await run('keys')).out.replace(/\s+/g, ' ')).toContain('nobody can read them with this vault')
  })

  it('is replaced once colleagues have approved: until then the old one works, afterwards both are read', async () => {
    await office.tip('Sealed to the old identity.')
    const rotated = await json('identity', 'rotate', '--out', path('second.json'))
    expect(rotated.words).not.toBe(words)
    expect(await json('sync')).toMatchObject({ tips: 1 })
    await office.tip('Also sealed to the old identity.')
    await enrol(office, path('second.json'))
    await office.tip('Sealed to the new identity.')
    expect(await json('sync')).toMatchObject({ tips: 2, alarms: {} })
    expect(await json('identity', 'show')).toMatchObject({ words: rotated.words, coming: null })
  })

  it('asks for the same new identity however often it is asked to rotate', async () => {
    const [one, two] = [
      await json('identity', 'rotate', '--out', path('a')),
      await json('identity', 'rotate', '--out', path('b')),
    ]
    expect(one.words).toBe(two.words)
    const [a, b] = [path('a'), path('b')].map((file) => JSON.parse(readFileSync(file, 'utf8')))
    expect(a.identity).toBe(b.identity)
  })

  it('warns when the list ends and nobody has renewed it', async () => {
    office.pass(40 * 7 * 86_400)
    const { warnings } = await json('keys')
    expect(warnings[0]).toContain('its last key stays in use')
  })

  it('behind a wrong password says what is lost, and what may bring it back', async () => {
    writeFileSync(path('wrong'), 'wrong\n')
    const { error } = await json('identity', 'show', '--password-file', path('wrong'))
    expect(error).toMatchObject({
      code: 'password_wrong',
      hint: expect.stringContaining('candor recover --help'),
    })
  })
})
