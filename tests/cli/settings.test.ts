import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { isLoopback, readSettings, type SettingFlags, type Surroundings } from '../../src/cli/settings.ts'

type World = {
  env?: Surroundings['env']
  platform?: NodeJS.Platform
  folders?: Record<string, readonly string[]>
}

function settings(flags: SettingFlags = {}, { env = {}, platform = 'linux', folders = {} }: World = {}) {
  const home = platform === 'win32' ? 'C:\\Users\\ana' : '/home/ana'
  const look = { exists: (path: string) => path in folders, names: (path: string) => folders[path] ?? [] }
  return readSettings(flags, { env, platform, home, look })
}

const refusal = (flags: SettingFlags, world: World = {}) => {
  try {
    settings(flags, world)
  } catch (error) {
    return error
  }
  throw new Error('it was accepted')
}

describe('the server', () => {
  test('is the one on this machine unless told', () => {
    expect(settings().server).toBe('http://127.0.0.1:8080')
    expect(settings({}, { env: { PORT: '9001' } }).server).toBe('http://127.0.0.1:9001')
  })

  test('comes from the flag before the environment', () => {
    const env = { CANDOR_SERVER: 'https://from.example' }
    expect(settings({}, { env }).server).toBe('https://from.example')
    expect(settings({ server: 'https://flag.example/' }, { env }).server).toBe('https://flag.example')
    expect(settings({}, { env: { CANDOR_SERVER: '' } }).server).toBe('http://127.0.0.1:8080')
  })

  test.each([
    'https://tips.example.org',
    'https://tips.example.org:8443',
    'http://localhost:8080',
    'http://127.0.0.2',
    'http://[::1]:8080',
    `http://${'a2'.repeat(28)}.onion`,
    `http://tips.${'a2'.repeat(28)}.onion:81`,
  ])('may be %s', (server) => {
    expect(settings({ server }).server).toBe(server)
  })

  test.each([
    ['', 'is not an address'],
    ['tips.example.org', 'is not an address'],
    [' https://tips.example.org', 'is not an address'],
    ['https://ti\tps.example.org', 'is not an address'],
    ['https://tips.example.org:99999', 'is not an address'],
    ['ftp://tips.example.org', 'is not a web address'],
    ['javascript:alert(1)', 'is not a web address'],
    ['https://ana:hunter2@tips.example.org', 'holds a user name or a password'],
    ['https://@tips.example.org', 'holds a user name or a password'],
    ['https://tips.example.org/candor', 'holds more than an address'],
    ['https://tips.example.org/../', 'holds more than an address'],
    ['https://tips.example.org?', 'holds more than an address'],
    ['https://tips.example.org#top', 'holds more than an address'],
    ['https:\\\\tips.example.org', 'holds more than an address'],
    ['http://tips.example.org', 'is not encrypted'],
    ['http://127.0.0.1.example.org', 'is not encrypted'],
    ['http://localhost.example.org', 'is not encrypted'],
    ['http://short.onion', 'is not encrypted'],
    ['http://10.0.0.1', 'is not encrypted'],
  ])('may not be %j: it %s', (server, what) => {
    expect(refusal({ server })).toMatchObject({ code: 'usage', message: `--server ${what}` })
    if (server !== '') {
      const env = { CANDOR_SERVER: server }
      expect(refusal({}, { env })).toMatchObject({ code: 'usage', message: `CANDOR_SERVER ${what}` })
    }
  })

  test('is never repeated in a message: it may hold a password', () => {
    const error = refusal({ server: 'https://ana:hunter2@tips.example.org' })
    expect(JSON.stringify([String(error), error])).not.toContain('hunter2')
  })

  test.prop([
    fc.webUrl({ validSchemes: ['http', 'https', 'ws'], withQueryParameters: true, withFragments: true }),
  ])('is an origin and nothing else, encrypted unless near, or refused', (server) => {
    try {
      const origin = settings({ server }).server
      expect(new URL(origin).origin).toBe(origin)
      expect(origin.startsWith('https://') || isLoopback(origin)).toBe(true)
    } catch (error) {
      expect(error).toMatchObject({ code: 'usage' })
    }
  })

  test.each(['0', '65536', '080', '8080 ', '0x50', '-1', 'http'])('has no port %j', (PORT) => {
    expect(refusal({}, { env: { PORT } })).toMatchObject({
      code: 'usage',
      message: 'PORT is not a port number',
    })
  })
})

describe('the vault', () => {
  test.each<[string, NodeJS.Platform, Surroundings['env'], string]>([
    ['Linux', 'linux', {}, '/home/ana/.local/share/candor/vault'],
    ['Linux with a data folder', 'linux', { XDG_DATA_HOME: '/data' }, '/data/candor/vault'],
    [
      'Linux with a wrong data folder',
      'linux',
      { XDG_DATA_HOME: 'data' },
      '/home/ana/.local/share/candor/vault',
    ],
    ['macOS', 'darwin', {}, '/home/ana/Library/Application Support/candor/vault'],
    ['Windows', 'win32', { APPDATA: 'D:\\Roaming' }, 'D:\\Roaming\\candor\\vault'],
    ['Windows without APPDATA', 'win32', {}, 'C:\\Users\\ana\\AppData\\Roaming\\candor\\vault'],
  ])('lies on %s where programs keep things for a user', (_, platform, env, vault) => {
    expect(settings({}, { platform, env })).toMatchObject({ vault, isTrial: false, passwordFile: undefined })
  })

  test('comes from the flag before the environment', () => {
    const env = { CANDOR_VAULT: '/env' }
    expect(settings({}, { env }).vault).toBe('/env')
    expect(settings({ vault: '/flag' }, { env }).vault).toBe('/flag')
    expect(refusal({ vault: '' }, { env })).toMatchObject({ code: 'usage', message: '--vault is empty' })
  })
})

describe('the times', () => {
  const folders = { 'data/trial/vaults': ['aigerim'] }

  test('are half an hour to hand in, nothing in a trial, and ten minutes to look', () => {
    expect(settings()).toMatchObject({ jitterSeconds: 1800, watchSeconds: 600 })
    expect(settings({}, { folders })).toMatchObject({ jitterSeconds: 0, watchSeconds: 600 })
  })

  test('come from the environment', () => {
    const env = { CANDOR_JITTER_SECONDS: '0', CANDOR_WATCH_SECONDS: '3600' }
    expect(settings({}, { env })).toMatchObject({ jitterSeconds: 0, watchSeconds: 3600 })
    expect(settings({}, { env: { CANDOR_JITTER_SECONDS: '60' }, folders }).jitterSeconds).toBe(60)
  })

  test.each([
    ['CANDOR_JITTER_SECONDS', '-1'],
    ['CANDOR_JITTER_SECONDS', 'half an hour'],
    ['CANDOR_JITTER_SECONDS', '86401'],
    ['CANDOR_WATCH_SECONDS', '9'],
    ['CANDOR_WATCH_SECONDS', '1e3'],
  ])('are whole numbers within reason: not %s=%s', (variable, value) => {
    expect(refusal({}, { env: { [variable]: value } })).toMatchObject({
      code: 'usage',
      message: expect.stringContaining(variable),
    })
  })
})

describe('a trial', () => {
  const folders = { 'data/trial/vaults': ['dana', 'aigerim', 'boris'] }

  test('lends its first vault and its password when nothing else is there', () => {
    expect(settings({}, { folders })).toMatchObject({
      vault: 'data/trial/vaults/aigerim',
      passwordFile: 'data/trial/password',
      isTrial: true,
    })
  })

  test('lies in the data folder', () => {
    const env = { CANDOR_DATA: '/srv/candor' }
    expect(settings({}, { env, folders: { '/srv/candor/trial/vaults': ['aigerim'] } })).toMatchObject({
      vault: '/srv/candor/trial/vaults/aigerim',
      passwordFile: '/srv/candor/trial/password',
      data: '/srv/candor',
    })
  })

  test('opens its other vaults with the same password', () => {
    const vault = 'data/trial/vaults/boris'
    expect(settings({ vault }, { folders })).toMatchObject({
      vault,
      passwordFile: 'data/trial/password',
      isTrial: true,
    })
  })

  test.each<[string, SettingFlags, World]>([
    ['the user has a vault', {}, { folders: { ...folders, '/home/ana/.local/share/candor/vault': [] } }],
    ['the server is elsewhere', { server: 'https://tips.example.org' }, { folders }],
    ['a vault is named', { vault: '/mine' }, { folders }],
    ['it has no vaults', {}, { folders: { 'data/trial/vaults': [] } }],
  ])('keeps out of the way when %s', (_, flags, world) => {
    expect(settings(flags, world)).toMatchObject({ isTrial: false, passwordFile: undefined })
  })

  test('gives way to a password file that was named', () => {
    expect(settings({ passwordFile: 'mine' }, { folders }).passwordFile).toBe('mine')
    expect(settings({}, { folders, env: { CANDOR_PASSWORD_FILE: 'mine' } }).passwordFile).toBe('mine')
  })
})

describe('the organisation', () => {
  const organisation = '0123456789abcdef'.repeat(4)

  test('comes from the flag before the environment, or from nowhere', () => {
    expect(settings().organisation).toBeUndefined()
    expect(settings({}, { env: { CANDOR_ORG: organisation } }).organisation).toBe(organisation)
    const env = { CANDOR_ORG: 'f'.repeat(64) }
    expect(settings({ org: organisation }, { env }).organisation).toBe(organisation)
  })

  test.each([organisation.toUpperCase(), organisation.slice(1), `${organisation}0`, `${organisation}\n`, ''])(
    'is not %j',
    (wrong) => {
      expect(refusal({ org: wrong })).toMatchObject({
        code: 'usage',
        message: '--org is not the identifier of an organisation',
      })
    },
  )
})
