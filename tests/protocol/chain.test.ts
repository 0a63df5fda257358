import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import {
  orgText,
  parseOrg,
  type TrustedKeyring,
  trustGenesis,
  trustNext,
} from '../../src/protocol/keyring/chain.ts'
import { encodeStatement, type Statement } from '../../src/protocol/keyring/dsse.ts'
import { signStatement } from '../../src/protocol/keyring/sign.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { dayText } from '../../src/protocol/time.ts'
import { implementations, noble, outcome, refusal, sodium } from '../support/implementations.ts'
import { deterministic, following, makeOrganisation, signAll, TODAY } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const organisation = makeOrganisation(sodium, { people: 3, roots: 3, threshold: 2 })
const { trusted, statement, roots } = organisation
const [a, b] = roots as [Uint8Array, Uint8Array, Uint8Array]
const next = (
  changes: Partial<Keyring>,
  seeds: readonly Uint8Array[] = [a, b],
  previous = trusted,
  p = sodium,
) => outcome(() => trustNext(p, previous, signAll(p, following({ trusted: previous }, changes), seeds)))
const follow = (
  previous: TrustedKeyring,
  changes: Partial<Keyring> = {},
  seeds: readonly Uint8Array[] = [a, b],
) => trustNext(sodium, previous, signAll(sodium, following({ trusted: previous }, changes), seeds))

describe('4.4 the first keyring', () => {
  it('names the organisation: SHA-256 of its payload, the same in both', () => {
    for (const { p } of implementations) {
      const made = trustGenesis(p, statement, trusted.orgId)
      expect(made.orgId).toEqual(made.hash)
      expect(made).toEqual(trusted)
    }
  })

  it('of another organisation is refused', () => {
    const other = makeOrganisation(sodium, { people: 3, roots: 3, threshold: 2, seed: 'other' })
    const act = () => trustGenesis(sodium, other.statement, trusted.orgId)
    expect(refusal(act)?.code).toBe('keyring_foreign')
    expect(refusal(act)?.hint).toContain('nothing was sent')
  })

  it('more signatures do not make it another one', () => {
    const all = signAll(sodium, organisation.keyring, roots)
    expect(trustGenesis(sodium, all, trusted.orgId).hash).toEqual(trusted.hash)
  })

  it('is number 1, and nothing later stands in for it', () => {
    const later = signAll(sodium, following(organisation, {}), [a, b])
    expect(outcome(() => trustGenesis(sodium, later, null))).toBe('keyring_gap')
  })

  it('is written and read by people as 64 digits', () => {
    expect(parseOrg(orgText(trusted.orgId))).toEqual(trusted.orgId)
    const text = orgText(trusted.orgId)
    for (const wrong of ['', text.slice(1), `${text}0`, text.toUpperCase(), ` ${text}`, `${text}\n`]) {
      if (wrong !== text) expect(outcome(() => parseOrg(wrong))).toBe('usage')
    }
  })
})

describe('4.4 the keyring that follows', () => {
  it('is accepted with the organisation’s id unchanged, by both', () => {
    for (const { p } of implementations) {
      const second = trustNext(p, trusted, signAll(p, following(organisation, {}), [a, b]))
      expect(second.orgId).toEqual(trusted.orgId)
      expect(second.hash).not.toEqual(trusted.hash)
    }
  })

  it('a long chain holds', () => {
    let last = trusted
    for (let seq = 2; seq <= 12; seq++) last = follow(last, { contact: [`${seq}`, '', ''] })
    expect(last.keyring.seq).toBe(12)
    expect(last.orgId).toEqual(trusted.orgId)
  })

  it('an older keyring is a rollback, the same one too', () => {
    const second = follow(trusted)
    const third = follow(second)
    const bytes = signAll(sodium, second.keyring, [a, b])
    expect(outcome(() => trustNext(sodium, third, bytes))).toBe('keyring_rolled_back')
    expect(outcome(() => trustNext(sodium, second, bytes))).toBe('keyring_rolled_back')
    expect(outcome(() => trustNext(sodium, second, statement))).toBe('keyring_rolled_back')
  })

  it('one left out is a gap', () => {
    expect(next({ seq: 3 })).toBe('keyring_gap')
    expect(next({ seq: 100 })).toBe('keyring_gap')
  })

  it('one that follows another is a fork, though the roots signed it', () => {
    const [left, right] = [
      follow(trusted, { contact: ['l', '', ''] }),
      follow(trusted, { contact: ['r', '', ''] }),
    ]
    const third = signAll(sodium, following({ trusted: left }, {}), [a, b])
    expect(outcome(() => trustNext(sodium, left, third))).toBe('accepted')
    expect(outcome(() => trustNext(sodium, right, third))).toBe('keyring_forked')
    expect(next({ previous: toBase64(deterministic('fork')(32)) })).toBe('keyring_forked')
  })

  it('one of another organisation is a fork', () => {
    const other = makeOrganisation(sodium, { people: 3, roots: 3, threshold: 2, seed: 'other' })
    const bytes = signAll(sodium, following(other, {}), other.roots)
    expect(outcome(() => trustNext(sodium, trusted, bytes))).toBe('keyring_forked')
  })

  it('one that begins before the one it follows is a rollback', () => {
    expect(next({ validFrom: dayText(TODAY - 2) })).toBe('keyring_rolled_back')
    expect(next({ validFrom: dayText(TODAY - 1) })).toBe('accepted')
    expect(next({ validFrom: dayText(TODAY) })).toBe('accepted')
  })

  it('a newer version says so before its signatures are looked at', () => {
    const payload = encodeCanonical({ ...following(organisation, {}), version: 2, seq: 9 })
    const bytes = encodeStatement({ payload, signatures: [] })
    expect(outcome(() => trustNext(sodium, trusted, bytes))).toBe('keyring_newer')
    expect(outcome(() => trustGenesis(sodium, bytes, trusted.orgId))).toBe('keyring_newer')
  })

  it('only an organisation’s own seeds get in: noble’s signature and libsodium’s are the same', () => {
    expect(signAll(noble, following(organisation, {}), [a, b])).toEqual(
      signAll(sodium, following(organisation, {}), [a, b]),
    )
  })
})

describe('4.4 roots before and after', () => {
  const random = deterministic('rotation')
  const fresh = [random(32), random(32), random(32)]
  const rotated = { roots: fresh.map((seed) => toBase64(sodium.verifyingKey(seed))), threshold: 2 }

  test.prop([fc.subarray([0, 1, 2]), fc.subarray([0, 1, 2])], { numRuns: 40 })(
    'new roots need two of the old ones and two of their own',
    (old, young) => {
      const seeds = [...old.map((i) => roots[i] as Uint8Array), ...young.map((i) => fresh[i] as Uint8Array)]
      const enough = old.length >= 2 && young.length >= 2
      expect(next(rotated, seeds)).toBe(enough ? 'accepted' : 'keyring_unsigned')
    },
  )

  it('after the rotation the old roots count no more, and are strangers', () => {
    const second = follow(trusted, rotated, [a, b, ...fresh])
    expect(next({}, fresh, second)).toBe('accepted')
    expect(next({}, [a, b], second)).toBe('keyring_unsigned')
    expect(next({}, [...fresh, a], second)).toBe('keyring_unsigned')
  })

  it('a root that stays counts on both sides', () => {
    const roots = [a, b, fresh[0] as Uint8Array].map((seed) => toBase64(sodium.verifyingKey(seed)))
    expect(next({ roots }, [a, b])).toBe('accepted')
    expect(next({ roots }, [a, fresh[0] as Uint8Array])).toBe('keyring_unsigned')
  })

  it('a higher threshold counts at once, a lower one not yet', () => {
    expect(next({ threshold: 3 }, [a, b])).toBe('keyring_unsigned')
    expect(next({ threshold: 3 }, roots)).toBe('accepted')
    expect(next({ threshold: 1 }, [a])).toBe('keyring_unsigned')
    const second = follow(trusted, { threshold: 1 })
    expect(next({}, [a], second)).toBe('accepted')
  })

  it('recipients do not stand in for roots', () => {
    const seeds = organisation.people.map(({ identity }) => identity)
    expect(next({}, seeds)).toBe('keyring_unsigned')
    expect(next({}, [a, ...seeds])).toBe('keyring_unsigned')
  })

  it('signatures made for one keyring do not hold for the next', () => {
    const [one, other] = [following(organisation, {}), following(organisation, { contact: ['x', '', ''] })]
    const signed: Statement = signStatement(
      sodium,
      signStatement(sodium, { payload: encodeCanonical(one), signatures: [] }, a),
      b,
    )
    const mixed = encodeStatement({ ...signed, payload: encodeCanonical(other) })
    expect(outcome(() => trustNext(sodium, trusted, encodeStatement(signed)))).toBe('accepted')
    expect(outcome(() => trustNext(sodium, trusted, mixed))).toBe('keyring_unsigned')
    expect(toHex(trusted.hash)).toHaveLength(64)
  })
})
