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
import type { SealingContext } from '../../../src/protocol/tip.ts'
import { flipped, implementations, sodium } from '../../support/implementations.ts'
import { deterministic, makeOrganisation, THIS_EPOCH } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import { cheatingSeal } from '../../support/sealing.ts'
import { idOf, organisation, secretOf, source, to } from '../../support/tips.ts'

const envelope = deterministic('envelope')(32)
const from = 'ab'.repeat(16)
const caseKey: KeyPurpose = { envelope, use: { kind: 'case-key', circle: 'desks' } }
const rekey: KeyPurpose = { envelope, use: { kind: 'rekey', thread: 'conversation', from } }
const teamRekey: KeyPurpose = { envelope, use: { kind: 'rekey', thread: 'team', from } }
const ids = [0, 1, 2, 3].map(idOf)
const sourceKey = sodium.kemPublicKey(source.sealing)
const seed = deterministic('seed')(32)
const two = [idOf(0), idOf(2)]

const share = (
  readers: readonly string[],
  purpose = caseKey,
  sourceTo: Uint8Array | null = null,
  p = sodium,
) => shareKey(p, to, purpose, readers, sourceTo, seed)
const receive = (
  sealed: string,
  index: number,
  readers: readonly string[],
  {
    purpose = caseKey,
    context = to,
    sourceTo = null as Uint8Array | null,
    p = sodium,
    secret = index === 4 ? source.sealing : secretOf(index),
  } = {},
) => receiveKey(p, context, purpose, sealed, { index, secret }, readers, sourceTo)

describe('11.8 a shared key', () => {
  test.prop([fc.subarray(ids, { minLength: 1 }), fc.boolean()], { numRuns: 20 })(
    'opens for its readers, who learn exactly who they are, and for nobody else',
    (readers, withSource) => {
      const [purpose, sourceTo] = withSource ? [rekey, sourceKey] : ([caseKey, null] as const)
      const { sealed, key } = share(readers, purpose, sourceTo)
      ids.forEach((id, i) => {
        const received = receive(sealed, i, readers, { purpose, sourceTo })
        expect(received).toEqual(readers.includes(id) ? { key, readers } : 'not-mine')
      })
      if (withSource) expect(receive(sealed, 4, readers, { purpose, sourceTo })).toEqual({ key, readers })
    },
  )

  it('is the same from both, and opens alike in both', () => {
    for (const [purpose, sourceTo] of [
      [caseKey, null],
      [rekey, sourceKey],
    ] as const) {
      const [one, other] = implementations.map(({ p }) => share(two, purpose, sourceTo, p))
      expect(one).toEqual(other)
      const opened = implementations.map(({ p }) => receive(one!.sealed, 2, two, { purpose, sourceTo, p }))
      expect(opened).toEqual([0, 1].map(() => ({ key: one!.key, readers: two })))
    }
  })

  it('has the same length whoever holds it, one slot more for the source, and says under what it is sealed', () => {
    const lengths = [two, ids, [idOf(1)]].map((readers) => share(readers).sealed.length)
    expect(new Set(lengths)).toEqual(new Set([4 * Math.ceil((46 + 32 + 4 * 1168) / 3)]))
    const { sealed } = share(two, rekey, sourceKey)
    expect(fromBase64(sealed)).toHaveLength(46 + 32 + 5 * 1168)
    expect(sealedUnder(sealed)).toEqual({
      keyringHash: organisation.trusted.hash,
      epoch: THIS_EPOCH,
      recipients: 4,
    })
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
        header: concat(header, envelope, new Uint8Array(16)),
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

  it('leaves the source out of a conversation’s next key only at the price of being void', () => {
    const { sealed } = share(two, rekey, sodium.kemPublicKey(deterministic('another source')(32)))
    expect(receive(sealed, 0, two, { purpose: rekey, sourceTo: sourceKey })).toBe('void')
    expect(receive(sealed, 4, two, { purpose: rekey, sourceTo: sourceKey })).toBe('not-mine')
    expect(receive(share(two, rekey).sealed, 0, two, { purpose: rekey, sourceTo: sourceKey })).toBe(
      'not-mine',
    )
  })

  it.each<[string, KeyPurpose]>([
    ['the other circle', { envelope, use: { kind: 'case-key', circle: 'escalate' } }],
    ['another case', { ...caseKey, envelope: flipped(envelope, 0) }],
    ['the next key of the team', teamRekey],
    ['the next key of a conversation', rekey],
  ])('opens nowhere else: not as %s', (_, purpose) => {
    expect(receive(share(two).sealed, 0, two, { purpose })).toBe('not-mine')
  })

  it('opens nowhere else: not after another key, nor in the other thread', () => {
    const { sealed } = share(two, teamRekey)
    expect(receive(sealed, 0, two, { purpose: teamRekey })).toMatchObject({ readers: two })
    const other = { envelope, use: { ...teamRekey.use, from: 'cd'.repeat(16) } } as KeyPurpose
    expect(receive(sealed, 0, two, { purpose: other })).toBe('not-mine')
    expect(receive(sealed, 0, two, { purpose: rekey })).toBe('not-mine')
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

  it('is another each time, for each purpose, and is not the seed', () => {
    const keys = [
      share(two),
      share(two, rekey, sourceKey),
      share(two, teamRekey),
      shareKey(sodium, to, caseKey, two, null, flipped(seed, 0)),
    ]
    const names = keys.map(({ key }) => keyName(sodium, key))
    expect(new Set([...names, keyName(sodium, seed)]).size).toBe(5)
  })

  it('of a recipient with the number of the source is theirs alone: nobody is taken for the source', () => {
    const other = makeOrganisation(sodium, { people: 3, epochs: 1, seed: 'zero' })
    const zero = '00'.repeat(16)
    const recipients = other.keyring.recipients.with(1, { ...other.keyring.recipients[1]!, id: zero })
    const context: SealingContext = {
      trusted: { ...other.trusted, keyring: { ...other.keyring, recipients } },
      epoch: THIS_EPOCH,
      keys: other.keys,
    }
    const readers = [recipients[0]!.id]
    const { sealed, key } = shareKey(sodium, context, rekey, readers, sourceKey, seed)
    const as = (index: number, secret: Uint8Array) =>
      receiveKey(sodium, context, rekey, sealed, { index, secret }, readers, sourceKey)
    expect(as(0, other.people[0]!.seeds[0]!)).toEqual({ key, readers })
    expect(as(1, other.people[1]!.seeds[0]!)).toBe('not-mine')
    expect(as(3, source.sealing)).toEqual({ key, readers })
  })
})
