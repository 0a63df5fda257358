import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { server } from '../../src/cli/commands/server.ts'
import { run } from '../../src/cli/program.ts'
import { fromBase64, toBase64 } from '../../src/protocol/bytes.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { NOON, organisationOf, p } from '../intake/support.ts'
import { prepareData } from '../server/process.ts'
import { dropsOf, tip } from '../store/rows.ts'
import { TODAY } from '../support/organisation.ts'
import { world } from './screen.ts'

const DAY = 86_400

/** A folder with data in it, and what a command says there. */
function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'candor-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  prepareData(data, organisationOf())
  const store = openSqliteStore({ folder: data })
  store.addTips([tip()])
  store.addDrops(dropsOf(2), TODAY)
  store.close()
  const candor = async (args: readonly string[], days = 0) => {
    const io = { ...world({ env: { CANDOR_DATA: data } }), clock: () => (NOON + days * DAY) * 1000 }
    const code = await run(['server', ...args], io, [server])
    return { code, out: io.stdout.text(), err: io.stderr.text() }
  }
  return { folder, data, to: join(folder, 'backup'), again: join(folder, 'again'), candor }
}

describe('candor server backup and restore', () => {
  test('say what was copied, and what is lost', async () => {
    const { to, again, candor } = stage()
    const backup = await candor(['backup', to])
    expect(backup).toEqual({
      code: 0,
      out: `Backed up to ${to}: 1 tip, 2 drops of conversations and teams. All of it was checked.\n`,
      err: '',
    })
    const restored = await candor(['restore', to, '--data', again])
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(restored.out).toContain(
      'as it was on 2026-11-21: whatever came in after the backup was made is lost',
    )
    expect(restored.out).toContain('will notice that the list went back')
    expect(readdirSync(again).sort()).toEqual(['candor.db', 'server.key'])
  })

  test('answer programs', async () => {
    const { to, again, candor } = stage()
    const summary = {
      day: '2026-11-21',
      newest: 0,
      counts: { keyrings: 1, intakeKeys: 6, tips: 1, drops: 2 },
    }
    expect(JSON.parse((await candor(['backup', to, '--json'])).out)).toMatchObject({ backup: to, ...summary })
    const { out } = await candor(['restore', to, '--data', again, '--json'])
    expect(JSON.parse(out)).toMatchObject({ data: again, ...summary })
  })

  test('refuse in words: a name that is taken, a damaged copy', async () => {
    const { data, to, again, candor } = stage()
    await candor(['backup', to])
    const taken = await candor(['backup', to])
    expect([taken.code, taken.err]).toEqual([
      1,
      `error: ${to} holds something already\nhint: name a folder that does not exist yet, or an empty one\n`,
    ])
    expect((await candor(['restore', to])).err).toContain(`${data} holds something already`)
    truncateSync(join(to, 'candor.db'), 5000)
    const damaged = await candor(['restore', to, '--data', again])
    expect([damaged.code, damaged.err]).toEqual([
      1,
      'error: candor.db of this backup is not what was written\nhint: use another backup: nothing of this one was restored\n',
    ])
  })
})

describe('candor server check', () => {
  test('says that all is well, a line for each thing', async () => {
    const { candor } = stage()
    const { code, out } = await candor(['check'])
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(6)
    expect(lines.every((line) => line.startsWith('good  '))).toBe(true)
    expect(JSON.parse((await candor(['check', '--json'])).out)).toMatchObject({ sound: true })
  })

  test('ends with 1 when something is wrong, and not for what is only due soon', async () => {
    const { data, candor } = stage()
    const soon = await candor(['check'], 160)
    expect([soon.code, soon.out]).toEqual([
      0,
      expect.stringContaining('soon  The keyring is valid for 20 days only'),
    ])
    rmSync(join(data, 'server.key'))
    const bad = await candor(['check'])
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('bad   The key that signs receipts')])
    const { code, out } = await candor(['check', '--json'])
    expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ sound: false })])
  })

  test('says that there is no data where there is none', async () => {
    const { folder, candor } = stage()
    const { code, err } = await candor(['check', '--data', join(folder, 'nothing')])
    expect([code, err]).toEqual([1, expect.stringContaining('there is no ')])
  })
})

describe('candor server', () => {
  test('alone tells what there is', async () => {
    const { candor } = stage()
    const { code, err } = await candor([])
    expect(code).toBe(2)
    expect(err).toContain('backup')
    expect(err).toContain('restore')
    expect(err).toContain('check')
  })
})

describe('candor server log-key', () => {
  test('prints the same public key each time, and makes it where no server has been', async () => {
    const { folder, candor } = stage()
    const made = await candor(['log-key', '--data', join(folder, 'fresh')])
    expect(made).toEqual({ code: 0, out: expect.stringMatching(/^[A-Za-z0-9+/]{43}=\n$/), err: '' })
    expect(await candor(['log-key', '--data', join(folder, 'fresh')])).toEqual(made)
    const seed = fromBase64(readFileSync(join(folder, 'fresh', 'server.key'), 'utf8').trim())
    expect(made.out.trim()).toBe(toBase64(p.verifyingKey(seed)))
  })
})
