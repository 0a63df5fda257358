import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LARGEST_SUBMISSION } from '../../src/protocol/wire.ts'
import { parseConfig } from '../../src/server/config.ts'

const read = (name: string) =>
  readFileSync(new URL(`../../docs/deploy/${name}`, import.meta.url), 'utf8').replace(/^\s*#.*$/gm, '')

const settingsOf = (name: string) =>
  [...read(name).matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => ({ key, value }))

const has = (name: string, setting: string) =>
  settingsOf(name).some(({ key, value }) => `${key}=${value}` === setting)

const sandbox = [
  'User=candor',
  'UMask=0077',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectProc=invisible',
  'ProcSubset=pid',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'RestrictNamespaces=yes',
  'LockPersonality=yes',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'IPAddressDeny=any',
  'LimitCORE=0',
]

describe.each(['candor.service', 'candor-backup.service'])('%s', (name) => {
  it.each(sandbox)('sets %s', (setting) => expect(has(name, setting)).toBe(true))

  it('makes no path writable again by naming it as executable', () =>
    expect(settingsOf(name).map(({ key }) => key)).not.toContain('ExecPaths'))
})

describe('candor.service', () => {
  it('reaches this machine only, on the port that server.env and nginx name', () => {
    expect(has('candor.service', 'IPAddressAllow=localhost')).toBe(true)
    const { port, host } = parseConfig(environment(), () => false)
    expect(host).toBe('127.0.0.1')
    expect(has('candor.service', `SocketBindAllow=tcp:${port}`)).toBe(true)
    expect(read('nginx.conf')).toContain(`server ${host}:${port};`)
  })

  it('keeps what the nightly rewrite puts aside out of memory', () =>
    expect(read('candor.service')).toContain('SQLITE_TMPDIR=/var/lib/candor'))
})

const environment = () => Object.fromEntries(settingsOf('server.env').map(({ key, value }) => [key, value]))

describe.each(['nginx.conf', 'nginx-form.conf'])('%s', (name) => {
  const all = (directive: string) =>
    [...read(name).matchAll(new RegExp(`^\\s*${directive} (.*);`, 'gm'))].map(([, value = '']) => value)

  it('logs no request and no visitor', () => {
    expect(all('access_log')).toEqual(['off'])
    expect(all('error_log')).toEqual(['stderr emerg'])
    expect(read(name)).not.toContain('log_format')
  })

  it('holds the largest tip in memory, and refuses what it could not hold', () => {
    const [buffer, largest] = [all('client_body_buffer_size'), all('client_max_body_size')]
    expect(buffer).toEqual(largest)
    expect(Number(/^(\d+)m$/.exec(buffer[0] ?? '')?.[1]) * 1024 * 1024).toBeGreaterThan(LARGEST_SUBMISSION)
    expect(all('proxy_max_temp_file_size')).toEqual(['0'])
  })

  it('cannot tell a second visit from a first one', () => {
    expect(all('ssl_session_tickets')).toEqual(['off'])
    expect(all('ssl_session_cache')).toEqual(['off'])
  })
})

describe('of a visitor', () => {
  it('the server is given one address that they cannot choose, and the form’s host hands on none', () => {
    expect(read('nginx.conf')).toContain('proxy_set_header X-Forwarded-For $visitor;')
    expect(read('nginx-form.conf')).not.toMatch(/X-Forwarded-For|X-Real-IP|remote_addr/i)
    expect(parseConfig(environment(), () => false).trustProxy).toEqual(['127.0.0.1'])
  })
})

describe('torrc', () => {
  it('makes floods pay, and leads to the port where nginx takes circuits', () => {
    const torrc = read('torrc')
    expect(torrc).toContain('HiddenServicePoWDefensesEnabled 1')
    expect(torrc).toContain('HiddenServiceExportCircuitID haproxy')
    const port = /^HiddenServicePort 80 (\S+)$/m.exec(torrc)?.[1] ?? 'none'
    expect(read('nginx.conf')).toContain(`listen ${port} proxy_protocol;`)
  })
})

describe('the image', () => {
  it('starts as nobody, keeps one folder, and brings no shell', () => {
    const file = read('Dockerfile')
    const last = file.slice(file.lastIndexOf('FROM '))
    expect(last).toMatch(/^FROM scratch$/m)
    expect(last).toMatch(/^USER 65534:65534$/m)
    expect(last).toMatch(/^VOLUME \/data$/m)
    expect(last).toMatch(/^HEALTHCHECK /m)
    expect(file).toMatch(/^ARG NODE=node:\d+-[a-z]+-slim$/m)
  })
})
