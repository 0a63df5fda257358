import { array, assert, boolean, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { erasedOn, eraseOld } from '../../src/desk/vault/erase.ts'
import {
  asListed,
  type Identity,
  lastWeekOf,
  listFrom,
  newIdentity,
  newKeyset,
  renewed,
  seedOf,
  weeksOf,
} from '../../src/desk/vault/identity.ts'
import { toBase64 } from '../../src/protocol/bytes.ts'
import type { Keyring, Recipient } from '../../src/protocol/keyring/statement.ts'
import { organisationOf, p, random } from '../intake/support.ts'
import { THIS_EPOCH } from '../support/organisation.ts'

const organisation = organisationOf(1, 'tending')

describe('the weeks of an identity', () => {
  const listing = (identity: Identity, firstEpoch: number, count: number): Keyring => ({
    ...organisation.keyring,
    recipients: [
      {
        ...organisation.keyring.recipients[0]!,
        id: identity.recipientId,
        identity: toBase64(p.verifyingKey(identity.signing)),
        firstEpoch,
        epochs: Array.from({ length: count }, () => toBase64(random(32))),
      },
    ],
  })

  it('for any course of weeks: enough is ahead, lists go on, and the last keys in use stay', () => {
    assert(
      property(array(record({ pause: nat(40), isTaken: boolean() }), { maxLength: 12 }), (course) => {
        let identity = newIdentity(random, THIS_EPOCH)
        let list = { firstEpoch: THIS_EPOCH, count: 26 }
        let keyrings = [listing(identity, list.firstEpoch, list.count)]
        let week = THIS_EPOCH
        for (const { pause, isTaken } of course) {
          week += pause
          identity = renewed(identity, random, week)
          expect(lastWeekOf(identity) - week).toBeGreaterThanOrEqual(22)
          const next = listFrom(identity, week)
          expect(next.seeds.length).toBeLessThanOrEqual(64)
          expect(next.firstEpoch).toBeGreaterThanOrEqual(list.firstEpoch)
          expect(next.firstEpoch + next.seeds.length).toBeGreaterThanOrEqual(list.firstEpoch + list.count)
          if (isTaken) {
            list = { firstEpoch: next.firstEpoch, count: next.seeds.length }
            keyrings = [keyrings.at(-1)!, listing(identity, list.firstEpoch, list.count)]
          }
          const today = week * 7 + 3
          identity = eraseOld(p, identity, keyrings, today).identity
          // Whatever is sealed this week under either keyring, by a clock that is a week off, opens.
          for (const { recipients } of keyrings) {
            const [{ firstEpoch, epochs }] = recipients as [Recipient]
            for (const epoch of [week - 1, week, week + 1].filter((each) => each >= firstEpoch))
              expect(seedOf(identity, Math.min(epoch, firstEpoch + epochs.length - 1))).toBeDefined()
          }
          const lasts = keyrings.map(({ recipients: [own] }) => own!.firstEpoch + own!.epochs.length - 1)
          const listedEnd = lasts.at(-1)!
          for (const { epoch } of weeksOf(identity))
            expect(epoch >= listedEnd || lasts.includes(epoch) || today < erasedOn(epoch)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('a keyring that lists nobody of this vault changes nothing', () => {
    const identity = { ...newIdentity(random, THIS_EPOCH, 1), coming: newKeyset(random, THIS_EPOCH, 1) }
    expect(asListed(p, identity, organisation.keyring)).toBe(identity)
    expect(asListed(p, identity, listing(newIdentity(random, 1, 1), 1, 1))).toBe(identity)
  })
})
