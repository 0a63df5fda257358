import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trialCommand } from '../../src/server/trial-notice.ts'

const origin = 'http://127.0.0.1:8080'
const notice = { origin, data: './data', cwd: '/srv/app', vaults: ['timur', 'aigul', 'dana'] }

describe('the command of a trial', () => {
  it('opens the first vault, with short paths', () => {
    expect(trialCommand(notice)).toBe(
      'npx candor inbox --server http://127.0.0.1:8080 --vault data/trial/vaults/aigul --password-file data/trial/password',
    )
  })

  it('has whole paths when the data is elsewhere', () => {
    expect(trialCommand({ ...notice, data: '/var/lib/candor' })).toContain(
      '--vault /var/lib/candor/trial/vaults/aigul',
    )
    expect(trialCommand({ ...notice, data: '../data' })).toContain('--vault /srv/data/trial/vaults/aigul')
    expect(trialCommand({ ...notice, data: '..data' })).toContain('--vault ..data/trial/vaults/aigul')
  })

  it('is none where there is no vault', () => {
    expect(trialCommand({ ...notice, vaults: [] })).toBeNull()
  })

  it('is understood by a shell as it was meant, whatever the folders are called', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[/\0]|^\.{1,2}$/.test(text))
    fc.assert(
      fc.property(name, name, (data, vault) => {
        const command = trialCommand({
          ...notice,
          origin: 'http://[::1]:8080',
          data: `/srv/${data}`,
          vaults: [vault],
        }) as string
        const script = `npx() { printf '%s\\0' "$@"; }\n${command}`
        const words = execFileSync('sh', ['-c', script]).toString().split('\0')
        const trial = `/srv/${data}/trial`
        expect(words).toEqual([
          'candor',
          'inbox',
          '--server',
          'http://[::1]:8080',
          '--vault',
          ...paths(trial, vault),
          '',
        ])
      }),
      { numRuns: 50 },
    )
  })
})

const paths = (trial: string, vault: string) => {
  const near = (path: string) => (path.startsWith('/srv/app/') ? path.slice(9) : path)
  return [near(`${trial}/vaults/${vault}`), '--password-file', near(`${trial}/password`)]
}
