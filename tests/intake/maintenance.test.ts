import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import { parseWeeks } from '../../src/protocol/drop.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { parseEntries } from '../../src/protocol/wire.ts'
import type { Store } from '../../src/store/store.ts'
import { drop, dropsOf, tip } from '../store/rows.ts'
import { deterministic, makePerson, recipientOf, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import {
  DAY,
  intakeForTest,
  NOON,
  organisationOf,
  p,
  random,
  storeForTest,
  submission,
  successor,
  type TestIntake,
  WEEK,
} from './support.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const organisation = organisationOf()
const { policy } = organisation.keyring

/** Time goes on for the timers and for the server's clock alike. */
function pass(intake: TestIntake, seconds: number): void {
  intake.time.now += seconds
  vi.advanceTimersByTime(600_000)
}

/** To noon of a day. */
const goTo = (intake: TestIntake, day: number) => pass(intake, day * DAY + 43_200 - intake.time.now)

const batches = (store: Store) => store.entries(0, 999).rows.map(({ batch }) => batch)

function fill(store: Store, sizes: readonly number[], day = TODAY): void {
  for (const size of sizes) {
    store.addTips(Array.from({ length: size }, () => tip(random(10), random(32), day)))
    store.addDrops(dropsOf(size), day)
    store.closeBatch()
  }
}

describe('a week of drops', () => {
  const LAST_DAY = THIS_EPOCH * 7 + 6
  const listed = ({ drops }: TestIntake) => parseWeeks(drops.weeks()).weeks.map(({ week }) => week)

  it('is deleted whole so many days after its last day, and is listed until then', () => {
    const intake = intakeForTest()
    expect(listed(intake)).toContain(THIS_EPOCH)
    const other = [drop('conversation', THIS_EPOCH + 1), drop('team', THIS_EPOCH + 1)]
    intake.store.addDrops([drop(), drop('team'), ...other], TODAY)
    intake.store.closeBatch()
    goTo(intake, LAST_DAY + policy.dropDays - 1)
    expect(intake.store.dropCounts().all).toBe(4)
    expect(listed(intake)).toContain(THIS_EPOCH)
    goTo(intake, LAST_DAY + policy.dropDays)
    expect(intake.store.dropCounts().all).toBe(2)
    expect(listed(intake)).not.toContain(THIS_EPOCH)
    expect(listed(intake)).toContain(THIS_EPOCH + 1)
    goTo(intake, LAST_DAY + policy.dropDays + 7)
    expect(intake.store.dropCounts().all).toBe(0)
    expect(intake.faults).toEqual([])
    intake.close()
  })

  it('is kept by the newest keyring that was accepted, served or not', () => {
    const intake = intakeForTest()
    intake.store.addDrops([drop()], TODAY)
    const newcomer = makePerson(p, deterministic('newcomer'), 2)
    const recipients = [...organisation.keyring.recipients, recipientOf(p, newcomer, 'New', ['main'])]
    intake.keyrings.publish(successor(organisation, { recipients, policy: { ...policy, dropDays: 3 } }))
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
    goTo(intake, LAST_DAY + 2)
    expect(intake.store.dropCounts().all).toBe(1)
    goTo(intake, LAST_DAY + 3)
    expect(intake.store.dropCounts().all).toBe(0)
    intake.close()
  })

  it('stays while there is no keyring', () => {
    const intake = intakeForTest({ upTo: 'empty' })
    intake.store.addDrops([drop()], TODAY)
    goTo(intake, TODAY + 40_000)
    expect(intake.store.dropCounts().all).toBe(1)
    expect(intake.faults).toEqual([])
    intake.close()
  })

  it('that is gone is gone from what was prepared for readers', () => {
    const intake = intakeForTest({ batchSeconds: 600 })
    intake.store.addDrops(dropsOf(9), TODAY)
    intake.store.closeBatch()
    const sixteen = intake.drops.shard(THIS_EPOCH, 0).length
    intake.keyrings.publish(successor(organisation, { policy: { ...policy, dropDays: 1 } }))
    goTo(intake, LAST_DAY + 1)
    expect(intake.drops.shard(THIS_EPOCH, 0).length).toBeLessThan(sixteen)
    intake.close()
  })
})

describe('a day that is over', () => {
  it.each([0, 600])('is compacted once, with batches of %i seconds', (batchSeconds) => {
    const real = storeForTest()
    const days: number[] = []
    const compact = (today: number) => {
      days.push(today)
      real.compact(today)
    }
    const intake = intakeForTest({ store: { ...real, compact }, batchSeconds })
    fill(intake.store, [2, 1, 3])
    pass(intake, 60)
    expect(batches(real)).toEqual([1, 1, 2, 3, 3, 3])
    pass(intake, DAY)
    expect(batches(real)).toEqual(Array(6).fill(3))
    expect(real.drops(0, 99).rows.map(({ batch }) => batch)).toEqual(Array(6).fill(3))
    pass(intake, 60)
    expect(days).toEqual([TODAY, TODAY + 1])
    intake.close()
  })

  it('is compacted at the start when it was not before', () => {
    const store = storeForTest()
    fill(store, [1, 1])
    intakeForTest({ store, time: { now: NOON + DAY } }).close()
    expect(batches(store)).toEqual([2, 2])
  })

  it('that was compacted in the middle of a reader’s walk loses nothing for them', async () => {
    vi.useRealTimers()
    const intake = intakeForTest()
    const sent: string[] = []
    for (let i = 0; i < 12; i++) {
      const body = submission({ trusted: organisation.trusted })
      await intake.submit(body)
      sent.push(toHex(p.sha256(body.subarray(32))))
    }
    const half = intake.store.entries(0, 5)
    const seen = half.rows.map(({ hash }) => toHex(hash))
    const later = intakeForTest({ store: intake.store, upTo: 'empty', time: { now: NOON + DAY } })
    const rest = parseEntries(later.list.entries(half.next))
    expect(rest).toMatchObject({ next: 12, more: false })
    expect([...new Set([...seen, ...rest.rows.map(({ hash }) => toHex(hash))])].sort()).toEqual(sent.sort())
  })

  it('that cannot be compacted is a fault, hinders nothing, and is tried again', () => {
    const real = storeForTest()
    let tries = 0
    const compact = (today: number) => {
      tries += 1
      if (tries < 3) throw new CandorError('storage_full', 'full')
      real.compact(today)
    }
    const intake = intakeForTest({ store: { ...real, compact }, batchSeconds: 600 })
    expect(tries).toBe(1)
    fill(real, [1, 1])
    pass(intake, DAY)
    expect(batches(real)).toEqual([1, 2])
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
    pass(intake, 60)
    pass(intake, 60)
    expect(batches(real)).toEqual([2, 2])
    expect([tries, intake.faults.length]).toEqual([3, 2])
    intake.close()
  })
})

describe('the weeks to come', () => {
  it('have their shards fixed when the week changes, also when nobody asks', () => {
    const intake = intakeForTest({ batchSeconds: 600 })
    pass(intake, 60)
    pass(intake, WEEK)
    intake.keyrings.publish(successor(organisation, { policy: { ...policy, shardBits: 4 } }))
    pass(intake, WEEK)
    const bits = new Map(intake.store.weeks().map((row) => [row.week, row.bits]))
    expect([1, 2, 3].map((ahead) => bits.get(THIS_EPOCH + ahead))).toEqual([0, 0, 4])
    intake.close()
  })
})
