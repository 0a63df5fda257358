import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import { parseEntries } from '../../src/protocol/wire.ts'
import { folderForTest, organisationOf, submission } from '../intake/support.ts'
import { compiledServer, failToStart, prepareData, startServer } from './process.ts'
import { bytesFrom, OCTETS } from './support.ts'
import { torture } from './torture.ts'

const { main } = compiledServer()
const organisation = organisationOf()
const { trusted } = organisation
const CANDOR_ORG = toHex(trusted.orgId)

const post = (origin: string, body: Uint8Array) =>
  fetch(new URL('/v1/tips', origin), {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': OCTETS },
  })

describe('the program', () => {
  it('shows the way into a trial: one command, alone on its line', async () => {
    const cwd = folderForTest()
    const trial = join(cwd, 'data', 'trial')
    for (const name of ['bo', 'ada']) mkdirSync(join(trial, 'vaults', name), { recursive: true })
    writeFileSync(join(trial, 'password'), 'x\n')
    const { printed, child, exit, origin } = await startServer(main, {}, cwd)
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    const command = `npx candor inbox --server ${origin} --vault data/trial/vaults/ada --password-file data/trial/password`
    expect(printed.out.split('\n')).toEqual([`Candor listens at ${origin}`, command, ''])
  })

  it('shares its data folder with no other server', async () => {
    const data = folderForTest()
    const first = await startServer(main, { CANDOR_DATA: data })
    const second = await failToStart(main, { CANDOR_DATA: data })
    expect(second.code).toBe(1)
    expect(second.err).toContain('another process is using the data folder')
    first.child.kill('SIGTERM')
    await first.exit
    const third = await startServer(main, { CANDOR_DATA: data })
    third.child.kill('SIGTERM')
    expect(await third.exit).toBe(0)
  })

  it('explains settings that it refuses', async () => {
    const data = folderForTest()
    const open = await failToStart(main, { CANDOR_DATA: data, HOST: '0.0.0.0' })
    expect([open.code, open.err]).toEqual([1, expect.stringContaining('name the organisation in CANDOR_ORG')])
    prepareData(data, organisation)
    const foreign = await failToStart(main, { CANDOR_DATA: data, CANDOR_ORG: '0'.repeat(64) })
    expect([foreign.code, foreign.err]).toEqual([1, expect.stringContaining('CANDOR_ORG names another')])
  })

  it('makes accepted tips visible when it is asked to stop, and repeats its promises afterwards', async () => {
    const data = folderForTest()
    prepareData(data, organisation)
    const before = await startServer(main, { CANDOR_DATA: data, CANDOR_ORG })
    const body = submission({ trusted })
    const promise = await (await post(before.origin, body)).text()
    before.child.kill('SIGTERM')
    expect(await before.exit).toBe(0)
    const after = await startServer(main, { CANDOR_DATA: data, CANDOR_ORG })
    const entries = await fetch(new URL('/v1/entries?after=0', after.origin))
    expect(parseEntries(await bytesFrom(entries)).rows).toHaveLength(1)
    expect(await (await post(after.origin, body)).text()).toBe(promise)
    after.child.kill('SIGINT')
    expect(await after.exit).toBe(0)
    expect(before.printed.err).not.toMatch(/\d\d:\d\d/)
  })
})

const ROUNDS = process.env['CANDOR_LONG'] === undefined ? 10 : 60

describe('a server that is killed again and again under load', () => {
  it('has every tip that it acknowledged, whole, and repeats its promises', {
    timeout: 12_000 * ROUNDS,
  }, async () => {
    const data = folderForTest()
    prepareData(data, organisation)
    const settings = { CANDOR_DATA: data, CANDOR_ORG }
    const found = await torture({ main, settings, organisation, rounds: ROUNDS, connections: 16 })
    expect(found.acknowledged).toBeGreaterThan(3 * ROUNDS)
    expect(found.lost).toEqual([])
    expect(found.strange).toEqual([])
    expect(found.otherPromises).toEqual([])
    expect(found.faults).toEqual([])
  })
})
