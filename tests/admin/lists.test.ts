import { describe, expect, it } from 'vitest'
import { accessOver } from '../../src/admin/access.ts'
import { enrol, withEnrolled } from '../../src/admin/enrol.ts'
import { renewLists } from '../../src/admin/renew.ts'
import { tasksOf } from '../../src/admin/standing.ts'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Keyring, Recipient } from '../../src/protocol/keyring/statement.ts'
import { dayText, parseDay } from '../../src/protocol/time.ts'
import { codeOf, organisationOf, p, random, successor } from '../intake/support.ts'
import {
  deterministic,
  following,
  makePerson,
  recipientOf,
  signAll,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'

const organisation = organisationOf()
const { keyring, people, trusted, roots } = organisation
const [somebody] = people
const listed = keyring.recipients[0] as Recipient

/** What somebody hands in later: the seeds they had from some week on, and more. */
function later(from: number, more: number, seeds = somebody?.seeds ?? [], identity = somebody?.identity) {
  const kept = seeds.slice(from)
  const all = [...kept, ...Array.from({ length: more }, () => random(32))]
  const secrets = { firstEpoch: THIS_EPOCH + from, seeds: all }
  return encodeIntakeBlock(signIntakeBlock(p, listed.id, identity ?? random(32), secrets))
}

const renewWith = (block: Uint8Array, epoch = THIS_EPOCH) =>
  renewLists(p, keyring.recipients, new Map([[listed.id, block]]), epoch)

describe('newer keys that somebody handed in', () => {
  it('are taken in when they go on from those that are listed', () => {
    const { recipients, blocks, kept } = renewWith(later(1, 3), THIS_EPOCH + 1)
    expect(recipients[0]).toMatchObject({ firstEpoch: THIS_EPOCH + 1 })
    expect(recipients[0]?.epochs).toHaveLength(4)
    expect(blocks.map(({ id }) => id)).toEqual([listed.id])
    expect([...kept.values()]).toEqual(['none', 'none'])
    const next = signAll(p, following(organisation, { recipients: [...recipients] }), roots)
    expect(trustNext(p, trusted, next).keyring.recipients[0]).toEqual(recipients[0])
  })

  it.each([
    ['they are the same', () => later(0, 0), 'same'],
    ['they end earlier', () => later(0, 0, somebody?.seeds.slice(0, 1)), 'earlier'],
    ['they begin only later than this week', () => later(1, 3), 'later'],
    ['somebody else signed them', () => later(0, 3, somebody?.seeds, random(32)), 'unsigned'],
    [
      'they have another key for a week that is listed',
      () => later(0, 3, [random(32), random(32)]),
      'other-keys',
    ],
    ['they are no block', () => random(1000), 'unsigned'],
  ])('are left out, and it is said, when %s', (_, block, why) => {
    const { recipients, blocks, kept } = renewWith(block())
    expect([recipients[0], blocks, kept.get(listed.id)]).toEqual([listed, [], why])
  })
})

describe('somebody who asks to be let in', () => {
  const newcomer = makePerson(p, deterministic('newcomer'), 2)
  const request = (person = newcomer) => ({
    label: 'New',
    id: person.id,
    identity: toBase64(p.verifyingKey(person.identity)),
    block: person.block,
    blockBytes: encodeIntakeBlock(person.block),
  })
  const place = { desks: ['main'], label: [] }
  const ask = (asked = request(), at = place) => enrol(p, keyring, asked, at, THIS_EPOCH)

  it('is listed behind the others, under the name that they gave', () => {
    const { recipient, replaces } = ask()
    expect(recipient).toEqual(recipientOf(p, newcomer, 'New', ['main']))
    expect(replaces).toBeNull()
    expect(
      withEnrolled(keyring.recipients, ask())
        .map(({ id }) => id)
        .at(-1),
    ).toBe(newcomer.id)
  })

  it('takes the place that they had, when only their identity is new', () => {
    const rotated = request({ ...newcomer, id: listed.id })
    const enrolled = enrol(p, keyring, rotated, { desks: [], label: [] }, THIS_EPOCH)
    expect(enrolled.replaces).toEqual(listed)
    expect(withEnrolled(keyring.recipients, enrolled)[0]).toMatchObject({
      id: listed.id,
      label: listed.label,
    })
  })

  it('is refused at a desk that there is not, with an identity that is listed, and with keys of a week to come', async () => {
    expect(await codeOf(() => ask(request(), { desks: ['other'], label: [] }))).toBe('usage')
    expect(await codeOf(() => ask(request(), { desks: [], label: [] }))).toBe('usage')
    expect(await codeOf(() => ask({ ...request(), identity: listed.identity }))).toBe('usage')
    const early = makePerson(p, deterministic('early'), 2, THIS_EPOCH + 1)
    expect(await codeOf(() => ask(request(early)))).toBe('intake_key_missing')
  })

  it('is refused with a key to which nobody could seal', async () => {
    const key = (newcomer.block.keys[0] as Uint8Array).map((byte, i) => (i < 3 ? 0xff : byte))
    const block = { ...newcomer.block, keys: [key] }
    expect(await codeOf(() => ask({ ...request(), block }))).toBe('intake_key_wrong')
  })
})

describe('who can read what', () => {
  it('is told from the day on which they could to the day on which they could not', () => {
    const gone = dayText(parseDay(keyring.validFrom) + 9)
    const back = dayText(parseDay(keyring.validFrom) + 20)
    const without = { recipients: keyring.recipients.slice(1), validFrom: gone }
    const second = trustNext(p, trusted, successor(organisation, without))
    const third = trustNext(
      p,
      second,
      succeedAll(second, { recipients: keyring.recipients, validFrom: back }),
    )
    const mine = accessOver([trusted, second, third]).filter(({ recipientId }) => recipientId === listed.id)
    expect(mine).toEqual([
      { desk: 'main', recipientId: listed.id, since: back, until: null },
      { desk: 'main', recipientId: listed.id, since: keyring.validFrom, until: gone },
    ])
  })

  const succeedAll = (before: typeof trusted, changes: Partial<Keyring>) =>
    signAll(p, following({ trusted: before }, changes), [
      ...roots,
      ...people.slice(1).map(({ identity }) => identity),
    ])
})

describe('what an admin has to do', () => {
  const long = {
    ...keyring,
    recipients: keyring.recipients.map((each) => ({ ...each, firstEpoch: THIS_EPOCH + 20 })),
  }
  const sight = { keyring: long, today: TODAY, blocks: new Map(), waitingFor: [], visits: null }
  const types = (more: object) => tasksOf(p, { ...sight, ...more }).map(({ type }) => type)

  it('is nothing while everything lasts', () => {
    expect(types({})).toEqual([])
  })

  it('is said 60 days before the keyring ends, and not 61', () => {
    const ending = (days: number) => ({ keyring: { ...long, validUntil: dayText(TODAY + days) } })
    expect([types(ending(61)), types(ending(60))]).toEqual([[], ['keyring-ends']])
  })

  it('is said of keys, of people who stay away, of desks with one person, and of keys that wait', () => {
    expect(types({ keyring })).toEqual(['keys-end', 'keys-end', 'keys-end'])
    const visit = (seen: string) => ({
      visits: { newest: 3, recipients: long.recipients.map(({ id }) => ({ id, seen, fetched: 0 })) },
    })
    expect(types(visit(dayText(TODAY - 3)))).toEqual([])
    expect(types(visit(dayText(TODAY - 4)))).toHaveLength(3)
    expect(types(visit(''))).toEqual(['not-synced', 'not-synced', 'not-synced'])
    expect(types({ keyring: { ...long, recipients: long.recipients.slice(1, 2) } })).toEqual(['one-person'])
    expect(types({ waitingFor: [listed.id] })).toEqual(['not-served'])
    const blocks = new Map([[listed.id, later(0, 3)]])
    expect(types({ keyring, blocks })).toContain('newer-keys')
  })
})
