import { describe, expect, it } from 'vitest'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { checkCurrent, type TrustedKeyring, trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { signPromise } from '../../src/protocol/promise.ts'
import {
  deterministic,
  following,
  makeOrganisation,
  makePerson,
  recipientOf,
  signAll,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'
import { type Bytes, dayFromText, toBase64, utf8 } from './bytes.ts'
import { type Chain, follow, inForce, last } from './chain.ts'
import { checkPromise } from './receipt.ts'
import { acceptedByBoth, first, mine, refusedByBoth, signUnread, theirs } from './stage.ts'

const sodium = await loadSodium()
const random = deterministic('chains')

const organisation = makeOrganisation(sodium, {
  people: 4,
  desks: ['main', 'audit'],
  at: [['main'], ['main'], ['audit'], ['main', 'audit']],
  roots: 3,
  threshold: 2,
})
const { keyring, trusted, statement, roots, logKey } = organisation
const chain = follow(trusted.orgId, [statement])
const readers = organisation.people.map(({ identity }) => identity)
const publicOf = (seed: Bytes) => toBase64(sodium.verifyingKey(seed))
const newcomer = makePerson(sodium, random, 2)
const newcomerEntry = recipientOf(sodium, newcomer, 'Newcomer', ['main'])
const newRoots = [random(32), random(32)]
const recipients = keyring.recipients

const changed = (place: number, changes: Partial<Keyring['recipients'][number]>) =>
  recipients.map((each, at) => (at === place ? { ...each, ...changes } : each))

/** The same person as before with another identity, their list signed anew. */
const reborn = (place: number) => {
  const person = makePerson(sodium, random, 2)
  const { id } = recipients[place] as Keyring['recipients'][number]
  const { identity, seeds } = person
  const block = signIntakeBlock(sodium, id, identity, { firstEpoch: THIS_EPOCH, seeds })
  const entry = recipientOf(sodium, { id, identity, seeds, block }, 'Same', recipients[place]?.desks ?? [])
  return { identity, entry: recipients.map((each, at) => (at === place ? entry : each)) }
}
const other = reborn(0)

type Step = { changes: Partial<Keyring>; signers: readonly Bytes[]; verdict: 'accepted' | 'refused' }

const yes = (changes: Partial<Keyring>, signers: readonly Bytes[] = roots.slice(0, 2)): Step => ({
  changes,
  signers,
  verdict: 'accepted',
})
const no = (changes: Partial<Keyring>, signers: readonly Bytes[] = roots.slice(0, 2)): Step => ({
  changes,
  signers,
  verdict: 'refused',
})

const added = [...recipients, newcomerEntry]
const withRoots = { roots: newRoots.map(publicOf), threshold: 2 }
const day = (shift: number) => new Date((TODAY + shift) * 86_400_000).toISOString().slice(0, 10)

const steps: Record<string, Step> = {
  'the next one, signed by two roots of three': yes({}),
  'signed by all roots and one recipient': yes({}, [...roots, first(readers)]),
  'signed by one root': no({}, roots.slice(0, 1)),
  'signed by one root and every recipient': no({}, [first(roots), ...readers]),
  'signed by nobody': no({}, []),
  'signed by two roots and a stranger': no({}, [...roots, random(32)]),
  'signed by two roots and whoever comes with it': no({ recipients: added }, [
    ...roots,
    ...readers,
    newcomer.identity,
  ]),
  'a rollback': no({ seq: 1, previous: '' }),
  'a gap': no({ seq: 3 }),
  'a fork': no({ previous: toBase64(random(32)) }),
  'valid before its predecessor': no({ validFrom: day(-2) }),
  'valid from the same day for 400 days': yes({ validUntil: day(399) }),
  'valid for 401 days': no({ validUntil: day(400) }),
  'valid for one day': yes({ validFrom: day(0), validUntil: day(0) }),
  'valid for no day': no({ validFrom: day(1), validUntil: day(0) }),
  'other roots, signed by two old and both new': yes(withRoots, [...roots.slice(0, 2), ...newRoots]),
  'other roots, signed by the new alone': no(withRoots, newRoots),
  'other roots, signed by the old alone': no(withRoots, roots),
  'other roots, signed by one old and both new': no(withRoots, [first(roots), ...newRoots]),
  'a newcomer whom nobody approved': no({ recipients: added }),
  'a newcomer whom half of the readers approved': no({ recipients: added }, [
    ...roots,
    ...readers.slice(0, 2),
  ]),
  'a newcomer whom three readers of four approved': yes({ recipients: added }, [
    ...roots,
    ...readers.slice(1),
  ]),
  'a reader who went': yes({ recipients: recipients.slice(1) }),
  'a reader with another identity, unapproved': no({ recipients: other.entry }),
  'a reader with another identity, approved': yes({ recipients: other.entry }, [
    ...roots,
    ...readers.slice(1),
  ]),
  'a reader who approves with the new identity': no({ recipients: other.entry }, [
    ...roots,
    ...readers.slice(2),
    other.identity,
  ]),
  'a reader at another desk, unapproved': no({ recipients: changed(0, { desks: ['main', 'audit'] }) }),
  'a reader at another desk, approved': yes({ recipients: changed(0, { desks: ['main', 'audit'] }) }, [
    ...roots,
    ...readers.slice(0, 3),
  ]),
  'a reader at one desk less': yes({ recipients: changed(3, { desks: ['audit'] }) }),
  'another name for a reader, unapproved': no({ recipients: changed(0, { label: ['A', 'Б', 'Ә'] }) }),
  'another name for a reader, approved': yes({ recipients: changed(0, { label: ['A', 'Б', 'Ә'] }) }, [
    ...roots,
    ...readers.slice(0, 3),
  ]),
  'fewer days of conversations, unapproved': no({ policy: { ...keyring.policy, dropDays: 1 } }),
  'fewer days of conversations, approved': yes({ policy: { ...keyring.policy, dropDays: 1 } }, [
    ...roots,
    ...readers.slice(0, 3),
  ]),
  'readers in another order': yes({ recipients: recipients.toReversed() }),
  'an intake key swapped': no({ recipients: changed(0, { epochs: [toBase64(random(32))] }) }, [
    ...roots,
    ...readers.slice(1),
  ]),
  'an intake list moved': no({ recipients: changed(0, { firstEpoch: THIS_EPOCH + 1 }) }),
  'an intake list cut': no({ recipients: changed(0, { epochs: first(recipients).epochs.slice(1) }) }),
  'an intake list signed by another': no({
    recipients: changed(0, { signature: recipients[1]?.signature ?? '' }),
  }),
}

describe('the second client and the product, over libsodium and in plain JavaScript, take or refuse', () => {
  it.each(Object.entries(steps))('%s', (_, { changes, signers, verdict }) => {
    const next = signUnread({ ...following(organisation, {}), ...changes }, signers)
    const hashes: Bytes[] = []
    const verdicts = [
      mine(() => hashes.push(last(follow(chain, [next])).hash)),
      theirs(() => hashes.push(trustNext(sodium, trusted, next).hash)),
      theirs(() => hashes.push(trustNext(noble, trusted, next).hash)),
    ]
    expect(verdicts).toEqual([verdict, verdict, verdict])
    expect(hashes).toEqual(hashes.map(() => hashes[0]))
  })
})

/** Five keyrings in which the roots and the log key change. */
const walk = () => {
  const links: { bytes: Bytes; after: TrustedKeyring; logKey: Bytes }[] = [
    { bytes: statement, after: trusted, logKey },
  ]
  let signers = roots
  for (let seq = 2; seq <= 5; seq += 1) {
    const [before, fresh, logs] = [links.at(-1)?.after ?? trusted, [random(32), random(32)], random(32)]
    const changes = { roots: fresh.map(publicOf), threshold: 2, logKeys: [publicOf(logs)] }
    const bytes = signAll(sodium, following({ trusted: before }, changes), [...signers, ...fresh])
    links.push({ bytes, after: trustNext(sodium, before, bytes), logKey: logs })
    signers = fresh
  }
  return links
}

describe('a chain of five', () => {
  const links = walk()
  const all = links.map(({ bytes }) => bytes)
  const whole: Chain = follow(trusted.orgId, all)

  it('leads to the same keyring from the genesis and from every one on the way', () => {
    const hashes = links.map(({ after }) => after.hash)
    expect(whole.keyrings.map(({ hash }) => hash)).toEqual(hashes)
    expect(last(whole).keyring).toEqual(links.at(-1)?.after.keyring)
    for (const known of [1, 3]) {
      const trail = follow(trusted.orgId, all.slice(0, known))
      expect(follow(trail, all.slice(known))).toEqual(whole)
    }
  })

  it('is refused with one left out, repeated or exchanged, and when it ends before one that was seen', () => {
    for (const place of [0, 2]) {
      const without = all.filter((_, each) => each !== place)
      expect(mine(() => follow(trusted.orgId, without))).toBe('refused')
      expect(mine(() => follow(trusted.orgId, all.toSpliced(place, 0, all[place] as Bytes)))).toBe('refused')
    }
    expect(mine(() => inForce(follow(trusted.orgId, all.slice(0, 4)), TODAY, 5))).toBe('refused')
    expect(inForce(whole, TODAY, 5)).toBe(last(whole))
    expect(mine(() => follow(trusted.orgId, []))).toBe('refused')
  })

  it('is in force on its first and its last day and on no other side of them, for both', () => {
    const { after } = links.at(-1) as (typeof links)[number]
    const [from, until] = [dayFromText(after.keyring.validFrom), dayFromText(after.keyring.validUntil)]
    const verdicts = (on: number) => [mine(() => inForce(whole, on)), theirs(() => checkCurrent(after, on))]
    expect([verdicts(from), verdicts(until)]).toEqual([acceptedByBoth, acceptedByBoth])
    expect([verdicts(from - 1), verdicts(until + 1)]).toEqual([refusedByBoth, refusedByBoth])
  })

  it('holds promises by the log key of any of its keyrings, and of no other', () => {
    const [envelope, tag] = [random(32), random(32)]
    const promise = (seed: Bytes) =>
      utf8(signPromise(sodium, { orgId: trusted.orgId, envelope, tag, day: 20_700 }, seed))
    for (const link of links) expect(checkPromise(whole, envelope, tag, promise(link.logKey))).toBe(20_700)
    expect(mine(() => checkPromise(whole, envelope, tag, promise(random(32))))).toBe('refused')
    expect(mine(() => checkPromise(chain, envelope, tag, promise(links[4]?.logKey as Bytes)))).toBe('refused')
  })
})
