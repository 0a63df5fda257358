import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/client/api.ts'
import { followChain, prepareSealing } from '../../src/client/directory.ts'
import { concat } from '../../src/protocol/bytes.ts'
import { isCandorError } from '../../src/protocol/errors.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { following, makeOrganisation, signAll, THIS_EPOCH, TODAY } from '../support/organisation.ts'

const p = await loadSodium()
const organisation = makeOrganisation(p, { people: 2 })
const { roots, trusted } = organisation
const NOW = TODAY * 86_400 + 3600

const second = signAll(p, following(organisation, { contact: ['a', 'b', 'c'] }), roots)
const trustedSecond = trustNext(p, trusted, second)
const third = signAll(p, following({ trusted: trustedSecond }, { contact: ['d', 'e', 'f'] }), roots)
const otherThird = signAll(p, following({ trusted: trustedSecond }, { contact: ['g', 'h', 'i'] }), roots)
const chain = [organisation.statement, second, third]

/** A server that has these keyrings and keys, and notes what it is asked for. */
function serving(statements: readonly Uint8Array[], changes: Partial<Api> = {}) {
  const asked: (number | undefined)[] = []
  const api = {
    skew: () => 0,
    keyring: async (seq?: number) => {
      asked.push(seq)
      return statements[(seq ?? statements.length) - 1] as Uint8Array
    },
    epoch: async () => concat(...organisation.keys),
    ...changes,
  } as Api
  return { api, asked }
}

async function refusal(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return isCandorError(error) ? error.code : error
}

describe('4.4 the chain, over the network', () => {
  it('is walked from the organisation’s id to the newest keyring', async () => {
    const { api, asked } = serving(chain)
    const seen: number[] = []
    const newest = await followChain(p, api, { orgId: trusted.orgId }, ({ keyring }) =>
      seen.push(keyring.seq),
    )
    expect(newest.keyring.contact).toEqual(['d', 'e', 'f'])
    expect(seen).toEqual([1, 2, 3])
    expect(asked).toEqual([undefined, 1, 2])
  })

  it('goes on from a keyring that was checked before', async () => {
    const { api, asked } = serving(chain)
    expect((await followChain(p, api, { known: trustedSecond })).keyring.seq).toBe(3)
    expect(asked).toEqual([undefined])
  })

  it.each([
    ['another organisation', chain, { orgId: new Uint8Array(32) }, 'keyring_foreign'],
    [
      'an older keyring than one seen before',
      chain.slice(0, 1),
      { known: trustedSecond },
      'keyring_rolled_back',
    ],
    ['a keyring left out', [organisation.statement, third, third], { orgId: trusted.orgId }, 'keyring_gap'],
    [
      'another keyring in the place of one seen before',
      [organisation.statement, second, otherThird],
      { known: trustNext(p, trustedSecond, third) },
      'keyring_forked',
    ],
    [
      'something that is no keyring',
      [new Uint8Array([123, 125])],
      { orgId: trusted.orgId },
      'keyring_malformed',
    ],
  ] as const)('stops at %s', async (_, statements, anchor, code) => {
    expect(await refusal(followChain(p, serving(statements).api, anchor))).toBe(code)
  })
})

describe('5.4 before anything is sealed', () => {
  it('the keys of this week are there and are those that the keyring lists', async () => {
    const to = await prepareSealing(p, serving(chain).api, trusted, NOW)
    expect(to).toMatchObject({ epoch: THIS_EPOCH, keys: organisation.keys })
  })

  it.each([
    ['a swapped key', () => concat(organisation.keys[1]!, organisation.keys[0]!), 'intake_key_wrong'],
    ['a missing key', () => organisation.keys[0]!, 'intake_key_missing'],
    [
      'another epoch’s key',
      () => concat(organisation.people[0]!.block.keys[1]!, organisation.keys[1]!),
      'intake_key_wrong',
    ],
  ] as const)('%s stops it', async (_, keys, code) => {
    const { api } = serving(chain, { epoch: async () => keys() })
    expect(await refusal(prepareSealing(p, api, trusted, NOW))).toBe(code)
  })

  const YEAR = 365 * 86_400
  it.each([
    ['a device a year ahead', NOW + YEAR, -YEAR, 'clock_wrong'],
    ['a device a year behind', NOW - YEAR, YEAR, 'clock_wrong'],
    ['a keyring past its time', NOW + YEAR, 0, 'keyring_expired'],
    ['a keyring before its time', NOW - YEAR, 0, 'keyring_early'],
  ])('%s stops it', async (_, now, skew, code) => {
    const { api } = serving(chain, { skew: () => skew })
    expect(await refusal(prepareSealing(p, api, trusted, now))).toBe(code)
  })
})
