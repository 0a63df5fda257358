import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { newFolder, typed } from './inside.ts'
import { type Office, openOffice } from './office.ts'

// One long walk: each step stands on the ones before it, as it does for people.

let office: Office
const folder = newFolder()
const path = (name: string) => join(folder.path, name)
let snapshot: string

beforeAll(async () => {
  office = await openOffice(commands)
  await office.tip('What must not be lost.')
  await office.at('aigerim', ['sync'])
  for (const name of ['daniyar', 'saule']) await office.at(name, ['sync'])
  writeFileSync(path('password'), 'a new password\n')
})
afterAll(async () => {
  await office.close()
  folder.remove()
})

const anew = async (...args: string[]) => {
  const env = {
    CANDOR_SERVER: office.api.server.origin,
    CANDOR_VAULT: path('vault'),
    CANDOR_PASSWORD_FILE: path('password'),
  }
  return JSON.parse(
    (await typed(commands, [...args, '--json'], env, { clock: () => office.now() * 1000 })).out,
  )
}

describe('a lost vault', () => {
  it('was written down for colleagues, for one alone only when somebody says so, who is told what that means', async () => {
    const single = ['snapshot', '--to', folder.path, '--with', 'Daniyar']
    expect((await office.json('aigerim', single))['error']).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('could open it alone'),
    })
    const alone = await office.at('aigerim', [...single, '--share', '1'])
    expect(alone.out.replace(/\s+/g, ' ')).toContain('Daniyar (trial) alone could open it, without you')
    const shared = ['snapshot', '--to', folder.path, '--with', 'Daniyar', 'Saule', '--share', '2']
    const written = await office.json('aigerim', shared)
    expect(written).toMatchObject({ threshold: 2 })
    snapshot = written['snapshot'] as string
    expect(statSync(snapshot).mode & 0o777).toBe(0o600)
  })

  it('is asked for, and asked for again with the same request', async () => {
    const begun = await anew('recover', 'start', snapshot, '--out', path('recovery.json'))
    expect(begun).toMatchObject({ needed: 2 })
    const again = await anew('recover', 'start', snapshot, '--out', path('again.json'))
    expect(again.words).toBe(begun.words)
    expect(readFileSync(path('again.json'))).toEqual(readFileSync(path('recovery.json')))
  })

  it('is not helped by anybody who has not compared the words', async () => {
    const out = path('share-d.json')
    const { error } = await office.json('daniyar', ['recover', 'help', path('recovery.json'), '--out', out])
    expect(error).toMatchObject({ code: 'usage' })
    expect(existsSync(out)).toBe(false)
  })

  it('comes back with two shares and not with one', async () => {
    for (const [name, out] of [
      ['daniyar', 'share-d.json'],
      ['saule', 'share-s.json'],
    ] as const) {
      const helped = ['recover', 'help', path('recovery.json'), '--out', path(out), '--yes']
      expect((await office.at(name, helped)).out).toContain('This opens the vault of Aigerim (trial)')
    }
    const one = await anew('recover', 'finish', snapshot, path('share-d.json'))
    expect(one.error.message).toContain('it takes the shares of 2 colleagues, and here is 1')
    expect(existsSync(path('vault'))).toBe(false)
    const both = await anew('recover', 'finish', snapshot, path('share-d.json'), path('share-s.json'))
    expect(both).toMatchObject({ vault: path('vault') })
    expect((await anew('inbox', '--offline')).cases).toMatchObject([{ number: 1 }])
    expect((await anew('sync')).alarms).toEqual({})
    expect((await anew('identity', 'rotate', '--out', path('request.json'))).words.split(' ')).toHaveLength(
      12,
    )
  }, 30_000)

  it('is written down after each sync that brought something, and never stops one', async () => {
    const env = { CANDOR_SNAPSHOT: path('kept') }
    const failed = await office.at('aigerim', ['sync'], { env })
    expect([failed.code, failed.err]).toEqual([0, expect.stringContaining('no snapshot was written')])
    const kept = newFolder()
    await office.at('aigerim', ['sync'], { env: { CANDOR_SNAPSHOT: kept.path } })
    const file = join(kept.path, snapshot.slice(folder.path.length + 1))
    const first = readFileSync(file)
    await office.at('aigerim', ['sync'], { env: { CANDOR_SNAPSHOT: kept.path } })
    expect(readFileSync(file)).toEqual(first)
    await office.tip('Something new.')
    await office.at('aigerim', ['sync'], { env: { CANDOR_SNAPSHOT: kept.path } })
    expect(readFileSync(file)).not.toEqual(first)
    kept.remove()
  })

  it('is too old for help once the keys of its week are erased', async () => {
    office.pass(40 * 86_400)
    await office.at('daniyar', ['sync'])
    const { error } = await office.json('daniyar', [
      'recover',
      'help',
      path('recovery.json'),
      '--out',
      path('late'),
      '--yes',
    ])
    expect(error).toMatchObject({
      code: 'open_failed',
      message: expect.stringContaining('its shares died on'),
    })
  })
})
