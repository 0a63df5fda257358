import { describe, expect, it } from 'vitest'
import { equal, fromBase64, fromUtf8, toBase64 } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import { trustGenesis, trustNext } from '../../src/protocol/keyring/chain.ts'
import { encodeStatement, parseStatement } from '../../src/protocol/keyring/dsse.ts'
import { encodeKeyring, type Keyring, parseKeyring } from '../../src/protocol/keyring/statement.ts'
import { outcome, resultOf, sodium } from '../support/implementations.ts'
import { following, makeOrganisation, signAll } from '../support/organisation.ts'
import { type Json, type Mutant, mutantsOf } from '../support/trees.ts'

const organisation = makeOrganisation(sodium, {
  people: 3,
  desks: ['main', 'fraud'],
  at: [['main'], ['main', 'fraud'], ['fraud']],
  roots: 2,
  threshold: 2,
})
const form = ['a.js', 'b/c.css', 'index.html'].map((path, i) => ({
  path,
  sha256: toBase64(new Uint8Array(32).fill(i)),
}))
const keyring: Keyring = { ...organisation.keyring, form }
const signed = parseStatement(signAll(sodium, keyring, organisation.roots))
const genesis = trustGenesis(sodium, encodeStatement(signed), null)
const second = { ...following({ trusted: genesis }, {}), form }
const secondSigned = parseStatement(signAll(sodium, second, organisation.roots))

const asJson = (value: unknown) => JSON.parse(fromUtf8(encodeCanonical(value))) as Json
const mutants = mutantsOf(asJson(keyring))
const wellFormed = (value: unknown) => outcome(() => parseKeyring(encodeCanonical(value))) === 'accepted'

const REFUSED = ['keyring_malformed', 'keyring_newer', 'keyring_unsigned', 'keyring_gap']

describe('4.2 a keyring with one thing changed', () => {
  it('the untouched one is accepted: what follows is refused for its change', () => {
    expect(outcome(() => trustGenesis(sodium, encodeStatement(signed), genesis.orgId))).toBe('accepted')
    expect(outcome(() => trustNext(sodium, genesis, encodeStatement(secondSigned)))).toBe('accepted')
    expect(mutants.length).toBeGreaterThan(1100)
  })

  it('is refused or no longer signed, whatever was changed', () => {
    const accepted = mutants.filter(({ value }) => {
      const statement = { ...signed, payload: encodeCanonical(value) }
      return !REFUSED.includes(outcome(() => trustGenesis(sodium, encodeStatement(statement), null)))
    })
    expect(accepted.map(({ name }) => name)).toEqual([])
  })

  it('is another organisation even if its roots sign the change', () => {
    const formed = mutants.filter(({ value }) => wellFormed(value))
    expect(formed.length).toBeGreaterThan(100)
    for (const { value } of formed.filter((_, i) => i % 5 === 0)) {
      const bytes = signAll(sodium, value as Keyring, organisation.roots)
      expect([...REFUSED, 'keyring_foreign']).toContain(
        outcome(() => trustGenesis(sodium, bytes, genesis.orgId)),
      )
    }
  })

  it('is refused as the next one too', () => {
    const accepted = mutantsOf(asJson(second)).filter(({ value }) => {
      const statement = { ...secondSigned, payload: encodeCanonical(value) }
      return outcome(() => trustNext(sodium, genesis, encodeStatement(statement))) === 'accepted'
    })
    expect(accepted.map(({ name }) => name)).toEqual([])
  })

  it('what is well-formed is written back in the same bytes', () => {
    for (const { value } of mutants.filter(({ value }) => wellFormed(value))) {
      const bytes = encodeCanonical(value)
      expect(equal(encodeKeyring(parseKeyring(bytes)), bytes)).toBe(true)
    }
  })

  it('encodeKeyring refuses what parseKeyring refuses, but for the order of fields, which it sets right', () => {
    const differing = mutants.filter(({ value }) => {
      const encodes = outcome(() => encodeKeyring(value as Keyring)) === 'accepted'
      return encodes !== wellFormed(value)
    })
    expect(differing.every(({ name }) => name.endsWith('turns around'))).toBe(true)
    for (const { value } of differing) {
      expect(wellFormed(parseKeyring(encodeKeyring(value as Keyring)))).toBe(true)
    }
  })

  it('every swap, double and loss that is well-formed is one that changes no rule', () => {
    const formed = mutants.filter(({ value }) => wellFormed(value)).map(({ name }) => name)
    const structural = formed.filter((name) => /swaps|doubles|loses|gains/.test(name))
    // Orders that carry no meaning beyond themselves, and texts that stand in the place of others.
    const allowed =
      /^\.(roots|desks|recipients|name|contact|questionnaire\.questions|recipients\[\d\]\.(label|epochs)|languages|desks\[\d\]\.\w+|questionnaire\.questions\[\d\]\.\w+) swaps|^\.(form|recipients) loses|^\.recipients\[\d\]\.epochs loses|^\.recipients\[1\]\.desks loses|^\.questionnaire\.questions loses item 1/
    expect(structural.filter((name) => !allowed.test(name))).toEqual([])
  })
})

describe('4.3 a signed statement with one thing changed', () => {
  const document = asJson(JSON.parse(fromUtf8(encodeStatement(signed))) as Json)
  // Of two signatures both count: any order of them is right.
  const harmless = ({ name }: Mutant) => name === '.signatures swaps items 0 and 1'

  it('is refused, whatever was changed but the order of signatures', () => {
    const accepted = mutantsOf(document).filter(
      ({ value }) => outcome(() => trustGenesis(sodium, encodeCanonical(value), null)) === 'accepted',
    )
    expect(accepted.filter((each) => !harmless(each)).map(({ name }) => name)).toEqual([])
    expect(accepted).toHaveLength(1)
  })

  it('is refused with any single byte changed', () => {
    const bytes = encodeStatement(signed)
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = bytes.with(at, (bytes[at] as number) ^ 1)
      expect(REFUSED).toContain(outcome(() => trustGenesis(sodium, changed, null)))
    }
  })

  it('is refused when cut anywhere', () => {
    const bytes = encodeStatement(signed)
    for (let length = 0; length < bytes.length; length += 11) {
      expect(outcome(() => parseStatement(bytes.subarray(0, length)))).toBe('keyring_malformed')
    }
  })

  it('shows its payload to anyone who decodes base64', () => {
    const { payload } = document as { payload: string }
    expect(resultOf(() => parseKeyring(fromBase64(payload)))).toEqual(keyring)
  })
})
