import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compare, equal } from '../../src/protocol/bytes.ts'
import type { Store } from '../../src/store/store.ts'
import { describeCompaction } from './compaction.ts'
import { describeDrops } from './drops.ts'
import { describeExpiry } from './expiry.ts'
import type { Fixture } from './fixture.ts'
import { describePages } from './model.ts'
import { intakeKey, keyring, random, tip, tipsOf } from './rows.ts'

/** What every engine has to promise; `open` gives a new and empty store each time. */
export function describeStore(name: string, open: () => Fixture): void {
  let fixture: Fixture
  let store: Store
  beforeEach(() => {
    fixture = open()
    store = fixture.store
  })
  afterEach(() => fixture.dispose())
  const reopen = () => {
    store = fixture.reopen()
  }

  describe(`${name}: the chain of keyrings`, () => {
    it('begins empty', () => {
      expect(store.latestKeyring()).toBeNull()
      expect(store.keyring(1)).toBeNull()
    })

    it('grows by one at a time and gives back every byte', () => {
      const chain = [keyring(1), keyring(2), keyring(3)]
      expect(chain.map((row) => store.addKeyring(row))).toEqual(['stored', 'stored', 'stored'])
      expect(chain.map((row) => store.keyring(row.seq))).toEqual(chain)
      expect(store.latestKeyring()).toEqual(chain[2])
      reopen()
      expect(store.latestKeyring()).toEqual(chain[2])
    })

    it('takes the same keyring again as success, and keeps the statement it has', () => {
      const first = keyring(1)
      store.addKeyring(first)
      expect(store.addKeyring({ ...first, statement: random(10) })).toBe('present')
      expect(store.keyring(1)).toEqual(first)
    })

    it('refuses another keyring in a taken place, and any that would leave a gap', () => {
      const first = keyring(1)
      expect(store.addKeyring(keyring(0))).toBe('conflict')
      expect(store.addKeyring(keyring(2))).toBe('conflict')
      store.addKeyring(first)
      expect(store.addKeyring(keyring(1))).toBe('conflict')
      expect(store.addKeyring(keyring(3))).toBe('conflict')
      expect(store.latestKeyring()).toEqual(first)
    })
  })

  describe(`${name}: intake keys`, () => {
    it('come back in the order asked for, null where one is not held', () => {
      const [a, b] = [intakeKey(), intakeKey()]
      store.addIntakeKeys([a, b])
      expect(store.intakeKeys([b.hash, random(32), a.hash, b.hash])).toEqual([b.key, null, a.key, b.key])
      expect(store.intakeKeys([])).toEqual([])
    })

    it('are left alone when they are held already', () => {
      const held = intakeKey()
      store.addIntakeKeys([held])
      const other = intakeKey()
      store.addIntakeKeys([{ hash: held.hash, key: random(1216) }, other])
      reopen()
      expect(store.intakeKeys([held.hash, other.hash])).toEqual([held.key, other.key])
    })
  })

  describe(`${name}: tips`, () => {
    it('say since when they are held, to whoever has the tag as well', () => {
      const held = tip()
      expect(store.heldSince(held.hash, held.tag)).toBeNull()
      store.addTips([held])
      expect(store.heldSince(held.hash, held.tag)).toBe(20_000)
      expect(store.heldSince(held.hash, random(32))).toBeNull()
    })

    it('are stored once: the same again is present, with the day on which it was first stored', () => {
      const first = tip(random(40), random(32), 20_000)
      expect(store.addTips([first])).toEqual([{ status: 'stored', day: 20_000 }])
      expect(store.addTips([{ ...first, day: 20_003 }])).toEqual([{ status: 'present', day: 20_000 }])
      store.closeBatch()
      expect(store.addTips([{ ...first, day: 20_003 }])).toEqual([{ status: 'present', day: 20_000 }])
      expect(store.openBatch()).toMatchObject({ tips: 0, bytes: 0 })
    })

    it('cannot be put under another tag', () => {
      const first = tip()
      store.addTips([first])
      expect(store.addTips([{ ...first, tag: random(32) }])).toEqual([{ status: 'conflict' }])
      store.closeBatch()
      expect(store.tips(0, 1).rows).toEqual([{ ...first, batch: 1 }])
    })

    it('of one commit are judged in their order, doubles included', () => {
      const [a, b] = [tip(), tip()]
      expect(store.addTips([a, b, { ...a, day: 1 }, { ...b, tag: random(32) }])).toEqual([
        { status: 'stored', day: a.day },
        { status: 'stored', day: b.day },
        { status: 'present', day: a.day },
        { status: 'conflict' },
      ])
      expect(store.openBatch()).toEqual({ number: 1, tips: 2, bytes: a.envelope.length + b.envelope.length })
      expect(store.addTips([])).toEqual([])
    })

    it('come back as plain bytes that share their memory with nothing, whatever view was handed in', () => {
      const whole = tip()
      const buffer = Buffer.concat([random(7), whole.envelope, random(9)])
      store.addTips([{ ...whole, envelope: buffer.subarray(7, 7 + whole.envelope.length) }])
      buffer.fill(0)
      store.closeBatch()
      const [row] = store.tips(0, 1).rows
      expect(row).toEqual({ ...whole, batch: 1 })
      for (const bytes of [row?.hash, row?.tag, row?.envelope]) {
        expect(bytes?.constructor).toBe(Uint8Array)
        expect(bytes?.buffer.byteLength).toBe(bytes?.byteLength)
      }
    })

    it('of every size come back byte for byte', () => {
      const sizes = [1, 31, 488, 490, 1001, 1003, 4091, 4096, 16_384, 65_537, 1 << 20]
      const rows = sizes.map((size) => tip(random(size)))
      store.addTips(rows)
      store.closeBatch()
      const back = store.tips(0, 1).rows.map(({ envelope }) => envelope)
      const sorted = rows.toSorted((a, b) => compare(a.hash, b.hash)).map(({ envelope }) => envelope)
      expect(back.length).toBe(sorted.length)
      expect(back.every((bytes, i) => equal(bytes, sorted[i] as Uint8Array))).toBe(true)
      expect(store.check()).toEqual([])
    })

    it.each([
      ['a short hash', { hash: random(31) }],
      ['a long tag', { tag: random(33) }],
      ['no envelope', { envelope: new Uint8Array(0) }],
      ['a day with an hour', { day: 20_000.5 }],
      ['a day before all days', { day: -1 }],
      ['a day that is no number', { day: Number.NaN }],
    ])('with %s are refused, and the whole commit with them', (_, wrong) => {
      expect(() => store.addTips([tip(), { ...tip(), ...wrong }])).toThrowError(
        expect.objectContaining({ code: 'usage' }),
      )
      expect(store.openBatch()).toEqual({ number: 1, tips: 0, bytes: 0 })
    })
  })

  describe(`${name}: batches`, () => {
    it('an empty batch stays open', () => {
      expect(store.openBatch()).toEqual({ number: 1, tips: 0, bytes: 0 })
      expect(store.closeBatch()).toBe(0)
      store.addTips([tip()])
      expect([store.closeBatch(), store.closeBatch(), store.openBatch().number]).toEqual([1, 1, 2])
    })

    it('nothing of the open batch is visible', () => {
      store.addTips(tipsOf(3))
      expect(store.tips(0, 1)).toEqual({ rows: [], next: 0, more: false })
      expect(store.entries(0, 1)).toEqual({ rows: [], next: 0, more: false })
    })

    it('an open batch is continued after a restart', () => {
      const [a, b, c] = [tip(), tip(), tip()]
      store.addTips([a])
      store.closeBatch()
      store.addTips([b])
      reopen()
      expect(store.openBatch()).toEqual({ number: 2, tips: 1, bytes: b.envelope.length })
      store.addTips([c])
      expect(store.closeBatch()).toBe(2)
      expect(store.entries(1, 10).rows.length).toBe(2)
      reopen()
      expect(store.openBatch()).toEqual({ number: 3, tips: 0, bytes: 0 })
    })

    it('a cursor at the end stays where it is, and one beyond it is told where the end is', () => {
      store.addTips([tip()])
      store.closeBatch()
      store.addTips([tip()])
      for (const cursor of [1, 2, 3, 99, 2 ** 32 - 1]) {
        expect(store.entries(cursor, 5)).toEqual({ rows: [], next: 1, more: false })
        expect(store.tips(cursor, 5)).toEqual({ rows: [], next: 1, more: false })
      }
    })

    it('a cursor beyond an empty list is told to begin at the beginning', () => {
      expect(store.entries(7, 5)).toEqual({ rows: [], next: 0, more: false })
      expect(store.tips(7, 5)).toEqual({ rows: [], next: 0, more: false })
    })

    it.each([-1, 0.5, Number.NaN, 2 ** 53])('a cursor or a size of %s is refused', (wrong) => {
      for (const read of [
        () => store.tips(wrong, 1),
        () => store.tips(0, wrong),
        () => store.entries(wrong, 1),
        () => store.entries(0, wrong),
      ]) {
        expect(read).toThrowError(expect.objectContaining({ code: 'usage' }))
      }
    })

    it('a page over many small batches gathers what was asked for', () => {
      for (let i = 0; i < 600; i++) {
        store.addTips([tip(random(10))])
        store.closeBatch()
      }
      const page = store.entries(0, 550)
      expect(page).toMatchObject({ next: 550, more: true })
      expect(page.rows.map((row) => row.batch)).toEqual(Array.from({ length: 550 }, (_, i) => i + 1))
      expect(store.entries(550, 550)).toMatchObject({ next: 600, more: false })
      expect(store.tips(0, 6000)).toMatchObject({ next: 600, more: false })
    })
  })

  describe(`${name}: check`, () => {
    it('finds no fault in what was stored honestly', () => {
      expect(store.check()).toEqual([])
      store.addKeyring(keyring(1))
      store.addIntakeKeys([intakeKey(), intakeKey()])
      store.addTips(tipsOf(5))
      store.closeBatch()
      store.addTips(tipsOf(2))
      expect(store.check()).toEqual([])
    })

    it('names an envelope that is not the one its hash promises', () => {
      store.addTips([tip(), { ...tip(), hash: random(32) }])
      expect(store.check()).toEqual([
        expect.stringMatching(/^the envelope [0-9a-f]{64} is not what was stored$/),
      ])
    })
  })

  describePages(name, open)
  describeDrops(name, open)
  describeCompaction(name, open)
  describeExpiry(name, open)
}
