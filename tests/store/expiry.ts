import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { concat, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import type { Store, TipRow } from '../../src/store/store.ts'
import type { Fixture } from './fixture.ts'
import { intakeKey, random, tip } from './rows.ts'

const DAY = 20_778

/** An envelope that names a keyring (docs/protocol.md, 7.1). */
const tipUnder = (keyring: Uint8Array, day = DAY): TipRow =>
  tip(concat(toUtf8('candor/1'), keyring, random(1000)), random(32), day)

const hashesIn = (store: Store) =>
  store
    .entries(0, 9999)
    .rows.map(({ hash }) => toHex(hash))
    .sort()

const named = (...rows: readonly TipRow[]) => rows.map(({ hash }) => toHex(hash)).sort()

/** What every engine has to promise of what has had its time, and of who was there. */
export function describeExpiry(name: string, open: () => Fixture): void {
  let fixture: Fixture
  let store: Store
  beforeEach(() => {
    fixture = open()
    store = fixture.store
  })
  afterEach(() => fixture.dispose())

  function fill(...batches: readonly (readonly TipRow[])[]): void {
    for (const rows of batches) {
      store.addTips(rows)
      store.closeBatch()
    }
  }

  describe(`${name}: expiry`, () => {
    const [a, b] = [random(32), random(32)]

    it('takes what is old enough, as far as its keyring reaches, with its entry', () => {
      const old = [tipUnder(a), tipUnder(b), tipUnder(a)] as const
      const young = tipUnder(a, DAY + 1)
      fill([old[0], young], [old[1]], [old[2]])
      const reach = [
        { keyring: a, batch: 2 },
        { keyring: b, batch: 1 },
      ]
      expect(store.expireTips(DAY + 1, reach)).toBe(1)
      expect(hashesIn(store)).toEqual(named(young, old[1], old[2]))
      expect(store.tips(0, 1e9).rows).toHaveLength(3)
      expect(store.heldSince(old[0].hash, old[0].tag)).toBeNull()
      expect(store.heldSince(old[1].hash, old[1].tag)).toBe(DAY)
      expect(store.check()).toEqual([])
    })

    it('takes nothing of a keyring that nobody named, and nothing of the open batch', () => {
      fill([tipUnder(b)])
      store.addTips([tipUnder(a)])
      expect(store.expireTips(DAY + 1, [{ keyring: a, batch: 99 }])).toBe(0)
      expect(store.openBatch().tips).toBe(1)
    })

    it('takes more than a commit holds', () => {
      fill(Array.from({ length: 2500 }, () => tipUnder(a)))
      expect(store.expireTips(DAY + 1, [{ keyring: a, batch: 1 }])).toBe(2500)
      expect(hashesIn(store)).toEqual([])
      expect(store.check()).toEqual([])
    })

    it('leaves every cursor its meaning: a page ends with a row, and says truly whether there is more', () => {
      const kept = tipUnder(b)
      fill([tipUnder(a)], [tipUnder(a)], [kept], [tipUnder(a)])
      store.expireTips(DAY + 1, [{ keyring: a, batch: 4 }])
      for (const cursor of [0, 1, 2]) {
        expect(store.tips(cursor, 1)).toMatchObject({ rows: [{ batch: 3 }], next: 3, more: false })
        expect(store.entries(cursor, 1)).toMatchObject({ next: 3, more: false })
      }
      expect(store.tips(4, 1)).toEqual({ rows: [], next: 4, more: false })
      expect(store.newestBatch()).toBe(3)
      store.expireTips(DAY + 1, [{ keyring: b, batch: 4 }])
      expect(store.tips(0, 1)).toEqual({ rows: [], next: 0, more: false })
      expect(store.tips(4, 1)).toEqual({ rows: [], next: 4, more: false })
      expect(store.newestBatch()).toBe(0)
      const next = tipUnder(a)
      fill([next])
      expect(store.tips(4, 1)).toMatchObject({ rows: [{ batch: 5 }], next: 5, more: false })
      expect(store.check()).toEqual([])
    })

    it('and compaction hinder each other nowhere', () => {
      const young = [tipUnder(a, DAY + 1), tipUnder(a, DAY + 1)] as const
      fill([tipUnder(a)], [tipUnder(a), young[0]], [young[1]])
      store.expireTips(DAY + 1, [{ keyring: a, batch: 3 }])
      store.compact(DAY + 2)
      expect(hashesIn(store)).toEqual(named(...young))
      expect(store.entries(0, 9).rows.map(({ batch }) => batch)).toEqual([3, 3])
      store.expireTips(DAY + 2, [{ keyring: a, batch: 3 }])
      store.compact(DAY + 3)
      expect(hashesIn(store)).toEqual([])
      expect(store.check()).toEqual([])
      store = fixture.reopen()
      expect(store.openBatch()).toEqual({ number: 4, tips: 0, bytes: 0 })
    })
  })

  describe(`${name}: intake keys that are spare`, () => {
    it('are deleted, and those that are kept stay', () => {
      const keys = [intakeKey(), intakeKey(), intakeKey()] as const
      store.addIntakeKeys(keys)
      expect(store.pruneIntakeKeys([keys[1].hash, random(32)])).toBe(2)
      expect(store.intakeKeys(keys.map(({ hash }) => hash))).toEqual([null, keys[1].key, null])
    })
  })

  describe(`${name}: blocks of intake keys`, () => {
    const row = (recipient = random(16), identity = random(32)) => ({
      recipient,
      identity,
      block: random(500),
    })

    it('are held one for each recipient and identity, the last one', () => {
      const first = row()
      const other = row(first.recipient)
      const second = { ...first, block: random(900) }
      for (const each of [first, other, second]) store.keepIntakeBlock(each)
      store = fixture.reopen()
      expect(store.intakeBlock(first.recipient, first.identity)).toEqual(second.block)
      expect(store.intakeBlock(other.recipient, other.identity)).toEqual(other.block)
      expect(store.intakeBlock(random(16), first.identity)).toBeNull()
      expect(store.intakeBlocks()).toHaveLength(2)
    })

    it('go when their recipient or their identity is gone', () => {
      const [kept, gone, renewed] = [row(), row(), row()]
      for (const each of [kept, gone, renewed]) store.keepIntakeBlock(each)
      store.dropIntakeBlocks([kept, { ...renewed, identity: random(32) }])
      expect(store.intakeBlocks()).toEqual([kept])
    })
  })

  describe(`${name}: visits`, () => {
    it('never go back in day, and say the last batch', () => {
      const recipient = random(16)
      store.noteVisits([{ recipient, day: DAY, fetched: 7 }])
      store.noteVisits([{ recipient, day: DAY + 1, fetched: 3 }])
      store = fixture.reopen()
      store.noteVisits([{ recipient, day: DAY, fetched: 4 }])
      expect(store.visits()).toEqual([{ recipient, day: DAY + 1, fetched: 4 }])
    })

    it('are forgotten with their recipient', () => {
      const [kept, gone] = [random(16), random(16)]
      store.noteVisits([kept, gone].map((recipient) => ({ recipient, day: DAY, fetched: 0 })))
      store.forgetVisits([kept])
      expect(store.visits().map(({ recipient }) => recipient)).toEqual([kept])
    })

    it.each([
      ['a short id', { recipient: random(15) }],
      ['half a day', { day: 0.5 }],
      ['a batch before all batches', { fetched: -1 }],
    ])('with %s are refused, and those beside them', (_, wrong) => {
      const sound = { recipient: random(16), day: DAY, fetched: 0 }
      expect(() => store.noteVisits([sound, { ...sound, ...wrong }])).toThrowError(
        expect.objectContaining({ code: 'usage' }),
      )
      expect(store.visits()).toEqual([])
    })
  })
}
