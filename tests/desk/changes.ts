import { grant, leave } from '../../src/desk/casework/comings.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Recipient } from '../../src/protocol/keyring/statement.ts'
import { p, successor } from '../intake/support.ts'
import {
  deterministic,
  makePerson,
  recipientOf,
  type TestOrganisation,
  type TestPerson,
} from '../support/organisation.ts'
import { type Stage, type StagedDesk, staged } from './stage.ts'
import { deskForTest, late } from './support.ts'

// People come and go by keyrings: everyone who was there before approves.

function followedBy(
  before: TestOrganisation,
  recipients: readonly Recipient[],
  people: readonly TestPerson[],
): TestOrganisation {
  const statement = successor(before, { recipients: [...recipients] })
  const trusted = trustNext(p, before.trusted, statement)
  const keys = trusted.keyring.recipients.map(
    ({ id }) => people.find((each) => each.id === id)!.block.keys[0]!,
  )
  return { ...before, statement, trusted, keyring: trusted.keyring, people, keys }
}

/** The organisation with somebody more, who has never been there. */
export const withNewcomer = (before: TestOrganisation, seed = 'newcomer'): TestOrganisation =>
  withNewcomers(before, [seed])

export function withNewcomers(before: TestOrganisation, seeds: readonly string[]): TestOrganisation {
  const made = seeds.map((seed) => makePerson(p, deterministic(seed), 2))
  const added = made.map((person, i) =>
    recipientOf(p, person, `Person ${before.people.length + i + 1}`, ['main']),
  )
  return followedBy(before, [...before.keyring.recipients, ...added], [...before.people, ...made])
}

/** The organisation without somebody. */
export const without = (before: TestOrganisation, id: string): TestOrganisation =>
  followedBy(
    before,
    before.keyring.recipients.filter((each) => each.id !== id),
    before.people.filter((each) => each.id !== id),
  )

/** The same people, one of whom has another identity and other keys. */
export function withOtherIdentity(before: TestOrganisation, index: number): TestOrganisation {
  const made = makePerson(p, deterministic('another identity'), 2)
  const { id } = before.people[index]!
  const person = reidentified(made, id)
  const recipients = before.keyring.recipients.map((each) =>
    each.id === id ? recipientOf(p, person, each.label[0]!, each.desks) : each,
  )
  const people = before.people.map((each) => (each.id === id ? person : each))
  return followedBy(before, recipients, people)
}

function reidentified(made: TestPerson, id: string): TestPerson {
  const { firstEpoch } = made.block
  return { ...made, id, block: signIntakeBlock(p, id, made.identity, { firstEpoch, seeds: made.seeds }) }
}

export function publish({ server }: Stage, organisation: TestOrganisation): void {
  server.keyrings.publish(organisation.statement)
  for (const { id, block } of organisation.people) server.epochs.deliver(id, encodeIntakeBlock(block))
}

/** The desk of somebody who was not there when the stage was made. */
export const deskOf = (stage: Stage, organisation: TestOrganisation, index: number): StagedDesk =>
  staged(
    stage.server,
    deskForTest(stage.server.origin, organisation, index, undefined, () => stage.server.time.now),
  )

const timing = (stage: Stage) => ({ now: stage.server.time.now, random: late, jitterSeconds: 3600 })

export const grantTo = (stage: Stage, { vault, cabinet }: StagedDesk, to: string, number = 1) =>
  grant(p, vault, cabinet, number, { to, again: false }, timing(stage))

export const leaveCase = (stage: Stage, { vault, cabinet }: StagedDesk, reason = '', number = 1) =>
  leave(p, vault, cabinet, number, reason, timing(stage))

/** Everybody fetches, waits for what leaves by itself, and fetches again. */
export async function rounds(stage: Stage, desks: readonly StagedDesk[], count = 2): Promise<void> {
  for (let i = 0; i < count; i++) {
    for (const desk of desks) await desk.sync()
    stage.server.time.now += 3700
  }
  for (const desk of desks) await desk.sync()
}
