import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { approvalsNeeded } from '../../src/protocol/keyring/approval.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Keyring, Recipient } from '../../src/protocol/keyring/statement.ts'
import { outcome, sodium } from '../support/implementations.ts'
import {
  deterministic,
  following,
  makeOrganisation,
  makePerson,
  recipientOf,
  signAll,
  type TestOrganisation,
} from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const random = deterministic('approval')
const sizes = [1, 2, 3, 4, 5]
const organisations = new Map(
  sizes.map((people) => [
    people,
    makeOrganisation(sodium, {
      people,
      desks: ['main', 'fraud'],
      at: [['main', 'fraud'], ...Array.from({ length: people - 1 }, () => ['main'])],
      epochs: 1,
      seed: `of ${people}`,
    }),
  ]),
)
const of = (people: number) => organisations.get(people) as TestOrganisation
const newcomer = makePerson(sodium, random, 1)
const added = recipientOf(sodium, newcomer, 'New', ['main'])

/** The outcome with approvals of the people at these places beside the roots'. */
function verdict(
  { trusted, roots, people }: TestOrganisation,
  recipients: Recipient[],
  approving: readonly number[],
) {
  const seeds = [...roots, ...approving.map((i) => people[i]?.identity as Uint8Array)]
  const bytes = signAll(sodium, following({ trusted }, { recipients }), seeds)
  return outcome(() => trustNext(sodium, trusted, bytes))
}

/** Every way in which somebody reads what they could not read before. */
const widenings: readonly (readonly [string, (before: Recipient[]) => Recipient[]])[] = [
  ['a new recipient', (before) => [...before, added]],
  ['a new recipient in front', (before) => [added, ...before]],
  [
    'another identity for a recipient',
    (before) =>
      before.with(before.length - 1, {
        ...recipientOf(sodium, { ...newcomer, id: lastOf(before).id }, 'Person', lastOf(before).desks),
      }),
  ],
  [
    'another id for a recipient',
    (before) =>
      before.with(before.length - 1, { ...added, label: lastOf(before).label, desks: lastOf(before).desks }),
  ],
]
const lastOf = (items: Recipient[]) => items.at(-1) as Recipient

/** `makePerson` signs its list for its own id: another id needs another signature. */
function resigned(recipient: Recipient, identity: Uint8Array, seeds: readonly Uint8Array[]): Recipient {
  const { id, firstEpoch } = recipient
  const person = { ...newcomer, id, identity, block: signedBlock(id, identity, firstEpoch, seeds) }
  return { ...recipientOf(sodium, person, 'x', recipient.desks), label: recipient.label }
}

function signedBlock(id: string, identity: Uint8Array, firstEpoch: number, seeds: readonly Uint8Array[]) {
  return signIntakeBlock(sodium, id, identity, { firstEpoch, seeds })
}

describe.each(sizes)('4.4 approval by %d recipients', (people) => {
  const organisation = of(people)
  const before = organisation.keyring.recipients
  const needed = Math.floor(people / 2) + 1
  const all = Array.from({ length: people }, (_, i) => i)

  it.each(widenings)('%s needs more than half of those before', (_, widen) => {
    const after = widen(before).map((each) =>
      each.id !== newcomer.id && each.identity === added.identity
        ? resigned(each, newcomer.identity, newcomer.seeds)
        : each,
    )
    for (let count = 0; count <= people; count++) {
      const expected = count >= needed ? 'accepted' : 'keyring_unapproved'
      expect(verdict(organisation, after, all.slice(0, count))).toBe(expected)
      expect(verdict(organisation, after, all.slice(people - count))).toBe(expected)
    }
  })
})

describe.each(sizes.slice(1))('4.4 changes by %d recipients', (people) => {
  const organisation = of(people)
  const before = organisation.keyring.recipients
  const needed = Math.floor(people / 2) + 1
  const all = Array.from({ length: people }, (_, i) => i)

  it('a gained desk needs more than half of those before', () => {
    const after = before.with(before.length - 1, { ...lastOf(before), desks: ['main', 'fraud'] })
    for (let count = 0; count <= people; count++) {
      const expected = count >= needed ? 'accepted' : 'keyring_unapproved'
      expect(verdict(organisation, after, all.slice(0, count))).toBe(expected)
    }
  })

  it('labels that change places need more than half of those before: sources go by them', () => {
    const [first, last] = [before[0] as Recipient, lastOf(before)]
    const swapped = before
      .with(0, { ...first, label: last.label })
      .with(before.length - 1, { ...last, label: first.label })
    for (let count = 0; count <= people; count++) {
      const expected = count >= needed ? 'accepted' : 'keyring_unapproved'
      expect(verdict(organisation, swapped, all.slice(0, count))).toBe(expected)
    }
  })

  it('removal, a lost desk, new intake keys and another order need none', () => {
    const [first, ...rest] = before as [Recipient, ...Recipient[]]
    expect(verdict(organisation, before.slice(0, -1), [])).toBe('accepted')
    expect(verdict(organisation, [...before].reverse(), [])).toBe('accepted')
    const [person] = organisation.people as [TestOrganisation['people'][number]]
    const renewed = resigned(first, person.identity, [...person.seeds, random(32)])
    expect(verdict(organisation, [renewed, ...rest], [])).toBe('accepted')
  })
})

describe('4.4 approval', () => {
  const organisation = of(3)
  const { trusted, roots, people } = organisation
  const before = organisation.keyring.recipients

  it('a desk does not take the name of another without it', () => {
    const [main, fraud] = organisation.keyring.desks as [Keyring['desks'][number], Keyring['desks'][number]]
    const desks = [
      { ...main, label: fraud.label },
      { ...fraud, label: main.label },
    ]
    const by = (...approving: number[]) => {
      const seeds = [...roots, ...approving.map((i) => people[i]?.identity as Uint8Array)]
      return outcome(() =>
        trustNext(sodium, trusted, signAll(sodium, following(organisation, { desks }), seeds)),
      )
    }
    expect([by(), by(0), by(0, 1)]).toEqual(['keyring_unapproved', 'keyring_unapproved', 'accepted'])
  })

  it.each([
    ['envelopes that are kept for fewer days', { envelopeDays: -1 }, 'keyring_unapproved'],
    ['drops that are kept for fewer days', { dropDays: -1 }, 'keyring_unapproved'],
    ['blobs that are kept for fewer days', { blobDays: -1 }, 'keyring_unapproved'],
    ['more shards, of which each has fewer conversations', { shardBits: 1 }, 'keyring_unapproved'],
    ['everything kept for longer', { envelopeDays: 1, dropDays: 1, blobDays: 1 }, 'accepted'],
    ['other clocks', { acknowledgeDays: 1, feedbackDays: -1 }, 'accepted'],
  ] as const)('%s, by the roots alone', (_, by, expected) => {
    const { policy } = organisation.keyring
    const changed = Object.entries(by).map(([name, more]) => [
      name,
      policy[name as keyof typeof policy] + more,
    ])
    const changes = { policy: { ...policy, ...Object.fromEntries(changed) } }
    const signed = (seeds: readonly Uint8Array[]) =>
      outcome(() => trustNext(sodium, trusted, signAll(sodium, following(organisation, changes), [...seeds])))
    expect(signed(roots)).toBe(expected)
    expect(signed([...roots, ...people.slice(0, 2).map(({ identity }) => identity)])).toBe('accepted')
  })

  it('the new recipient does not approve themselves', () => {
    const changes = { recipients: [...before, added] }
    const seeds = [...roots, people[0]?.identity as Uint8Array, newcomer.identity]
    const bytes = signAll(sodium, following(organisation, changes), seeds)
    expect(outcome(() => trustNext(sodium, trusted, bytes))).toBe('keyring_unsigned')
  })

  it('more roots do not replace a recipient', () => {
    const extra = random(32)
    const changes = {
      roots: [...organisation.keyring.roots, toBase64(sodium.verifyingKey(extra))],
      recipients: [...before, added],
    }
    const bytes = signAll(sodium, following(organisation, changes), [...roots, extra])
    expect(outcome(() => trustNext(sodium, trusted, bytes))).toBe('keyring_unapproved')
  })

  it('those who go may still approve who comes', () => {
    const after = [before[0] as Recipient, added]
    expect(verdict(organisation, after, [1, 2])).toBe('accepted')
    expect(verdict(organisation, after, [2])).toBe('keyring_unapproved')
  })

  it('somebody removed comes back as somebody new', () => {
    const bytes = signAll(sodium, following(organisation, { recipients: before.slice(0, 2) }), roots)
    const without = trustNext(sodium, trusted, bytes)
    const again = following({ trusted: without }, { recipients: before })
    expect(outcome(() => trustNext(sodium, without, signAll(sodium, again, roots)))).toBe(
      'keyring_unapproved',
    )
    const seeds = [...roots, people[0]?.identity as Uint8Array, people[1]?.identity as Uint8Array]
    expect(outcome(() => trustNext(sodium, without, signAll(sodium, again, seeds)))).toBe('accepted')
  })

  test.prop([fc.shuffledSubarray([0, 1, 2, 3, 4]), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 })])(
    'the count follows from who reads more, whatever the order',
    (kept, gains) => {
      const { keyring } = of(5)
      const recipients = kept.map((i) => {
        const each = keyring.recipients[i] as Recipient
        return gains[i] === true ? { ...each, desks: ['main', 'fraud'] } : each
      })
      // The first one reads for both desks already.
      const widened = kept.some((i) => i > 0 && gains[i] === true)
      const next: Keyring = { ...keyring, recipients }
      expect(approvalsNeeded(keyring, next)).toBe(widened ? 3 : 0)
    },
  )
})

describe('4.4 a list of intake keys', () => {
  const organisation = of(2)
  const [first, second] = organisation.keyring.recipients as [Recipient, Recipient]
  const [person] = organisation.people as [TestOrganisation['people'][number]]
  const listOf = (...seeds: Uint8Array[]) => resigned(first, person.identity, seeds)

  it('that the reader signed once does not come back', () => {
    const [a, b] = [random(32), random(32)]
    const renewed = signAll(
      sodium,
      following(organisation, { recipients: [listOf(...person.seeds, a, b), second] }),
      organisation.roots,
    )
    const trusted = trustNext(sodium, organisation.trusted, renewed)
    const after = (recipient: Recipient) =>
      outcome(() => {
        const next = following({ trusted }, { recipients: [recipient, second] })
        return trustNext(sodium, trusted, signAll(sodium, next, organisation.roots))
      })
    expect(after(first)).toBe('keyring_rolled_back')
    expect(after(listOf(...person.seeds, a))).toBe('keyring_rolled_back')
    expect(after(listOf(...person.seeds, a, b))).toBe('accepted')
  })
})

describe('5.2 intake keys that their reader did not sign', () => {
  const organisation = of(3)
  const { trusted, roots, people } = organisation
  const before = organisation.keyring.recipients as [Recipient, Recipient, Recipient]
  const everyone = [...roots, ...people.map(({ identity }) => identity)]
  const refusedFor = (recipients: Recipient[]) =>
    outcome(() =>
      trustNext(sodium, trusted, signAll(sodium, following(organisation, { recipients }), everyone)),
    )

  it('an admin who swaps one hash for their own is refused, whoever else signs', () => {
    const theirs = toBase64(sodium.sha256(sodium.kemPublicKey(random(32))))
    expect(refusedFor(before.with(0, { ...before[0], epochs: [theirs] }))).toBe('keyring_unsigned')
    expect(refusedFor(before.with(0, { ...before[0], epochs: [...before[0].epochs, theirs] }))).toBe(
      'keyring_unsigned',
    )
  })

  it('another first week for the same keys is refused', () => {
    const firstEpoch = before[0].firstEpoch + 1
    expect(refusedFor(before.with(0, { ...before[0], firstEpoch }))).toBe('keyring_unsigned')
  })

  it('keys and signatures swapped between two readers are refused', () => {
    const [a, b, c] = before
    const block = ({ firstEpoch, epochs, signature }: Recipient) => ({ firstEpoch, epochs, signature })
    expect(refusedFor([{ ...a, ...block(b) }, { ...b, ...block(a) }, c])).toBe('keyring_unsigned')
  })

  it('a signature under another name is refused', () => {
    const [a, b, c] = before
    expect(refusedFor([{ ...a, signature: b.signature }, b, c])).toBe('keyring_unsigned')
    expect(refusedFor([{ ...a, id: added.id }, b, c])).toBe('keyring_unsigned')
  })
})
