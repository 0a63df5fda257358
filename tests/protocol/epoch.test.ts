import { describe, expect, it } from 'vitest'
import { concat, fromBase64, fromHex, toBase64, toHex, u16, u32 } from '../../src/protocol/bytes.ts'
import {
  encodeIntakeBlock,
  intakeHash,
  intakeListBytes,
  LARGEST_INTAKE_BLOCK,
  parseIntakeBlock,
  parseIntakeKeys,
  verifyIntakeList,
} from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { MOST_EPOCHS, type Recipient } from '../../src/protocol/keyring/statement.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import {
  flipped,
  implementations,
  noble,
  outcome,
  patched,
  refusal,
  sodium,
} from '../support/implementations.ts'
import { deterministic, makeOrganisation, THIS_EPOCH } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const KEY = 1216
const organisation = makeOrganisation(sodium, { people: 4, epochs: 3 })
const { keyring, people } = organisation
const [recipient] = keyring.recipients as [Recipient]
const [person] = people as [(typeof people)[number]]
const keysOf = (i: number) => people.map(({ block }) => block.keys[i] as Uint8Array)
const read = (bytes: Uint8Array, epoch = THIS_EPOCH) =>
  outcome(() => parseIntakeKeys(sodium, keyring, epoch, bytes))

describe('5.3 the key that counts in a week', () => {
  it('is the one listed for it', () => {
    recipient.epochs.forEach((hash, i) => {
      expect(intakeHash(recipient, THIS_EPOCH + i)).toEqual(fromBase64(hash))
    })
  })

  test.prop([fc.nat(0xffff)])('past the last listed week the last one stays', (past) => {
    expect(toBase64(intakeHash(recipient, THIS_EPOCH + 2 + past))).toBe(recipient.epochs.at(-1))
  })

  test.prop([fc.integer({ min: 1, max: THIS_EPOCH })])(
    'before the first listed week there is none',
    (before) => {
      expect(outcome(() => intakeHash(recipient, THIS_EPOCH - before))).toBe('intake_key_missing')
    },
  )

  it('a week that is no whole number has none', () => {
    for (const epoch of [Number.NaN, THIS_EPOCH + 0.5, -1]) {
      expect(outcome(() => intakeHash(recipient, epoch))).toBe('intake_key_missing')
    }
  })
})

describe('5.4 the keys that a server hands out', () => {
  const whole = concat(...keysOf(0))

  it('are accepted when they are exactly those listed, by both', () => {
    for (const { p } of implementations) {
      expect(parseIntakeKeys(p, keyring, THIS_EPOCH, whole)).toEqual(organisation.keys)
    }
    expect(read(concat(...keysOf(2)), THIS_EPOCH + 2)).toBe('accepted')
    expect(read(concat(...keysOf(2)), THIS_EPOCH + 50)).toBe('accepted')
  })

  it('of another week are refused', () => {
    expect(read(concat(...keysOf(1)))).toBe('intake_key_wrong')
    expect(read(whole, THIS_EPOCH + 1)).toBe('intake_key_wrong')
    expect(read(whole, THIS_EPOCH - 1)).toBe('intake_key_missing')
  })

  test.prop([fc.array(fc.nat(3), { minLength: 4, maxLength: 4 })], { numRuns: 256 })(
    'swapped, repeated or reordered are refused',
    (order) => {
      fc.pre(order.join() !== '0,1,2,3')
      expect(read(concat(...order.map((i) => organisation.keys[i] as Uint8Array)))).toBe('intake_key_wrong')
    },
  )

  test.prop([fc.nat(4 * KEY * 8 - 1)])('with any flipped bit are refused', (bit) => {
    expect(read(flipped(whole, bit))).toBe('intake_key_wrong')
  })

  it('one replaced by a genuine key of somebody else is refused, and nothing was sent', () => {
    const theirs = sodium.kemPublicKey(deterministic('server')(32))
    for (let i = 0; i < 4; i++) expect(read(patched(whole, i * KEY, theirs))).toBe('intake_key_wrong')
    expect(
      refusal(() => parseIntakeKeys(sodium, keyring, THIS_EPOCH, patched(whole, 0, theirs)))?.hint,
    ).toContain('nothing was sent')
  })

  test.prop([fc.nat(6 * KEY)])('missing, cut or too many are refused', (length) => {
    fc.pre(length !== whole.length)
    expect(read(concat(whole, whole).subarray(0, length))).toBe('intake_key_missing')
  })
})

describe('5.2 the block that a recipient hands in', () => {
  const block = encodeIntakeBlock(person.block)
  const verdict = (bytes: Uint8Array, of: Pick<Recipient, 'id' | 'identity'> = recipient, p = sodium) =>
    outcome(() => parseIntakeBlock(p, of, bytes))

  test.prop(
    [bytesOf(16), bytesOf(32), fc.nat(0xffff_ffff), fc.array(bytesOf(32), { minLength: 1, maxLength: 3 })],
    {
      numRuns: 8,
    },
  )('is the same in both, and is read as it was written', (id, identity, firstEpoch, seeds) => {
    const block = signIntakeBlock(sodium, toHex(id), identity, { firstEpoch, seeds })
    expect(signIntakeBlock(noble, toHex(id), identity, { firstEpoch, seeds })).toEqual(block)
    const owner = { id: toHex(id), identity: toBase64(sodium.verifyingKey(identity)) }
    for (const { p } of implementations) {
      expect(parseIntakeBlock(p, owner, encodeIntakeBlock(block))).toEqual(block)
    }
  })

  it('has the published layout', () => {
    expect(block).toEqual(concat(u32(THIS_EPOCH), u16(3), ...person.block.keys, person.block.signature))
    expect(LARGEST_INTAKE_BLOCK).toBe(6 + MOST_EPOCHS * KEY + 64)
  })

  it('signs what the keyring lists', () => {
    const hashes = person.block.keys.map((key) => sodium.sha256(key))
    const message = intakeListBytes(person.id, THIS_EPOCH, hashes)
    const expected = concat(
      new TextEncoder().encode('candor/v1/intake\u0000'),
      fromHex(person.id),
      u32(THIS_EPOCH),
      u16(3),
      ...hashes,
    )
    expect(message).toEqual(expected)
    for (const { p } of implementations) expect(verifyIntakeList(p, recipient)).toBe(true)
    expect(toBase64(person.block.signature)).toBe(recipient.signature)
  })

  test.prop([fc.nat()])('with any flipped bit is refused', (bit) => {
    expect(['request_unsigned', 'request_malformed']).toContain(verdict(flipped(block, bit)))
  })

  it('cut or lengthened anywhere is refused', () => {
    for (let length = 0; length < block.length; length += 13) {
      expect(verdict(block.subarray(0, length))).toBe('request_malformed')
    }
    expect(verdict(concat(block, new Uint8Array(1)))).toBe('request_malformed')
    expect(verdict(concat(block, new Uint8Array(KEY)))).toBe('request_malformed')
  })

  it('with keys in another order, or one left out, is refused', () => {
    const { keys } = person.block
    expect(verdict(encodeIntakeBlock({ ...person.block, keys: keys.toReversed() }))).toBe('request_unsigned')
    expect(verdict(encodeIntakeBlock({ ...person.block, keys: keys.slice(1) }))).toBe('request_unsigned')
    expect(verdict(encodeIntakeBlock({ ...person.block, keys: [...keys, keys[0] as Uint8Array] }))).toBe(
      'request_unsigned',
    )
    expect(verdict(encodeIntakeBlock({ ...person.block, firstEpoch: THIS_EPOCH + 1 }))).toBe(
      'request_unsigned',
    )
  })

  it('of somebody else is refused', () => {
    const [, other] = keyring.recipients as [Recipient, Recipient]
    expect(verdict(block)).toBe('accepted')
    expect(verdict(block, other)).toBe('request_unsigned')
    expect(verdict(block, { ...recipient, id: other.id })).toBe('request_unsigned')
    expect(verdict(block, { ...recipient, identity: other.identity })).toBe('request_unsigned')
  })

  it('without keys, or with more than 64, is refused', () => {
    const sized = (count: number, length = count) =>
      concat(u32(1), u16(count), new Uint8Array(length * KEY + 64))
    for (const bytes of [sized(0), sized(65), sized(0xffff, 1), sized(1, 0)]) {
      expect(verdict(bytes)).toBe('request_malformed')
    }
    expect(verdict(sized(64))).toBe('request_unsigned')
  })

  test.prop([bytesUpTo(3000)])('random bytes are refused', (bytes) => {
    expect(['request_unsigned', 'request_malformed']).toContain(verdict(bytes))
  })
})
