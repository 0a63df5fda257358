import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { orgText } from '../../src/protocol/keyring/chain.ts'
import { backUp } from '../../src/server/backup.ts'
import { checkServer } from '../../src/server/check.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { restore } from '../../src/server/restore.ts'
import { connect } from '../../src/store/connection.ts'
import { lockData } from '../../src/store/lock.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { codeOf, folderForTest, intakeForTest, organisationOf, submission } from '../intake/support.ts'
import { killedWhen } from '../store/child.ts'
import { dropsOf, tip } from '../store/rows.ts'
import { TODAY } from '../support/organisation.ts'
import { prepareData } from './process.ts'

const notary = await loadNativeNotary()
const organisation = organisationOf()

/** A data folder with a published organisation, some tips and some drops, and names for what is made of it. */
function prepared() {
  const folder = folderForTest()
  const data = join(folder, 'data')
  prepareData(data, organisation)
  const store = openSqliteStore({ folder: data })
  store.addTips(Array.from({ length: 20 }, () => tip()))
  store.addDrops(dropsOf(30), TODAY)
  store.closeBatch()
  store.addTips([tip()])
  store.close()
  return { folder, data, to: join(folder, 'backup'), again: join(folder, 'restored') }
}

const hashesIn = (folder: string): string[] => {
  const store = openSqliteStore({ folder })
  store.closeBatch()
  const hashes = store.entries(0, 1e9).rows.map(({ hash }) => Buffer.from(hash).toString('hex'))
  expect(store.check()).toEqual([])
  store.close()
  return hashes.sort()
}

const modes = (folder: string) =>
  [folder, ...readdirSync(folder).map((name) => join(folder, name))].map(
    (path) => statSync(path).mode & 0o777,
  )

describe('a backup', () => {
  it('brings everything back: tips, keyrings, keys and the key that signs receipts', async () => {
    const { data, to, again } = prepared()
    const made = await backUp({ data, to, notary, today: TODAY })
    expect(made).toMatchObject({
      day: '2026-11-21',
      organisation: orgText(organisation.trusted.orgId),
      newest: 1,
      counts: { keyrings: 1, tips: 21, drops: 30, intakeKeys: 6 },
    })
    expect(readdirSync(to).sort()).toEqual(['candor.db', 'manifest.json', 'server.key'])
    expect(modes(to)).toEqual([0o700, 0o600, 0o600, 0o600])
    expect(await restore({ from: to, data: again, notary })).toEqual(made)
    expect(readdirSync(again).sort()).toEqual(['candor.db', 'server.key'])
    expect(modes(again)).toEqual([0o700, 0o600, 0o600])
    expect(hashesIn(again)).toEqual(hashesIn(data))
    expect(readFileSync(join(again, 'server.key'))).toEqual(readFileSync(join(data, 'server.key')))
    const store = openSqliteStore({ folder: again })
    expect(intakeForTest({ store, organisation, upTo: 'empty' }).keyrings.served()?.keyring.seq).toBe(1)
    store.close()
  })

  it('is made while a server holds the folder and writes to it, and has all that was acknowledged before', async () => {
    const { data, to } = prepared()
    const lock = lockData(data)
    const store = openSqliteStore({ folder: data })
    const intake = intakeForTest({ store, organisation, upTo: 'empty' })
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 8 }, () => intake.submit(submission(organisation))))
      const before = store.entries(0, 1e9).rows.length
      const writes = { running: true }
      const writing = (async () => {
        while (writes.running) await intake.submit(submission(organisation))
      })()
      const { counts } = await backUp({ data, to: `${to}-${round}`, notary, today: TODAY })
      writes.running = false
      await writing
      expect(counts.tips).toBeGreaterThanOrEqual(before)
      expect(hashesIn(`${to}-${round}`).length).toBe(counts.tips)
    }
    intake.close()
    store.close()
    lock.release()
  })

  it('of another process’s server has all that it said before', async () => {
    const { folder, data } = prepared()
    const promised = new Set<string>()
    const writer = new URL('../store/child-writes.ts', import.meta.url)
    let backup: Promise<unknown> | undefined
    let before: string[] = []
    await killedWhen(
      (written) => {
        if (written.length === 40) {
          before = written.flatMap((line) => line.split(' ').slice(1))
          backup = backUp({ data, to: join(folder, 'backup'), notary, today: TODAY })
        }
        return written.length === 400
      },
      writer,
      data,
    )
    await backup
    for (const hash of before) promised.add(hash)
    const kept = new Set(hashesIn(join(folder, 'backup')))
    expect(promised.size).toBeGreaterThan(100)
    expect([...promised].filter((hash) => !kept.has(hash))).toEqual([])
  })

  it('never replaces what is there, and needs a data folder that a server has used', async () => {
    const { folder, data, to } = prepared()
    await backUp({ data, to, notary, today: TODAY })
    const options = { data, to, notary, today: TODAY }
    expect(await codeOf(() => backUp(options))).toBe('file_exists')
    expect(await codeOf(() => backUp({ ...options, to: join(folder, 'no', 'where') }))).toBe(
      'file_unreadable',
    )
    expect(await codeOf(() => backUp({ ...options, data: join(folder, 'none'), to: `${to}2` }))).toBe(
      'file_unreadable',
    )
    rmSync(join(data, 'server.key'))
    expect(await codeOf(() => backUp({ ...options, to: `${to}2` }))).toBe('file_unreadable')
    expect(existsSync(join(data, 'server.key'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['backup', 'data'])
  })

  it('of damaged data is refused, and leaves nothing', async () => {
    const { folder, data, to } = prepared()
    const client = connect(join(data, 'candor.db'))
    client.exec("update envelopes set bytes = x'00' where hash in (select hash from envelopes limit 1)")
    client.close()
    expect(await codeOf(() => backUp({ data, to, notary, today: TODAY }))).toBe('storage_damaged')
    expect(readdirSync(folder)).toEqual(['data'])
  })

  it.each<[string, string, (to: string) => void]>([
    ['candor.db cut off', 'candor.db', (to) => truncateSync(join(to, 'candor.db'), 90_000)],
    ['candor.db with a byte more', 'candor.db', (to) => appendFileSync(join(to, 'candor.db'), 'x')],
    ['no candor.db', 'candor.db', (to) => rmSync(join(to, 'candor.db'))],
    ['another key', 'server.key', (to) => writeFileSync(join(to, 'server.key'), `${'A'.repeat(43)}=\n`)],
    ['no key', 'server.key', (to) => rmSync(join(to, 'server.key'))],
    ['a cut manifest', 'manifest.json', (to) => truncateSync(join(to, 'manifest.json'), 100)],
    ['other counts', 'manifest.json', edited('"tips":21', '"tips":20')],
    ['another organisation', 'manifest.json', edited(/"organisation":"./, '"organisation":"x')],
    ['a day that is none', 'manifest.json', edited('2026-11-21', '2026-11-32')],
    ['a file outside of it', 'manifest.json', edited('"server.key"', '"../server.key"')],
  ])('with %s is refused by the name of the file, and nothing is restored', async (_, name, damage) => {
    const { data, to, again } = prepared()
    await backUp({ data, to, notary, today: TODAY })
    damage(to)
    const refusal: unknown = await restore({ from: to, data: again, notary }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'file_damaged', message: expect.stringContaining(name) })
    expect(existsSync(again)).toBe(false)
  })

  it('of a newer version is told from a damaged one, and a folder that is none from both', async () => {
    const { data, to, again } = prepared()
    await backUp({ data, to, notary, today: TODAY })
    edited('"version":1', '"version":2')(to)
    expect(await codeOf(() => restore({ from: to, data: again, notary }))).toBe('storage_newer')
    expect(await codeOf(() => restore({ from: data, data: again, notary }))).toBe('file_unreadable')
  })

  it('is restored into nothing that holds anything, and names a server that runs there', async () => {
    const { data, to, again } = prepared()
    await backUp({ data, to, notary, today: TODAY })
    expect(await codeOf(() => restore({ from: to, data, notary }))).toBe('file_exists')
    const lock = lockData(data)
    expect(await codeOf(() => restore({ from: to, data, notary }))).toBe('data_locked')
    lock.release()
    writeFileSync(again, '')
    expect(await codeOf(() => restore({ from: to, data: again, notary }))).toBe('file_exists')
    rmSync(again)
    mkdirSync(again)
    expect(await codeOf(() => restore({ from: to, data: again, notary }))).toBe('accepted')
  })

  it('made by a version without blocks is brought up to date when it is restored', async () => {
    const { data, to, again } = prepared()
    const client = connect(join(data, 'candor.db'))
    client.exec('drop table intake_blocks; drop table visits; delete from migrations where created_at > 2')
    client.close()
    await backUp({ data, to, notary, today: TODAY })
    await restore({ from: to, data: again, notary })
    expect(hashesIn(again)).toHaveLength(21)
  })

  it.each(['backup', 'restore'])('a %s that was killed has made all of it or nothing', async (act) => {
    const { folder, data, to } = prepared()
    await backUp({ data, to, notary, today: TODAY })
    const whole = hashesIn(data)
    const child = new URL('./child-backs-up.ts', import.meta.url)
    for (const pause of [1, 4, 9, 16]) {
      await killedWhen((written) => written.at(-1) === 'begins 2', child, folder, { pause, more: [act] })
      const made = readdirSync(folder).filter((name) => name.startsWith('made-'))
      expect(made).toContain('made-1')
      for (const name of made) {
        const path = join(folder, name)
        if (act === 'backup') await restore({ from: path, data: `${path}-restored`, notary })
        expect(hashesIn(act === 'backup' ? `${path}-restored` : path)).toEqual(whole)
        rmSync(path, { recursive: true })
        rmSync(`${path}-restored`, { recursive: true, force: true })
      }
    }
    // What was left behind does not stand in the way, and is taken away by the next of that name.
    await backUp({ data, to: join(folder, 'made-2'), notary, today: TODAY })
    expect(readdirSync(folder).filter((name) => name.startsWith('.made-2'))).toEqual([])
  })
})

/** Changes the text of the manifest. */
function edited(what: string | RegExp, by: string) {
  return (to: string): void => {
    const path = join(to, 'manifest.json')
    const text = readFileSync(path, 'utf8')
    expect(text.replace(what, by)).not.toBe(text)
    writeFileSync(path, text.replace(what, by))
  }
}

describe('a look at the data folder', () => {
  const states = (options: Parameters<typeof checkServer>[0]) =>
    Object.fromEntries(checkServer(options).map(({ about, state }) => [about, state]))
  const good = {
    data: 'good',
    keyring: 'good',
    'log-key': 'good',
    validity: 'good',
    'intake-keys': 'good',
    disk: 'good',
  }

  it('finds nothing wrong with what is sound, stopped or running, and changes nothing', () => {
    const { data } = prepared()
    const before = readFileSync(join(data, 'candor.db'))
    expect(states({ data, notary, today: TODAY })).toEqual(good)
    expect(readFileSync(join(data, 'candor.db')).equals(before)).toBe(true)
    const lock = lockData(data)
    const store = openSqliteStore({ folder: data })
    store.addTips([tip()])
    expect(states({ data, notary, today: TODAY })).toEqual(good)
    store.addTips([tip()])
    store.close()
    lock.release()
    expect(hashesIn(data)).toHaveLength(23)
  })

  it('finds each thing that is wrong', () => {
    const { data, folder } = prepared()
    const options = { data, notary, today: TODAY }
    expect(states({ ...options, freeBytes: () => 1000 })).toEqual({ ...good, disk: 'bad' })
    expect(states({ ...options, today: TODAY + 160 })).toEqual({ ...good, validity: 'soon' })
    expect(states({ ...options, today: TODAY + 181 })).toEqual({ ...good, validity: 'bad' })
    expect(states({ ...options, today: TODAY - 7 })).toMatchObject({ validity: 'bad', 'intake-keys': 'bad' })
    const copy = join(folder, 'copy')
    cpSync(data, copy, { recursive: true })
    writeFileSync(join(copy, 'server.key'), `${'A'.repeat(43)}=\n`)
    expect(states({ ...options, data: copy })).toEqual({ ...good, 'log-key': 'bad' })
    rmSync(join(copy, 'server.key'))
    expect(states({ ...options, data: copy })).toEqual({ ...good, 'log-key': 'bad' })
    const client = connect(join(data, 'candor.db'))
    client.exec('delete from envelopes where hash in (select hash from envelopes limit 1)')
    client.exec('delete from intake_keys where hash in (select hash from intake_keys limit 6)')
    client.exec("update keyrings set statement = x'7b7d'")
    client.close()
    expect(states(options)).toEqual({ data: 'bad', keyring: 'bad', disk: 'good' })
  })

  it('says whose keys are missing', () => {
    const { data } = prepared()
    const store = openSqliteStore({ folder: data })
    store.pruneIntakeKeys(
      organisation.people.slice(1).flatMap(({ block }) => block.keys.map((key) => notary.sha256(key))),
    )
    store.close()
    const finding = checkServer({ data, notary, today: TODAY }).find(({ about }) => about === 'intake-keys')
    expect(finding).toMatchObject({ state: 'bad', text: expect.stringContaining('Person 1') })
    expect(finding?.text).not.toContain('Person 2')
  })

  it('says that a server that is new has no keyring', () => {
    const data = folderForTest()
    openSqliteStore({ folder: data }).close()
    expect(states({ data, notary, today: TODAY })).toEqual({ data: 'good', keyring: 'soon', disk: 'good' })
  })

  it('is refused where there is no data, and makes none', async () => {
    const folder = folderForTest()
    expect(await codeOf(() => checkServer({ data: folder, notary, today: TODAY }))).toBe('file_unreadable')
    expect(readdirSync(folder)).toEqual([])
  })
})
