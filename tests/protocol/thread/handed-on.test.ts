import { describe, expect, it } from 'vitest'
import { fromBase64, toBase64, toHex } from '../../../src/protocol/bytes.ts'
import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import { identitiesOf } from '../../../src/protocol/keyring/trail.ts'
import { openBox, sealBox } from '../../../src/protocol/thread/grant-box.ts'
import { keyName } from '../../../src/protocol/thread/lane.ts'
import { openAsSource, sealToSource } from '../../../src/protocol/thread/source-slot.ts'
import { dayText } from '../../../src/protocol/time.ts'
import { flipped, implementations, sodium } from '../../support/implementations.ts'
import { deterministic, THIS_EPOCH } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import { people, say, write } from '../../support/threads.ts'
import { organisation, source } from '../../support/tips.ts'

const random = deterministic('handed on')
const [orgId, envelope, key] = [random(32), random(32), random(32)]
const from = toHex(random(16))
const place = { orgId, envelope, from }
const seal = sodium.kemPublicKey(source.sealing)
const next = keyName(sodium, key)

describe('11.8 the slot of the source', () => {
  it('opens for the source, and is the same whoever makes it, so that colleagues can compare it', () => {
    const made = implementations.map(({ p }) => sealToSource(p, place, key, seal))
    expect(new Set(made).size).toBe(1)
    for (const { p } of implementations)
      expect(openAsSource(p, place, next, made[0] as string, source.sealing)).toEqual(key)
    expect(fromBase64(made[0] as string)).toHaveLength(1168)
  })

  it('opens nowhere else: not for another case, key or organisation, nor under another name', () => {
    const sealed = sealToSource(sodium, place, key, seal)
    const other = random(32)
    const open = (at: typeof place, name = next) => openAsSource(sodium, at, name, sealed, source.sealing)
    expect(open({ ...place, orgId: other })).toBeNull()
    expect(open({ ...place, envelope: other })).toBeNull()
    expect(open({ ...place, from: toHex(random(16)) })).toBeNull()
    expect(open(place, keyName(sodium, other))).toBeNull()
    expect(openAsSource(sodium, place, next, sealed, other)).toBeNull()
  })

  test.prop([fc.nat(1168 * 8 - 1)], { numRuns: 40 })('with any flipped bit gives no key', (bit) => {
    const sealed = toBase64(flipped(fromBase64(sealToSource(sodium, place, key, seal)), bit))
    expect(openAsSource(sodium, place, next, sealed, source.sealing)).toBeNull()
  })

  it('is zeros for a source whose key is none, and then stands in nobody’s way', () => {
    const none = sealToSource(sodium, place, key, new Uint8Array(1216).fill(0xff))
    expect(fromBase64(none)).toEqual(new Uint8Array(1168))
    expect(openAsSource(sodium, place, next, none, source.sealing)).toBeNull()
  })

  it.each(['', 'AAAA', 'AAA', '====', 'A'.repeat(1560)])('is none when it is no such thing: %#', (text) => {
    expect(openAsSource(sodium, place, next, text, source.sealing)).toBeNull()
  })
})

const entry = fc.tuple(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
)

describe('11.9 the box of a grant', () => {
  test.prop([fc.array(entry, { maxLength: 64 })], { numRuns: 20 })('carries up to 64 keys', (pairs) => {
    const entries = pairs.map(([hash, each]) => ({ hash: toHex(hash), key: new Uint8Array(each) }))
    const boxes = implementations.map(({ p }) => sealBox(p, key, envelope, entries))
    expect(new Set(boxes).size).toBe(1)
    expect(boxes[0]?.length).toBeLessThanOrEqual(12_000)
    expect(openBox(sodium, key, envelope, boxes[0] as string)).toEqual(entries)
  })

  it('opens under its own key and for its own case alone', () => {
    const box = sealBox(sodium, key, envelope, [{ hash: toHex(random(32)), key: random(32) }])
    expect(openBox(sodium, random(32), envelope, box)).toBeNull()
    expect(openBox(sodium, key, random(32), box)).toBeNull()
    expect(openBox(sodium, key, envelope, toBase64(flipped(fromBase64(box), 9)))).toBeNull()
    expect(openBox(sodium, key, envelope, 'AAA')).toBeNull()
  })

  it('of anything else than 64 keys or fewer is none', () => {
    const many = Array.from({ length: 65 }, () => ({ hash: toHex(random(32)), key: random(32) }))
    expect(() => sealBox(sodium, key, envelope, many)).toThrow(RangeError)
    const seal = (json: string) =>
      toBase64(sodium.aeadSeal(key, new Uint8Array(24), envelope, new TextEncoder().encode(json)))
    for (const json of ['', '{}', '{"keys": []}', '{"keys":[{"hash":"ab","key":""}]}'])
      expect(openBox(sodium, key, envelope, seal(json))).toBeNull()
    expect(openBox(sodium, key, envelope, seal('{"keys":[]}'))).toEqual([])
  })
})

describe('11.8 among 64 recipients', () => {
  const ids = Array.from({ length: 64 }, (_, i) => i.toString(16).padStart(32, '0'))
  const [ann] = people
  const start = write(ann, [], say('start'))

  it('a conversation’s rekey fills three cells, and a next key at most sixty', () => {
    const sealed = sealToSource(sodium, place, key, seal)
    const rekey = { type: 'rekey', stays: ids, next, sealed } as const
    expect(write(ann, start, rekey)).toHaveLength(3)
    const long = toBase64(new Uint8Array(46 + 32 + 64 * 1168))
    const event = { type: 'next-key', thread: 'team', stays: ids, sealed: long } as const
    expect(write(ann, start, event).length).toBeLessThanOrEqual(60)
    const grant = { type: 'grant', to: ids[0]!, sealed: long, box: 'A'.repeat(12_000) } as const
    expect(write(ann, start, grant).length).toBeLessThanOrEqual(60)
  })
})

describe('11.5 an identity', () => {
  const { trusted, people: staff } = organisation
  const id = staff[0]?.id as string
  const own = sodium.verifyingKey(staff[0]!.identity)
  const newer = random(32)
  const at = (seq: number, week: number, change: (keyring: Keyring) => Keyring['recipients']) => ({
    ...trusted,
    keyring: { ...trusted.keyring, seq, validFrom: dayText(week * 7), recipients: change(trusted.keyring) },
  })
  const start = at(1, THIS_EPOCH, ({ recipients }) => recipients)
  const replaced = at(2, THIS_EPOCH + 10, ({ recipients }) =>
    recipients.map((each) => (each.id === id ? { ...each, identity: toBase64(newer) } : each)),
  )
  const gone = at(3, THIS_EPOCH + 20, ({ recipients }) => recipients.filter((each) => each.id !== id))
  const trail = [start, replaced, gone]
  const during = (weeks: number) => identitiesOf(trail, id, THIS_EPOCH + weeks)

  it.each<[number, readonly Uint8Array[]]>([
    [-2, []],
    [-1, [own]],
    [8, [own]],
    [9, [own, newer]],
    [14, [own, newer]],
    [15, [newer]],
    [24, [newer]],
    [25, []],
  ])(
    'counts from the week before its keyring until four weeks after the one without it: week %i',
    (week, keys) => {
      expect(during(week)).toEqual(keys)
    },
  )

  it('of somebody who stays counts for ever', () => {
    expect(identitiesOf([start], id, THIS_EPOCH + 5000)).toEqual([own])
    expect(identitiesOf([start], 'ef'.repeat(16), THIS_EPOCH)).toEqual([])
  })
})
