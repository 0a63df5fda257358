import { describe, expect, it } from 'vitest'
import { openDrops } from '../../src/intake/drops.ts'
import { concat, toHex, u32 } from '../../src/protocol/bytes.ts'
import {
  CELL,
  encodeShard,
  MOST_IN_SHARD,
  parseDrops,
  parseShard,
  parseWeeks,
  shardOf,
  weeksAround,
} from '../../src/protocol/drop.ts'
import type { DropRow } from '../../src/store/store.ts'
import { drop, dropsOf } from '../store/rows.ts'
import { type TestPerson, THIS_EPOCH } from '../support/organisation.ts'
import {
  authorize,
  codeOf,
  folderForTest,
  intakeForTest,
  NOON,
  organisationOf,
  random,
  storeForTest,
  submission,
  successor,
  type TestIntake,
  type TestIntakeOptions,
  WEEK,
} from './support.ts'

const organisation = organisationOf()
const { trusted, people } = organisation
const [first, second] = people

const put = ({ drops }: TestIntake, { locator, cell }: DropRow) => drops.put(locator, cell)

const pathOf = ({ locator }: DropRow) => `/v1/team/drops/${toHex(locator)}`

/** The request for a team's drop as it comes in, signed for by a person. */
function signed(row: DropRow, person: TestPerson = first!) {
  const path = pathOf(row)
  const authorization = authorize(organisation, person, path, NOON, 'PUT', row.cell)
  return { method: 'PUT', path, authorization, body: row.cell }
}

const putTeam = ({ drops }: TestIntake, row: DropRow) => drops.putTeam(signed(row), row.locator)

const shown = ({ drops }: TestIntake, week = THIS_EPOCH, bits = 0, shard = 0) =>
  parseShard(drops.shard(week, shard), { week, bits, shard })

const holds = (read: readonly { locator: Uint8Array }[], { locator }: DropRow) =>
  read.some((each) => toHex(each.locator) === toHex(locator))

const team = () => drop('team')

describe('a drop', () => {
  it.each([0, 600])(
    'that was acknowledged survives a crash (batches of %i seconds)',
    async (batchSeconds) => {
      const folder = folderForTest()
      const before = intakeForTest({ store: storeForTest({ folder }), batchSeconds })
      const [conversation, teams] = [dropsOf(20), Array.from({ length: 20 }, team)]
      await Promise.all([
        ...conversation.map((row) => put(before, row)),
        ...teams.map((row) => putTeam(before, row)),
      ])
      const after = intakeForTest({ store: storeForTest({ folder }), upTo: 'empty', batchSeconds })
      after.close()
      const kept = after.store.drops(0, 999).rows.map(({ kind, locator, cell }) => ({ kind, locator, cell }))
      expect(kept).toHaveLength(40)
      expect(kept).toEqual(expect.arrayContaining([...conversation, ...teams]))
    },
  )

  it('is taken again with the same bytes and refused with others, before and after it becomes visible', async () => {
    const intake = intakeForTest({ batchSeconds: 600 })
    const [mine, ours] = [drop(), team()]
    const twice = async () => {
      for (const [send, row] of [
        [put, mine],
        [putTeam, ours],
      ] as const) {
        await send(intake, row)
        expect(await codeOf(() => send(intake, { ...row, cell: random(CELL) }))).toBe('drop_conflict')
      }
    }
    await twice()
    await twice()
    intake.close()
    const again = intakeForTest({ store: intake.store, upTo: 'empty' })
    for (const send of [() => put(again, mine), () => putTeam(again, ours)]) await send()
    expect(await codeOf(() => put(again, { ...mine, cell: random(CELL) }))).toBe('drop_conflict')
    expect(again.store.dropCounts()).toEqual({ open: 0, all: 2 })
  })

  it('is invisible while its batch is open', async () => {
    const intake = intakeForTest({ batchSeconds: 600 })
    const mine = drop()
    const before = intake.drops.shard(THIS_EPOCH, 0)
    await put(intake, mine)
    await putTeam(intake, team())
    expect(intake.drops.shard(THIS_EPOCH, 0)).toEqual(before)
    const path = '/v1/team/drops?after=0'
    const page = () =>
      parseDrops(
        intake.drops.page({ method: 'GET', path, authorization: authorize(organisation, first!, path) }, 0),
      )
    expect(page()).toEqual({ next: 0, more: false, rows: [] })
    intake.close()
    expect(holds(shown(intake), mine)).toBe(true)
    expect(page()).toMatchObject({ next: 1, more: false, rows: [{ kind: 'conversation' }, { kind: 'team' }] })
  })

  it.each([
    ['of last week', -1, 'accepted'],
    ['of this week', 0, 'accepted'],
    ['of next week', 1, 'accepted'],
    ['of two weeks ago', -2, 'clock_wrong'],
    ['of the week after next', 2, 'clock_wrong'],
  ])('%s is judged by its week: %i %s', async (_, weeks, code) => {
    const intake = intakeForTest()
    expect(await codeOf(() => put(intake, drop('conversation', THIS_EPOCH + weeks)))).toBe(code)
    expect(await codeOf(() => putTeam(intake, drop('team', THIS_EPOCH + weeks)))).toBe(code)
  })

  it.each([0, 1, CELL - 1, CELL + 1])('of %i bytes is refused', async (length) => {
    const intake = intakeForTest()
    const row = { ...drop(), cell: random(length) }
    expect(await codeOf(() => put(intake, row))).toBe('request_malformed')
    expect(await codeOf(() => putTeam(intake, row))).toBe('request_malformed')
  })
})

describe('before a keyring is served', () => {
  it('no drop of a conversation is taken: its week has no shards yet', async () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    expect(await codeOf(() => put(intake, drop()))).toBe('keyring_missing')
    expect(await codeOf(() => putTeam(intake, team()))).toBe('accepted')
  })
})

describe('before a keyring is served', () => {
  it('no drop of a conversation is taken: its week has no shards yet', async () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    expect(await codeOf(() => put(intake, drop()))).toBe('keyring_missing')
    expect(await codeOf(() => putTeam(intake, team()))).toBe('accepted')
  })
})

describe('what readers of a shard are given', () => {
  it('are the same bytes for everyone, time and again', async () => {
    const intake = intakeForTest()
    const empty = intake.drops.shard(THIS_EPOCH, 0)
    expect(intake.drops.shard(THIS_EPOCH, 0)).toBe(empty)
    await put(intake, drop())
    const file = intake.drops.shard(THIS_EPOCH, 0)
    expect(file).not.toEqual(empty)
    expect(intake.drops.shard(THIS_EPOCH, 0)).toBe(file)
  })

  it('have the same length with news and without', async () => {
    const intake = intakeForTest()
    const lengths = new Set<number>()
    for (const row of dropsOf(8)) {
      lengths.add(intake.drops.shard(THIS_EPOCH, 0).length)
      await put(intake, row)
    }
    lengths.add(intake.drops.shard(THIS_EPOCH, 0).length)
    expect(lengths.size).toBe(1)
  })

  it('do not tell by an attempt to write which drops are real', async () => {
    const intake = intakeForTest()
    const real = drop()
    await put(intake, real)
    for (const { locator, cell } of shown(intake)) {
      expect(await codeOf(() => intake.drops.put(locator, random(CELL)))).toBe('drop_conflict')
      expect(await codeOf(() => intake.drops.put(locator, cell))).toBe('accepted')
    }
    expect(intake.store.dropCounts()).toEqual({ open: 0, all: 1 })
  })

  it('hold nothing of a team', async () => {
    const intake = intakeForTest()
    const ours = team()
    await putTeam(intake, ours)
    expect(holds(shown(intake), ours)).toBe(false)
  })

  it.each([
    ['a week that is not listed', THIS_EPOCH - 4, 0],
    ['a week that is still far', THIS_EPOCH + 2, 0],
    ['a shard that the week does not have', THIS_EPOCH, 1],
  ])('do not exist for %s', async (_, week, shard) => {
    const { drops } = intakeForTest()
    expect(await codeOf(() => drops.shard(week, shard))).toBe('not_found')
  })
})

describe('the number of shards', () => {
  const policy = (shardBits: number) => ({ policy: { ...organisation.keyring.policy, shardBits } })
  const listed = ({ drops }: TestIntake) => parseWeeks(drops.weeks())
  const bitsOf = (intake: TestIntake) => listed(intake).weeks.map(({ bits }) => bits)

  it('is one while no keyring is served, and fixed when one is', () => {
    const own = organisationOf(1, 'sharded')
    const intake = intakeForTest({ organisation: own, upTo: 'empty' })
    expect(listed(intake)).toEqual({
      current: THIS_EPOCH,
      weeks: weeksAround(THIS_EPOCH).map((week) => ({ week, bits: 0 })),
    })
    expect(intake.store.weeks()).toEqual([])
    const sharded = intakeForTest({ organisation: own })
    expect(bitsOf(sharded)).toEqual([0, 0, 0, 0, 0])
    expect(sharded.store.weeks()).toHaveLength(5)
  })

  it('changes for the week after next, and nothing is lost', async () => {
    const intake = intakeForTest()
    const rows = [-1, 0, 1].map((week) => drop('conversation', THIS_EPOCH + week))
    for (const row of rows) await put(intake, row)
    intake.keyrings.publish(successor(organisation, policy(4)))
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
    expect(bitsOf(intake)).toEqual([0, 0, 0, 0, 0])
    intake.time.now += WEEK
    expect(listed(intake)).toEqual({
      current: THIS_EPOCH + 1,
      weeks: weeksAround(THIS_EPOCH + 1).map((week) => ({ week, bits: week === THIS_EPOCH + 2 ? 4 : 0 })),
    })
    for (const [i, row] of rows.entries()) expect(holds(shown(intake, THIS_EPOCH + i - 1), row)).toBe(true)
    const later = drop('conversation', THIS_EPOCH + 2)
    await put(intake, later)
    const shard = shardOf(later.locator, 4)
    expect(holds(shown(intake, THIS_EPOCH + 2, 4, shard), later)).toBe(true)
    for (let other = 0; other < 16; other++) {
      if (other !== shard) expect(holds(shown(intake, THIS_EPOCH + 2, 4, other), later)).toBe(false)
    }
  })

  it('stays what it was for a week after a restart', () => {
    const intake = intakeForTest()
    bitsOf(intake)
    const again = intakeForTest({ store: intake.store, upTo: 'empty' })
    again.keyrings.publish(successor(organisation, policy(4)))
    expect(bitsOf(again)).toEqual([0, 0, 0, 0, 0])
  })

  it('is listed for every earlier week that still holds drops, and for no other', async () => {
    const intake = intakeForTest()
    await put(intake, drop())
    await putTeam(intake, drop('team', THIS_EPOCH + 1))
    intake.time.now += 9 * WEEK
    expect(listed(intake).weeks.map(({ week }) => week)).toEqual([THIS_EPOCH, ...weeksAround(THIS_EPOCH + 9)])
    expect(shown(intake)).toHaveLength(8)
  })
})

describe('a team', () => {
  it('is given the drops of both kinds, in whole batches after the cursor', async () => {
    const intake = intakeForTest()
    const rows = [team(), drop(), team()]
    for (const row of rows) await (row.kind === 'team' ? putTeam : put)(intake, row)
    const page = (after: number) => {
      const path = `/v1/team/drops?after=${after}`
      const authorization = authorize(organisation, second!, path)
      return parseDrops(intake.drops.page({ method: 'GET', path, authorization }, after))
    }
    expect(page(0)).toEqual({ next: 3, more: false, rows: rows.map((row, i) => ({ ...row, batch: i + 1 })) })
    expect(page(2)).toMatchObject({ next: 3, rows: [rows[2]] })
    expect(page(99)).toEqual({ next: 3, more: false, rows: [] })
  })

  const refusals: readonly (readonly [
    string,
    string,
    (row: DropRow) => Partial<ReturnType<typeof signed>>,
  ])[] = [
    ['no signature', 'request_unsigned', () => ({ authorization: '' })],
    ['another body', 'request_unsigned', () => ({ body: random(CELL) })],
    ['another path', 'request_unsigned', () => ({ path: pathOf(team()) })],
    ['another method', 'request_unsigned', () => ({ method: 'POST' })],
    ['another’s key', 'request_unsigned', (row) => signed(row, { ...first!, identity: second!.identity })],
    [
      'the signature of a stranger',
      'recipient_unknown',
      (row) => signed(row, { ...first!, id: '0'.repeat(32) }),
    ],
    [
      'an old signature',
      'request_late',
      (row) => ({ authorization: authorize(organisation, first!, pathOf(row), NOON - 301, 'PUT', row.cell) }),
    ],
  ]
  it.each(refusals)('takes no drop with %s: %s', async (_, code, change) => {
    const { drops, store } = intakeForTest()
    const row = team()
    expect(await codeOf(() => drops.putTeam({ ...signed(row), ...change(row) }, row.locator))).toBe(code)
    expect(store.dropCounts().all).toBe(0)
  })

  it('gives nothing to, and takes nothing from, whoever was removed', async () => {
    const intake = intakeForTest()
    const path = '/v1/team/drops?after=0'
    const read = () =>
      codeOf(() =>
        intake.drops.page({ method: 'GET', path, authorization: authorize(organisation, first!, path) }, 0),
      )
    const write = () => codeOf(() => putTeam(intake, team()))
    expect([await read(), await write()]).toEqual(['accepted', 'accepted'])
    intake.keyrings.publish(successor(organisation, { recipients: organisation.keyring.recipients.slice(1) }))
    expect([await read(), await write()]).toEqual(['recipient_unknown', 'recipient_unknown'])
  })
})

describe('the room for drops', () => {
  // One megabyte, at what a drop takes on the disk.
  const MOST = 223
  const full = (options: TestIntakeOptions = {}) => {
    const intake = intakeForTest({ dropMegabytes: 1, ...options })
    const held = dropsOf(MOST)
    intake.store.addDrops(held, 20_000)
    return { intake, held }
  }

  it('is for conversations up to three quarters of it, so that no stranger keeps the team from writing', async () => {
    const intake = intakeForTest({ dropMegabytes: 1 })
    const [last, ...others] = dropsOf(167)
    intake.store.addDrops(others, 20_000)
    await put(intake, last!)
    expect(await codeOf(() => put(intake, drop()))).toBe('storage_full')
    await put(intake, last!)
    for (let i = 167; i < MOST; i++) await putTeam(intake, team())
    expect(await codeOf(() => putTeam(intake, team()))).toBe('storage_full')
    intake.store.expireDrops(THIS_EPOCH + 1)
    await put(intake, drop())
  })

  it('once it is full refuses drops of both kinds, and takes tips', async () => {
    const { intake } = full()
    expect(await codeOf(() => put(intake, drop()))).toBe('storage_full')
    expect(await codeOf(() => putTeam(intake, team()))).toBe('storage_full')
    expect(await intake.submit(submission({ trusted }))).toContain('candor')
    expect(intake.store.dropCounts().all).toBe(MOST)
  })

  it('once it is full still acknowledges what is held', async () => {
    const { intake, held } = full()
    await put(intake, held[0]!)
    expect(await codeOf(() => put(intake, { ...held[1]!, cell: random(CELL) }))).toBe('drop_conflict')
  })

  it('is there again when weeks have expired', async () => {
    const { intake } = full()
    expect(await codeOf(() => put(intake, drop()))).toBe('storage_full')
    intake.store.expireDrops(THIS_EPOCH + 1)
    await put(intake, drop())
  })

  it('in one shard ends where clients would refuse it', async () => {
    const intake = intakeForTest()
    const head = encodeShard({ week: THIS_EPOCH, bits: 0, shard: 0 }, []).slice(0, 7)
    const drops = openDrops({
      store: intake.store,
      admit: () => '',
      weeks: {
        list: never,
        bitsOf: () => 0,
        checkNear: nothing,
        checkFixed: nothing,
        lookAgain: nothing,
      },
      shelf: { file: () => concat(head, u32(MOST_IN_SHARD)), clear: () => undefined },
      group: { add: () => Promise.resolve('stored'), close: () => undefined },
    })
    expect(await codeOf(() => drops.put(drop().locator, random(CELL)))).toBe('storage_full')
  })
})

const nothing = () => undefined

function never(): never {
  throw new Error('nobody asks for this')
}
