import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { encodeSubmission, parseTips } from '../../src/protocol/wire.ts'
import {
  following,
  signAll,
  type TestOrganisation,
  type TestPerson,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'
import {
  authorize,
  codeOf,
  DAY,
  fabricate,
  intakeForTest,
  organisationOf,
  p,
  random,
  type TestIntake,
  WEEK,
} from './support.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const ENVELOPE_DAYS = 10
const genesis = organisationOf()

/** An organisation whose keyrings follow each other, and a server that has them. */
function begin() {
  const intake = intakeForTest()
  let now: TestOrganisation = genesis
  const publish = (changes: Partial<Keyring>) => {
    const listed = new Set(now.trusted.keyring.recipients.map(({ id }) => id))
    const approving = genesis.people.filter(({ id }) => listed.has(id)).map(({ identity }) => identity)
    const everyone = [...genesis.roots, ...approving]
    const statement = signAll(p, following(now, changes), everyone)
    const trusted = trustNext(p, now.trusted, statement)
    now = { ...now, statement, trusted, keyring: trusted.keyring }
    intake.keyrings.publish(statement)
  }
  publish({ policy: { ...genesis.keyring.policy, envelopeDays: ENVELOPE_DAYS } })
  return { intake, publish, current: () => now }
}

type World = ReturnType<typeof begin>

const today = ({ time }: TestIntake) => Math.floor(time.now / DAY)

function send({ intake, current }: World): string {
  const envelope = fabricate({ trusted: current().trusted })
  const row = { hash: p.sha256(envelope), tag: random(32), envelope, day: today(intake) }
  intake.store.addTips([row])
  intake.store.closeBatch()
  return toHex(row.hash)
}

function pass(intake: TestIntake, days: number): void {
  intake.time.now += days * DAY
  vi.advanceTimersByTime(600_000)
}

/** One page, as a desk fetches it: it signs for the cursor up to which it has everything. */
function fetchPage({ intake }: World, person: TestPerson, after: number) {
  const path = `/v1/tips?after=${after}`
  const authorization = authorize(genesis, person, path, intake.time.now)
  const page = parseTips(intake.list.tips({ method: 'GET', path, authorization }, after))
  return { ...page, hashes: page.rows.map(({ envelope }) => toHex(p.sha256(envelope))) }
}

/** Fetches all there is, and says so. */
function fetchAll(world: World, person: TestPerson): void {
  const { next } = fetchPage(world, person, 0)
  fetchPage(world, person, next)
}

const held = ({ store }: TestIntake) => store.entries(0, 9999).rows.map(({ hash }) => toHex(hash))

describe('an envelope', () => {
  const [first, second, third] = genesis.people as [TestPerson, TestPerson, TestPerson]

  it('is deleted with its entry when its days are over and everybody has it, and not a day before', () => {
    const world = begin()
    send(world)
    for (const person of genesis.people) fetchAll(world, person)
    pass(world.intake, ENVELOPE_DAYS - 1)
    expect(held(world.intake)).toHaveLength(1)
    pass(world.intake, 1)
    expect(held(world.intake)).toEqual([])
    expect(world.intake.store.check()).toEqual([])
    expect(world.intake.faults).toEqual([])
  })

  it('waits for whoever has not said that they have it, however long', () => {
    const world = begin()
    send(world)
    for (const person of [first, second]) fetchAll(world, person)
    // They were given it, and have not said that they kept it.
    fetchPage(world, third, 0)
    pass(world.intake, 100)
    expect(held(world.intake)).toHaveLength(1)
    fetchPage(world, third, 1)
    pass(world.intake, 1)
    expect(held(world.intake)).toEqual([])
  })

  it('does not wait for whoever was removed, nor for whoever came later', () => {
    const world = begin()
    send(world)
    for (const person of [first, second]) fetchAll(world, person)
    pass(world.intake, ENVELOPE_DAYS)
    expect(held(world.intake)).toHaveLength(1)
    world.publish({ recipients: genesis.keyring.recipients.slice(0, 2) })
    pass(world.intake, 1)
    expect(held(world.intake)).toEqual([])
    expect(world.intake.store.visits()).toHaveLength(2)
  })

  it('is kept by the longer of two policies until the newer keyring is served', () => {
    const world = begin()
    send(world)
    for (const person of genesis.people) fetchAll(world, person)
    const [one, ...others] = genesis.keyring.recipients
    const later = signIntakeBlock(p, first.id, first.identity, {
      firstEpoch: THIS_EPOCH,
      seeds: [...first.seeds, random(32)],
    })
    const epochs = later.keys.map((key) => Buffer.from(p.sha256(key)).toString('base64'))
    const renewed = { ...one!, epochs, signature: Buffer.from(later.signature).toString('base64') }
    const policy = { ...genesis.keyring.policy, envelopeDays: 3 }
    world.publish({ policy, recipients: [renewed, ...others] })
    pass(world.intake, 5)
    expect(held(world.intake)).toHaveLength(1)
    world.intake.epochs.deliver(first.id, encodeIntakeBlock(later))
    pass(world.intake, 1)
    expect(held(world.intake)).toEqual([])
  })

  it('that has expired cannot be handed in again, nor is its promise given again', async () => {
    const world = begin()
    const envelope = fabricate({ trusted: world.current().trusted })
    const tag = random(32)
    const row = { hash: p.sha256(envelope), tag, envelope, day: TODAY }
    world.intake.store.addTips([row])
    world.intake.store.closeBatch()
    for (const person of genesis.people) fetchAll(world, person)
    pass(world.intake, Math.max(ENVELOPE_DAYS, (2 * WEEK) / DAY))
    expect(held(world.intake)).toEqual([])
    expect(await codeOf(() => world.intake.submit(encodeSubmission(tag, envelope)))).toBe('clock_wrong')
  })

  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant('send' as const) }) },
    { weight: 5, arbitrary: fc.record({ act: fc.constant('fetch' as const), who: fc.nat(2) }) },
    {
      weight: 4,
      arbitrary: fc.record({ act: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 8 }) }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('remove' as const), who: fc.nat(2) }) },
  )

  test.prop([fc.array(step, { minLength: 10, maxLength: 40 })], { numRuns: 20 })(
    'is there exactly as long as its days last or somebody who can open it lacks it, in any history',
    (steps) => {
      const world = begin()
      const { intake } = world
      const sent = new Map<string, { day: number; readers: readonly string[] }>()
      // What each has said that they have: what came with a page counts with the next request.
      const desks = new Map(genesis.people.map(({ id }) => [id, { cursor: 0, given: [] as string[] }]))
      const kept = new Map(genesis.people.map(({ id }) => [id, new Set<string>()]))
      const present = () => world.current().keyring.recipients.map(({ id }) => id)

      const fetchNext = (who: number): void => {
        const person = genesis.people[who] as TestPerson
        const desk = desks.get(person.id)
        if (desk === undefined || !present().includes(person.id)) return
        const { next, hashes } = fetchPage(world, person, desk.cursor)
        for (const hash of desk.given) kept.get(person.id)?.add(hash)
        desks.set(person.id, { cursor: next, given: [...desk.given, ...hashes] })
      }
      const isFree = (hash: string): boolean => {
        const { day, readers } = sent.get(hash) as { day: number; readers: readonly string[] }
        if (day + ENVELOPE_DAYS > today(intake)) return false
        return readers.every((id) => !present().includes(id) || kept.get(id)?.has(hash))
      }

      for (const each of steps) {
        if (each.act === 'send') sent.set(send(world), { day: today(intake), readers: present() })
        if (each.act === 'fetch') fetchNext(each.who)
        if (each.act === 'pass') pass(intake, each.days)
        if (each.act === 'remove' && present().length > 1) {
          const gone = genesis.people[each.who]?.id
          const recipients = world.current().keyring.recipients.filter(({ id }) => id !== gone)
          if (recipients.length > 0) world.publish({ recipients })
        }
        const here = new Set(held(intake))
        for (const hash of sent.keys()) if (!isFree(hash)) expect(here).toContain(hash)
        expect(intake.store.check()).toEqual([])
      }
      // In the end everybody reads: then all of it goes.
      for (const who of [0, 1, 2, 0, 1, 2]) fetchNext(who)
      pass(intake, ENVELOPE_DAYS)
      for (const who of [0, 1, 2, 0, 1, 2]) fetchNext(who)
      pass(intake, 1)
      expect(held(intake)).toEqual([])
      expect(intake.faults).toEqual([])
      intake.close()
      intake.store.close()
    },
  )
})

describe('an intake key', () => {
  it('stays while a keyring lists it or the newest block holds it, and then goes', () => {
    const { intake } = begin()
    const person = genesis.people[0] as TestPerson
    const seeds = [...person.seeds, random(32), random(32)]
    const deliver = (from: number, end: number) => {
      const list = { firstEpoch: THIS_EPOCH + from, seeds: seeds.slice(from, end) }
      const block = signIntakeBlock(p, person.id, person.identity, list)
      intake.epochs.deliver(person.id, encodeIntakeBlock(block))
      return block.keys.map((key) => p.sha256(key))
    }
    const hashes = deliver(0, 4)
    deliver(3, 4)
    pass(intake, 1)
    const there = intake.store.intakeKeys(hashes).map((key) => key !== null)
    expect(there).toEqual([true, true, false, true])
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
    expect(intake.epochs.keys(THIS_EPOCH)).toHaveLength(3 * 1216)
  })
})
