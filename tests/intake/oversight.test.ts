import { describe, expect, it } from 'vitest'
import { dayText } from '../../src/protocol/time.ts'
import { parseRecipients } from '../../src/protocol/wire.ts'
import type { Store } from '../../src/store/store.ts'
import { tip } from '../store/rows.ts'
import { type TestPerson, TODAY } from '../support/organisation.ts'
import { asRoot } from './roots.ts'
import {
  authorize,
  codeOf,
  DAY,
  intakeForTest,
  NOON,
  organisationOf,
  storeForTest,
  successor,
  type TestIntake,
} from './support.ts'

const organisation = organisationOf()
const [first, second, third] = organisation.people as [TestPerson, TestPerson, TestPerson]
const root = asRoot(organisation)

function fill(store: Store, batches: number): void {
  for (let i = 0; i < batches; i++) {
    store.addTips([tip()])
    store.closeBatch()
  }
}

function ask(intake: TestIntake, person: TestPerson, after: number): void {
  const path = `/v1/tips?after=${after}`
  const authorization = authorize(organisation, person, path, intake.time.now)
  intake.list.tips({ method: 'GET', path, authorization }, after)
}

function seen(intake: TestIntake, person: TestPerson = first) {
  const path = '/v1/recipients'
  const authorization = authorize(organisation, person, path, intake.time.now)
  return parseRecipients(intake.oversee({ method: 'GET', path, authorization }))
}

describe('who fetches', () => {
  it('is told to every recipient and every root, in the order of the keyring', () => {
    const intake = intakeForTest()
    fill(intake.store, 3)
    ask(intake, first, 2)
    intake.time.now += DAY
    ask(intake, second, 0)
    const expected = {
      newest: 3,
      recipients: [
        { id: first.id, seen: dayText(TODAY), fetched: 2 },
        { id: second.id, seen: dayText(TODAY + 1), fetched: 0 },
        { id: third.id, seen: '', fetched: 0 },
      ],
    }
    for (const person of [first, third, root]) expect(seen(intake, person)).toEqual(expected)
  })

  it('is told to nobody else', async () => {
    const intake = intakeForTest()
    const stranger = asRoot(organisation, new Uint8Array(32).fill(7))
    expect(await codeOf(() => seen(intake, stranger))).toBe('recipient_unknown')
    expect(await codeOf(() => seen(intake, { ...root, identity: first.identity }))).toBe('request_unsigned')
    expect(await codeOf(() => seen(intake, { ...first, identity: root.identity }))).toBe('request_unsigned')
    const recipients = organisation.keyring.recipients.slice(1)
    intake.keyrings.publish(successor(organisation, { recipients }))
    expect(await codeOf(() => seen(intake, first))).toBe('recipient_unknown')
  })

  it('counts a request only when it was signed, and the cursor only as far as the list goes', async () => {
    const intake = intakeForTest()
    fill(intake.store, 3)
    const forged = { ...first, identity: second.identity }
    expect(await codeOf(() => ask(intake, forged, 3))).toBe('request_unsigned')
    expect(seen(intake).recipients[0]).toEqual({ id: first.id, seen: '', fetched: 0 })
    ask(intake, first, 2)
    ask(intake, first, 1)
    // Of a list from before a backup: it says nothing about this one.
    ask(intake, first, 9)
    expect(seen(intake).recipients[0]).toEqual({ id: first.id, seen: dayText(TODAY), fetched: 1 })
  })

  it('who begins again has to fetch again: a vault that was restored has less than the lost one', () => {
    const intake = intakeForTest()
    fill(intake.store, 3)
    ask(intake, first, 3)
    ask(intake, first, 0)
    expect(seen(intake).recipients[0]?.fetched).toBe(0)
  })

  it('is known after a restart, and costs a reader no write', () => {
    const real = storeForTest()
    let writes = 0
    const noteVisits: Store['noteVisits'] = (rows) => {
      if (rows.length > 0) writes += 1
      real.noteVisits(rows)
    }
    const intake = intakeForTest({ store: { ...real, noteVisits } })
    fill(real, 2)
    for (let i = 0; i < 50; i++) ask(intake, first, 2)
    expect(writes).toBe(0)
    intake.close()
    expect(writes).toBe(1)
    const again = intakeForTest({ store: { ...real, noteVisits }, upTo: 'empty' })
    expect(seen(again).recipients[0]).toEqual({ id: first.id, seen: dayText(TODAY), fetched: 2 })
    ask(again, first, 2)
    again.close()
    expect(writes).toBe(1)
  })

  it('does not stand in the way of reading when it cannot be written', () => {
    const real = storeForTest()
    const noteVisits: Store['noteVisits'] = (rows) => {
      if (rows.length > 0) throw new Error('full')
    }
    const intake = intakeForTest({ store: { ...real, noteVisits }, time: { now: NOON } })
    ask(intake, first, 0)
    intake.close()
    expect(intake.faults).toEqual([new Error('full')])
  })
})
