import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { run } from '../../src/cli/program.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { describeDesks } from './bureau.ts'
import { newFolder, random, serveData } from './inside.ts'
import { world } from './screen.ts'

// The whole life of an organisation as its people type it, each in a folder of their own, around one server.
// Each step stands on the ones before it.

const NOW = Date.UTC(2026, 10, 21, 12)
const home = newFolder()
const path = (...names: string[]) => join(home.path, ...names)
const data = path('server')
let server: Awaited<ReturnType<typeof serveData>>
let organisation = ''

const start = async (port = 0) => {
  server = await serveData(data, path('no-form'), () => NOW / 1000, port)
}

beforeAll(async () => {
  writeFileSync(path('password'), 'correct horse\n')
})
afterAll(async () => {
  await server.close()
  home.remove()
})

async function typedBy(who: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  mkdirSync(path(who), { recursive: true })
  const env = {
    CANDOR_SERVER: server?.origin ?? '',
    CANDOR_ORG: organisation,
    CANDOR_VAULT: path(who, 'vault'),
    CANDOR_ADMIN: path(who, 'admin'),
    CANDOR_PASSWORD_FILE: path('password'),
    CANDOR_DATA: data,
    CANDOR_JITTER_SECONDS: '0',
    ...more,
  }
  const io = {
    ...world({ env, isTTY: false, columns: 80 }),
    random,
    clock: () => NOW,
    home: '/nonexistent',
    cost: costForTestsOnly,
  }
  io.stdin.end('')
  const code = await run(args, io, commands)
  return { code, out: io.stdout.text(), err: io.stderr.text() }
}

/** What somebody types, and it works. */
async function by(who: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await typedBy(who, args)
  expect([args.join(' '), code, code === 0 ? '' : err]).toEqual([args.join(' '), 0, ''])
  return out
}

const refused = async (who: string, ...args: string[]) => {
  const { code, err } = await typedBy(who, args)
  expect(code).not.toBe(0)
  return err
}

const proposal = (seq: number) => path('chief', 'admin', `proposal-${seq}.json`)
const syncAll = async (...names: string[]) => {
  for (const name of names) await by(name, 'sync', '--now')
}

/** Both admins sign, colleagues approve on copies of their own, and the chief publishes all of them. */
async function decide(seq: number, approving: readonly string[] = []): Promise<void> {
  for (const who of ['chief', 'deputy']) await by(who, 'admin', 'sign', proposal(seq), '--yes')
  const copies = approving.map((who) => path(who, `copy-${seq}.json`))
  for (const [i, who] of approving.entries()) {
    copyFileSync(proposal(seq), copies[i] as string)
    await by(who, 'approve', copies[i] as string, '--yes')
  }
  await by('chief', 'admin', 'publish', ...(copies.length > 0 ? copies : [proposal(seq)]))
}

async function send(tip: object): Promise<void> {
  writeFileSync(path('tip.json'), JSON.stringify(tip))
  await by('source', 'send', '--file', path('tip.json'))
}

describe('an organisation', () => {
  it('is founded with two of three root keys, and the server’s key is known before it ever ran', async () => {
    const [key] = [await by('host', 'server', 'log-key', '--data', data)]
    expect(key).toMatch(/^[A-Za-z0-9+/]{43}=\n$/)
    await start()
    for (const who of ['aigerim', 'daniyar', 'saule'])
      await by(who, 'identity', 'create', '--name', who, '--out', path(`${who}.json`))
    for (const who of ['deputy', 'third']) await by(who, 'admin', 'root', '--name', who)
    await by('chief', 'admin', 'template', '--out', path('organisation.json'))
    describeDesks(path('organisation.json'), ['north', 'south'])
    const people = { aigerim: 'north', daniyar: 'north,south', saule: 'south' }
    const enrolled = Object.entries(people).flatMap(([who, at]) => [
      '--enrol',
      `${at}=${path(`${who}.json`)}`,
    ])
    const roots = ['deputy', 'third'].flatMap((who) => ['--root', path(who, 'admin', 'root-public.json')])
    const founding = [
      'admin',
      'init',
      path('organisation.json'),
      '--form',
      path('no-form'),
      ...enrolled,
      ...roots,
    ]
    expect(await refused('chief', ...founding)).toContain('candor server log-key')
    const out = await by('chief', ...founding, '--log-key', key?.trim() ?? '')
    organisation = /\n([0-9a-f]{64})\n/.exec(out)?.[1] ?? ''
    await by('deputy', 'admin', 'sign', proposal(1), '--yes')
    await by('chief', 'admin', 'publish', proposal(1))
    for (const who of Object.keys(people)) await by(who, 'identity', 'join', organisation)
    await syncAll(...Object.keys(people))
    expect(await by('chief', 'admin', 'status')).toContain('There is nothing to do.')
  })

  it('is told by a source, who leaves somebody out, and answers', async () => {
    await send({ desks: ['north'], exclude: ['daniyar'], answers: { what: 'For Aigerim alone.' } })
    await send({ desks: ['north', 'south'], exclude: [], answers: { what: 'For everybody.' } })
    await syncAll('aigerim', 'daniyar', 'saule')
    expect(await by('aigerim', 'read', '1')).toContain('For Aigerim alone.')
    expect(await by('daniyar', 'inbox')).not.toContain('For Aigerim')
    await by('aigerim', 'reply', '1', 'Thank you.', '--yes')
    await syncAll('aigerim')
    expect(await by('aigerim', 'thread', '1')).toContain('Thank you.')
  })

  it('lets somebody in, who is handed an older case by a colleague', async () => {
    const request = path('dana.json')
    await by('dana', 'identity', 'create', '--name', 'dana', '--org', organisation, '--out', request)
    await by('chief', 'admin', 'enrol', request, '--desk', 'south')
    await decide(2, ['aigerim', 'saule'])
    await syncAll('dana', 'aigerim')
    expect(await by('dana', 'inbox')).not.toContain('For everybody')
    await by('aigerim', 'grant', '2', 'dana')
    await syncAll('aigerim', 'dana')
    expect(await by('dana', 'read', '1')).toContain('For everybody.')
  })

  it('loses somebody, who left a case first and reads nothing after', async () => {
    await by('saule', 'leave', '1', '--reason', 'I know him.', '--yes')
    await syncAll('saule', 'daniyar', 'aigerim', 'dana')
    expect(await by('daniyar', 'thread', '1')).toContain('saule left the case')
    await by('saule', 'handover', '--out', path('handover.json'))
    await by('chief', 'admin', 'remove', 'saule', '--handover', path('handover.json'))
    await decide(3)
    const told = await typedBy('aigerim', ['sync'])
    expect(told.err).toContain('a new keyring, number 3')
    expect(told.err).toContain('saule is removed')
    expect((await typedBy('aigerim', ['sync'])).err).not.toContain('keyring')
    expect(await refused('saule', 'sync')).toContain('--offline')
    expect(await by('chief', 'admin', 'access')).toContain('saule')
  })

  it('warns a root that signs a second draft of the same number', async () => {
    const [one, two] = [path('one.json'), path('two.json')]
    await by('chief', 'admin', 'change', '--at', 'daniyar=north', '--out', one)
    await by('chief', 'admin', 'change', '--at', 'aigerim=north,south', '--out', two)
    for (const file of [one, one, two]) {
      const { code, err } = await typedBy('deputy', ['admin', 'sign', file, '--yes'])
      expect([code, err.includes('signed another draft of keyring 4')]).toEqual([0, file === two])
    }
    expect(await by('chief', 'admin', 'sign', two, '--yes', '--json')).toContain('"signedAnother":false')
  })

  it('renews its keys and a root key, and a refusal leaves no key behind', async () => {
    await by('chief', 'admin', 'renew')
    expect(await refused('chief', 'admin', 'rotate-root')).toContain('there is a proposal')
    const roots = () => readdirSync(path('chief', 'admin')).filter((name) => name.startsWith('root'))
    expect(roots()).toEqual(['root.json'])
    await decide(4)
    await by('chief', 'admin', 'rotate-root')
    expect(roots()).toEqual(['root-2.json', 'root.json'])
    await decide(5)
    rmSync(path('chief', 'admin', 'root.json'))
    expect(await by('chief', 'admin', 'journal')).toContain('All 5 were checked')
  })
})

describe('what was lost', () => {
  it('comes back: a laptop, with two colleagues, and then with another identity', async () => {
    await syncAll('aigerim', 'daniyar', 'dana')
    await by('daniyar', 'snapshot', '--to', path('daniyar'))
    const [name] = readdirSync(path('daniyar')).filter((each) => each.endsWith('.snapshot'))
    const snapshot = path('daniyar', name ?? '')
    renameSync(path('daniyar', 'vault'), path('daniyar', 'stolen'))
    await by('daniyar', 'recover', 'start', snapshot, '--out', path('recovery.json'))
    const shares = ['aigerim', 'dana'].map((who) => [who, path(who, 'share')] as const)
    for (const [who, out] of shares)
      await by(who, 'recover', 'help', path('recovery.json'), '--out', out, '--yes')
    await by('daniyar', 'recover', 'finish', snapshot, ...shares.map(([, out]) => out))
    expect(await by('daniyar', 'read', '1')).toContain('For everybody.')
    await by('daniyar', 'identity', 'rotate', '--out', path('again.json'))
    await by('chief', 'admin', 'enrol', path('again.json'), '--desk', 'north,south')
    await decide(6, ['aigerim', 'dana'])
    await syncAll('daniyar', 'aigerim', 'dana')
    await by('daniyar', 'note', '1', 'Here again.')
    await syncAll('daniyar', 'dana')
    expect(await by('dana', 'thread', '1')).toContain('Here again.')
  })

  it('comes back: a server, from a backup that is older than the newest keyring', async () => {
    await by('host', 'server', 'backup', path('backup'))
    await by('chief', 'admin', 'change', '--at', 'aigerim=north,south')
    await decide(7, ['daniyar', 'dana'])
    const port = Number(new URL(server.origin).port)
    await server.close()
    rmSync(data, { recursive: true })
    await by('host', 'server', 'restore', path('backup'))
    expect(await by('host', 'server', 'check')).not.toContain('bad')
    await start(port)
    const behind = await typedBy('chief', ['admin', 'status'])
    expect([behind.code, behind.out]).toEqual([1, expect.stringContaining('Publish the last proposal again')])
    await by('chief', 'admin', 'publish', path('daniyar', 'copy-7.json'), path('dana', 'copy-7.json'))
    await syncAll('aigerim', 'daniyar', 'dana')
    expect(await by('chief', 'admin', 'status')).toContain('There is nothing to do.')
    expect(JSON.parse(await by('dana', 'journal', '--json'))).toBeTruthy()
  })
})
