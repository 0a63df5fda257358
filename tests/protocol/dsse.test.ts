import { describe, expect, it } from 'vitest'
import { concat, fromUtf8, toBase64, toUtf8 } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import { trustGenesis } from '../../src/protocol/keyring/chain.ts'
import {
  encodeStatement,
  LARGEST_STATEMENT,
  parseStatement,
  type Statement,
  signedBytes,
} from '../../src/protocol/keyring/dsse.ts'
import { signStatement } from '../../src/protocol/keyring/sign.ts'
import { bytesUpTo } from '../support/arbitraries.ts'
import { flipped, implementations, outcome, sodium } from '../support/implementations.ts'
import { deterministic, makeOrganisation } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const TYPE = 'application/vnd.candor.keyring+json'
const organisation = makeOrganisation(sodium, { people: 1, roots: 5, threshold: 3 })
const { roots, people } = organisation
const { payload } = parseStatement(organisation.statement)
const signedBy = (...seeds: readonly Uint8Array[]): Statement =>
  seeds.reduce<Statement>((statement, seed) => signStatement(sodium, statement, seed), {
    payload,
    signatures: [],
  })
const verdict = (statement: Statement, p = sodium) =>
  outcome(() => trustGenesis(p, encodeStatement(statement), null))

describe('4.3 signatures', () => {
  it('what is signed is DSSE’s encoding: type and payload, each after its length', () => {
    // The example in DSSE's protocol.md has this shape: "DSSEv1 29 http://example.com/HelloWorld 11 hello world".
    const expected = `DSSEv1 ${TYPE.length} ${TYPE} 11 hello world`
    expect(fromUtf8(signedBytes(toUtf8('hello world')))).toBe(expected)
    expect(fromUtf8(signedBytes(toUtf8('жж')))).toBe(`DSSEv1 ${TYPE.length} ${TYPE} 4 жж`)
  })

  test.prop([fc.subarray([0, 1, 2, 3, 4])], { numRuns: 32 })(
    'three of five roots are enough, any three, in any order; fewer are not',
    (chosen) => {
      const seeds = chosen.map((i) => roots[i] as Uint8Array)
      const expected = chosen.length >= 3 ? 'accepted' : 'keyring_unsigned'
      expect(verdict(signedBy(...seeds))).toBe(expected)
      expect(verdict(signedBy(...seeds.toReversed()))).toBe(expected)
    },
  )

  it('signing twice changes nothing, and signing leaves the first statement as it was', () => {
    const once = signedBy(roots[0] as Uint8Array)
    expect(signStatement(sodium, once, roots[0] as Uint8Array)).toEqual(once)
    expect(signedBy(...roots).signatures).toHaveLength(5)
    expect(once.signatures).toHaveLength(1)
  })

  it('a signature repeated is refused, not counted twice', () => {
    const { signatures } = signedBy(...roots.slice(0, 2))
    expect(
      verdict({ payload, signatures: [...signatures, signatures[0] as (typeof signatures)[number]] }),
    ).toBe('keyring_unsigned')
    const all = signedBy(...roots.slice(0, 3)).signatures
    expect(verdict({ payload, signatures: [...all, all[0] as (typeof all)[number]] })).toBe(
      'keyring_unsigned',
    )
  })

  it('a signature of somebody unknown is refused, even beside enough others', () => {
    expect(verdict(signedBy(...roots, deterministic('stranger')(32)))).toBe('keyring_unsigned')
  })

  it('a recipient’s signature under the first keyring is nobody’s: genesis needs no approval', () => {
    expect(verdict(signedBy(...roots, people[0]?.identity as Uint8Array))).toBe('keyring_unsigned')
  })

  it('the log key signs no keyring', () => {
    expect(verdict(signedBy(...roots, organisation.logKey))).toBe('keyring_unsigned')
  })

  test.prop([fc.nat(4), fc.nat(511)], { numRuns: 20 })(
    'one wrong signature is refused, even beside enough right ones',
    (which, bit) => {
      const { signatures } = signedBy(...roots)
      const wrong = signatures.map(({ key, signature }, i) => ({
        key,
        signature: i === which ? flipped(signature, bit) : signature,
      }))
      for (const { p } of implementations)
        expect(verdict({ payload, signatures: wrong }, p)).toBe('keyring_unsigned')
    },
  )

  it('signatures under each other’s names are refused', () => {
    const [a, b, ...rest] = signedBy(...roots).signatures as [never, never, ...never[]] &
      Statement['signatures']
    const swapped = [
      { key: a['key'], signature: b['signature'] },
      { key: b['key'], signature: a['signature'] },
      ...rest,
    ]
    expect(verdict({ payload, signatures: swapped })).toBe('keyring_unsigned')
  })

  it('a signature over the bare payload, or over its hash, is none', () => {
    for (const message of [payload, sodium.sha256(payload), concat(toUtf8('DSSEv1 '), payload)]) {
      const signatures = roots.map((seed) => ({
        key: toBase64(sodium.verifyingKey(seed)),
        signature: sodium.sign(seed, message),
      }))
      expect(verdict({ payload, signatures })).toBe('keyring_unsigned')
    }
  })
})

describe('4.3 the statement around the payload', () => {
  const document = JSON.parse(fromUtf8(organisation.statement)) as Record<string, unknown>
  const read = (value: unknown) => outcome(() => parseStatement(encodeCanonical(value)))

  test.prop([bytesUpTo(300, 1), fc.array(fc.tuple(bytesUpTo(32, 32), bytesUpTo(64, 64)), { maxLength: 5 })])(
    'is read as it was written',
    (payload, pairs) => {
      const signatures = pairs.map(([key, signature]) => ({ key: toBase64(key), signature }))
      expect(parseStatement(encodeStatement({ payload, signatures }))).toEqual({ payload, signatures })
    },
  )

  it.each([
    ['another payload type', { ...document, payloadType: 'application/json' }],
    ['no payload type', { payload: document['payload'], signatures: document['signatures'] }],
    ['an empty payload', { ...document, payload: '' }],
    ['a payload in other base64', { ...document, payload: '-_-_' }],
    ['a payload with stray bits', { ...document, payload: 'AB==' }],
    ['no list of signatures', { ...document, signatures: {} }],
    ['97 signatures', { ...document, signatures: Array(97).fill((document['signatures'] as unknown[])[0]) }],
    [
      'a signature of 63 bytes',
      {
        ...document,
        signatures: [{ keyid: toBase64(new Uint8Array(32)), sig: toBase64(new Uint8Array(63)) }],
      },
    ],
    [
      'a key id of 31 bytes',
      {
        ...document,
        signatures: [{ keyid: toBase64(new Uint8Array(31)), sig: toBase64(new Uint8Array(64)) }],
      },
    ],
    ['an unknown field', { ...document, more: 1 }],
    ['other order', { payload: document['payload'], payloadType: TYPE, signatures: document['signatures'] }],
  ])('%s: refused', (_, value) => {
    expect(read(document)).toBe('accepted')
    expect(read(value)).toBe('keyring_malformed')
  })

  it('one too long is refused before it is read', () => {
    expect(outcome(() => parseStatement(new Uint8Array(LARGEST_STATEMENT + 1).fill(0x20)))).toBe(
      'keyring_malformed',
    )
  })

  test.prop([bytesUpTo(200)])('random bytes are refused', (bytes) => {
    expect(outcome(() => parseStatement(bytes))).toBe('keyring_malformed')
  })
})
