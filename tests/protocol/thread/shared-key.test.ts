import { describe, expect, it } from 'vitest'
import { concat, fromBase64, toBase64 } from '../../../src/protocol/bytes.ts'
import { encodeHeader } from '../../../src/protocol/envelope.ts'
import { keyName } from '../../../src/protocol/thread/lane.ts'
import {
  type KeyPurpose,
  receiveKey,
  sealedUnder,
  shareKey,
} from '../../../src/protocol/thread/shared-key.ts'
import { flipped, implementations, sodium } from '../../support/implementations.ts'
import { deterministic, THIS_EPOCH } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import { cheatingSeal } from '../../support/sealing.ts'
import { idOf, organisation, secretOf, to } from '../../support/tips.ts'

const envelope = deterministic('envelope')(32)
const caseKey: KeyPurpose = { envelope, use: { kind: 'case-key', circle: 'desks' } }
const nextKey: KeyPurpose = { envelope, use: { kind: 'next-key', thread: 'conversation' } }
const teamKey: KeyPurpose = { envelope, use: { kind: 'next-key', thread: 'team' } }
const grant: KeyPurpose = { envelope, use: { kind: 'grant' } }
const purposes = [caseKey, nextKey, teamKey, grant] as const
const ids = [0, 1, 2, 3].map(idOf)
const seed = deterministic('seed')(32)
const two = [idOf(0), idOf(2)]
const { seq } = organisation.keyring

const share = (readers: readonly string[], purpose = caseKey, p = sodium) =>
  shareKey(p, to, purpose, readers, seed)
const receive = (
  sealed: string,
  index: number,
  readers: readonly string[],
  {
    purpose = caseKey,
    context = to,
    spared = [] as readonly string[],
    p = sodium,
    secret = secretOf(index),
  } = {},
) => receiveKey(p, context, purpose, sealed, { index, secret }, readers, spared)

describe('11.8 a shared key', () => {
  test.prop([fc.subarray(ids, { minLength: 1 }), fc.constantFrom(...purposes)], { numRuns: 20 })(
    'opens for its readers, who learn exactly who they are, and for nobody else',
    (readers, purpose) => {
      const { sealed, key } = share(readers, purpose)
      ids.forEach((id, i) => {
        const received = receive(sealed, i, readers, { purpose })
        expect(received).toEqual(readers.includes(id) ? { key, readers, seq } : 'not-mine')
      })
    },
  )

  it('is the same from both, and opens alike in both', () => {
    for (const purpose of purposes) {
      const [one, other] = implementations.map(({ p }) => share(two, purpose, p))
      expect(one).toEqual(other)
      const opened = implementations.map(({ p }) => receive(one!.sealed, 2, two, { purpose, p }))
      expect(opened).toEqual([0, 1].map(() => ({ key: one!.key, readers: two, seq })))
    }
  })

  it('has the same length whoever holds it, and says under what it is sealed', () => {
    const lengths = [two, ids, [idOf(1)]].map((readers) => share(readers).sealed.length)
    expect(new Set(lengths)).toEqual(new Set([4 * Math.ceil((46 + 32 + 4 * 1168) / 3)]))
    expect(sealedUnder(share(two, nextKey).sealed)).toEqual({
      keyringHash: organisation.trusted.hash,
      epoch: THIS_EPOCH,
      recipients: 4,
    })
  })

  test.prop([fc.subarray(ids, { minLength: 1 }), fc.subarray(ids, { minLength: 1 }), fc.subarray(ids)], {
    numRuns: 40,
  })(
    'counts without those who may be spared, and then says who of them reads it: never with others, never without the rest',
    (actual, named, spared) => {
      const [reader] = actual
      const isFine =
        actual.every((id) => named.includes(id)) &&
        named.every((id) => actual.includes(id) || spared.includes(id))
      const { sealed, key } = share(actual)
      const received = receive(sealed, ids.indexOf(reader!), named, { spared })
      expect(received).toEqual(isFine ? { key, readers: actual, seq } : 'void')
    },
  )

  it('spares nobody who has no place in the keyring', () => {
    const stranger = 'ef'.repeat(16)
    expect(receive(share(two).sealed, 0, [...two, stranger], { spared: [stranger] })).toBe('void')
  })

  it.each([
    ['fewer than it should', [idOf(0)], two],
    ['more than it should', ids, two],
    ['others than it should', [idOf(0), idOf(1)], two],
  ])('sealed to %s is void for everyone who can open it', (_, actual, named) => {
    const { sealed } = share(actual)
    for (const [i, id] of ids.entries()) {
      expect(receive(sealed, i, named)).toBe(actual.includes(id) ? 'void' : 'not-mine')
    }
  })

  it('is void when it names a reader who has no place in the keyring it is sealed under', () => {
    expect(receive(share(two).sealed, 0, [...two, 'ef'.repeat(16)])).toBe('void')
  })

  it.each(['noise', 'foreign-id', 'other-position'] as const)(
    'that gives a colleague %s is void for the others',
    (wrap) => {
      const header = encodeHeader(to.trusted.hash, to.epoch, 4)
      const binding = {
        kind: 'case-key/desks',
        orgId: to.trusted.orgId,
        header: concat(header, envelope),
      }
      const plans = ids.map(
        (id, i) => ({ reader: { id, key: to.keys[i]! }, wrap: i === 1 ? wrap : 'real' }) as const,
      )
      const before = cheatingSeal(sodium, binding, plans, new Uint8Array(0), seed).subarray(0, 32 + 4 * 1168)
      const sealed = toBase64(concat(header, before))
      expect([0, 2, 3].map((i) => receive(sealed, i, ids))).toEqual(['void', 'void', 'void'])
      expect(receive(sealed, 1, ids)).toBe('not-mine')
      const honest = plans.map((plan) => ({ ...plan, wrap: 'real' }) as const)
      const fair = cheatingSeal(sodium, binding, honest, new Uint8Array(0), seed).subarray(0, 32 + 4 * 1168)
      expect(toBase64(concat(header, fair))).toBe(share(ids).sealed)
    },
  )

  it.each<[string, KeyPurpose]>([
    ['the other circle', { envelope, use: { kind: 'case-key', circle: 'escalate' } }],
    ['another case', { ...caseKey, envelope: flipped(envelope, 0) }],
    ['the next key of the team', teamKey],
    ['the next key of a conversation', nextKey],
    ['the key of a grant', grant],
  ])('opens nowhere else: not as %s', (_, purpose) => {
    expect(receive(share(two).sealed, 0, two, { purpose })).toBe('not-mine')
  })

  it('opens nowhere else: not in the other thread', () => {
    const { sealed } = share(two, teamKey)
    expect(receive(sealed, 0, two, { purpose: teamKey })).toMatchObject({ readers: two })
    expect(receive(sealed, 0, two, { purpose: nextKey })).toBe('not-mine')
  })

  it('opens nowhere else: not in another organisation, keyring or week', () => {
    const { sealed } = share(two)
    const orgId = new Uint8Array(32).fill(9)
    expect(receive(sealed, 0, two, { context: { ...to, trusted: { ...to.trusted, orgId } } })).toBe(
      'not-mine',
    )
    const hash = flipped(to.trusted.hash, 3)
    expect(receive(sealed, 0, two, { context: { ...to, trusted: { ...to.trusted, hash } } })).toBe('void')
    expect(receive(sealed, 0, two, { context: { ...to, epoch: THIS_EPOCH + 1 } })).toBe('void')
    expect(receive(sealed, 0, two, { secret: organisation.people[0]?.seeds[1] as Uint8Array })).toBe(
      'not-mine',
    )
  })

  test.prop([fc.nat((46 + 32 + 4 * 1168) * 8 - 1)], { numRuns: 60 })(
    'with any flipped bit gives nobody a key',
    (bit) => {
      const sealed = toBase64(flipped(fromBase64(share(two).sealed), bit))
      for (const index of [0, 2]) expect(['void', 'not-mine']).toContain(receive(sealed, index, two))
    },
  )

  it.each(['', 'AAAA', 'AAA', '====', 'AAAB=', 'A'.repeat(100_000)])(
    'is none when it is no such thing: %#',
    (text) => {
      expect(sealedUnder(text)).toBeNull()
      expect(receive(text, 0, two)).toBe('void')
      expect(['void', 'not-mine']).toContain(receive(share(two).sealed.slice(0, -4), 0, two))
    },
  )

  it('that is cut short or goes on is none for anybody', () => {
    const bytes = fromBase64(share(two).sealed)
    for (const wrong of [bytes.subarray(0, -1), concat(bytes, Uint8Array.of(0))])
      expect(sealedUnder(toBase64(wrong))).toBeNull()
  })

  it('is another each time, for each purpose, and is not the seed', () => {
    const keys = [
      ...purposes.map((purpose) => share(two, purpose)),
      shareKey(sodium, to, caseKey, two, flipped(seed, 0)),
    ]
    const names = keys.map(({ key }) => keyName(sodium, key))
    expect(new Set([...names, keyName(sodium, seed)]).size).toBe(6)
  })
})
