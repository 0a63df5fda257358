import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { dayText } from '../../src/protocol/time.ts'
import { deterministic, makePerson, recipientOf, signAll, TODAY } from '../support/organisation.ts'
import {
  advanced,
  codeOf,
  countingKeys,
  DAY,
  deliverAll,
  folderForTest,
  intakeForTest,
  NOON,
  organisationOf,
  p,
  storeForTest,
  successor,
  WEEK,
} from './support.ts'

const organisation = organisationOf()
const changed = { contact: ['new', 'new', 'new'] }

describe('the first keyring', () => {
  it('is taken when it is the organisation that was named', async () => {
    const named = intakeForTest({ named: organisation.trusted.orgId, upTo: 'empty' })
    expect(named.keyrings.publish(organisation.statement)).toMatchObject({ seq: 1, served: false })
    const other = intakeForTest({ named: organisation.trusted.orgId, upTo: 'empty' })
    const foreign = organisationOf(3, 'foreign')
    expect(await codeOf(() => other.keyrings.publish(foreign.statement))).toBe('keyring_foreign')
  })

  it('settles the organisation of a server that was told none', async () => {
    const intake = intakeForTest({ upTo: 'empty' })
    expect(intake.keyrings.organisation()).toBeNull()
    expect(await codeOf(() => intake.keyrings.latest())).toBe('keyring_missing')
    intake.keyrings.publish(organisation.statement)
    expect(intake.keyrings.organisation()).toEqual(organisation.trusted.orgId)
    const foreign = organisationOf(3, 'foreign')
    expect(await codeOf(() => intake.keyrings.publish(foreign.statement))).toBe('keyring_foreign')
  })

  it('is refused with the key to add when it does not list the log key of this server', () => {
    const intake = intakeForTest({ upTo: 'empty', logSeed: new Uint8Array(32) })
    const key = toBase64(p.verifyingKey(new Uint8Array(32)))
    expect(() => intake.keyrings.publish(organisation.statement)).toThrow(`put its log key ${key} among`)
  })

  it('has to come before its followers', async () => {
    const intake = intakeForTest({ upTo: 'empty' })
    expect(await codeOf(() => intake.keyrings.publish(successor(organisation, changed)))).toBe('keyring_gap')
  })
})

describe('a keyring that follows', () => {
  const refusals: readonly (readonly [string, string, () => Uint8Array])[] = [
    [
      'without signatures',
      'keyring_unsigned',
      () => signAll(p, { ...organisation.keyring, ...next(), ...changed }, []),
    ],
    [
      'with bytes after it',
      'keyring_malformed',
      () => Buffer.concat([successor(organisation, changed), Buffer.of(10)]),
    ],
    ['that skips a number', 'keyring_gap', () => successor(organisation, { ...changed, seq: 3 })],
    [
      'that goes back',
      'keyring_rolled_back',
      () => successor(organisation, { validFrom: dayText(TODAY - 9) }),
    ],
    [
      'after another one',
      'keyring_forked',
      () => successor(organisation, { previous: toBase64(new Uint8Array(32)) }),
    ],
    [
      'that has expired',
      'keyring_expired',
      () => successor(organisation, { validUntil: dayText(TODAY - 1) }),
    ],
    ['that is for later', 'keyring_early', () => successor(organisation, { validFrom: dayText(TODAY + 2) })],
    [
      'with a reader nobody approved',
      'keyring_unapproved',
      () => signAll(p, withNewcomer(), organisation.roots),
    ],
    [
      'without the log key',
      'keyring_malformed',
      () => successor(organisation, { logKeys: [toBase64(new Uint8Array(32))] }),
    ],
  ]
  const next = () => ({ seq: 2, previous: toBase64(organisation.trusted.hash) })
  const newcomer = makePerson(p, deterministic('newcomer'), 2)
  const withNewcomer = () => ({
    ...organisation.keyring,
    ...next(),
    recipients: [...organisation.keyring.recipients, recipientOf(p, newcomer, 'New', ['main'])],
  })

  it.each(refusals)('is refused %s: %s', async (_, code, make) => {
    const intake = intakeForTest()
    expect(await codeOf(() => intake.keyrings.publish(make()))).toBe(code)
    expect(intake.keyrings.latest().keyring.seq).toBe(1)
    expect(intake.store.latestKeyring()?.seq).toBe(1)
  })

  it('is served at once when nothing is missing, and may be published again', () => {
    const intake = intakeForTest()
    const second = successor(organisation, changed)
    expect(intake.keyrings.publish(second)).toEqual({ seq: 2, served: true, waitingFor: [] })
    expect(intake.keyrings.publish(second)).toEqual({ seq: 2, served: true, waitingFor: [] })
    expect(intake.keyrings.publish(organisation.statement)).toEqual({ seq: 1, served: true, waitingFor: [] })
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
    expect(intake.keyrings.statement(1)).toEqual(organisation.statement)
  })

  it('may be published again also when it has expired since', () => {
    const intake = intakeForTest()
    intake.time.now = NOON + 400 * DAY
    expect(intake.keyrings.publish(organisation.statement)).toMatchObject({ seq: 1 })
  })

  it('waits for the keys of a new recipient, and sources keep the one before meanwhile', () => {
    const intake = intakeForTest()
    const { recipients } = withNewcomer()
    const wanted = { seq: 2, served: false, waitingFor: [newcomer.id] }
    expect(intake.keyrings.publish(successor(organisation, { recipients }))).toEqual(wanted)
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
    expect(intake.keyrings.latest().keyring.seq).toBe(2)
    const after = intake.epochs.deliver(newcomer.id, encodeIntakeBlock(newcomer.block))
    expect(after).toEqual({ seq: 2, served: true, waitingFor: [] })
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
  })
})

describe('what is served', () => {
  it('is nothing before the first keys, and the first keyring from the last key on', () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    expect(intake.keyrings.served()).toBeNull()
    const standing = organisation.people.map(({ id, block }) =>
      intake.epochs.deliver(id, encodeIntakeBlock(block)),
    )
    expect(standing.map(({ waitingFor }) => waitingFor.length)).toEqual([2, 1, 0])
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
  })

  it('never goes back, whatever week it is: also past the last listed one', () => {
    const intake = intakeForTest()
    intake.keyrings.publish(successor(organisation, changed))
    for (let week = 0; week < 60; week++) {
      expect(intake.keyrings.served()?.keyring.seq).toBe(2)
      intake.time.now += WEEK
    }
  })

  it('is not a keyring whose recipient has keys from a later week only, until that week', () => {
    const intake = intakeForTest()
    const late = makePerson(p, deterministic('late'), 2, organisation.people[0]!.block.firstEpoch + 1)
    const recipients = [...organisation.keyring.recipients, recipientOf(p, late, 'Late', ['main'])]
    intake.keyrings.publish(successor(organisation, { recipients }))
    deliverAll(intake, [late])
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
    intake.time.now += WEEK
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
  })
})

describe('what anybody may send again', () => {
  const newcomer = makePerson(p, deterministic('newcomer'), 64)
  const recipients = [...organisation.keyring.recipients, recipientOf(p, newcomer, 'New', ['main'])]

  it('asks the store for no keys: neither a known keyring nor keys that were delivered', () => {
    const { store, asked } = countingKeys()
    const intake = intakeForTest({ store })
    intake.keyrings.publish(successor(organisation, changed))
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
    asked.keys = 0
    expect(intake.keyrings.publish(organisation.statement)).toMatchObject({ served: true })
    deliverAll(intake, organisation.people)
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
    expect(asked.keys).toBe(0)
  })

  it('asks for none either while the newest keyring waits, and for one key when other keys come in', () => {
    const { store, asked } = countingKeys()
    const intake = intakeForTest({ store })
    const second = successor(organisation, { recipients })
    const wanted = { seq: 2, served: false, waitingFor: [newcomer.id] }
    expect(intake.keyrings.publish(second)).toEqual(wanted)
    asked.keys = 0
    expect(intake.keyrings.publish(second)).toEqual(wanted)
    expect(asked.keys).toBe(0)
    deliverAll(intake, organisation.people.slice(1, 2))
    expect(asked.keys).toBe(1)
    expect(intake.keyrings.publish(second)).toEqual(wanted)
    deliverAll(intake, [newcomer])
    expect(intake.keyrings.publish(second)).toEqual({ seq: 2, served: true, waitingFor: [] })
  })

  it('is judged anew in another week, also when the clock was wrong and goes back', () => {
    const intake = intakeForTest()
    const late = makePerson(p, deterministic('late'), 2, organisation.people[0]!.block.firstEpoch + 1)
    const withLate = [...organisation.keyring.recipients, recipientOf(p, late, 'Late', ['main'])]
    const second = successor(organisation, { recipients: withLate })
    intake.keyrings.publish(second)
    deliverAll(intake, [late])
    const standing = [0, WEEK, 0].map((since) => {
      intake.time.now = NOON + since
      return intake.keyrings.publish(second).waitingFor
    })
    expect(standing).toEqual([[late.id], [], [late.id]])
  })
})

describe('after a restart', () => {
  it('the chain is checked again and served as before', () => {
    const folder = folderForTest()
    const before = intakeForTest({ store: storeForTest({ folder }) })
    const second = advanced(organisation, changed)
    before.keyrings.publish(second.statement)
    const after = intakeForTest({ store: storeForTest({ folder }), upTo: 'empty' })
    expect(after.keyrings.served()).toEqual(second.trusted)
    expect(after.keyrings.at(1)).toEqual(organisation.trusted)
  })

  it('a folder of another organisation than the named one is refused', async () => {
    const folder = folderForTest()
    intakeForTest({ store: storeForTest({ folder }) })
    const named = organisationOf(3, 'foreign').trusted.orgId
    const again = () => intakeForTest({ store: storeForTest({ folder }), named, upTo: 'empty' })
    expect(await codeOf(again)).toBe('organisation_mismatch')
  })

  it('a chain that was tampered with is not believed', async () => {
    const store = storeForTest()
    store.addKeyring({ seq: 1, hash: organisation.trusted.hash, statement: organisationOf(2).statement })
    store.addKeyring({ seq: 2, hash: new Uint8Array(32), statement: successor(organisation, changed) })
    expect(await codeOf(() => intakeForTest({ store, upTo: 'empty' }))).toBe('keyring_forked')
  })

  it('a lost log key shows', () => {
    const store = storeForTest()
    expect(intakeForTest({ store }).receiptsCount()).toBe(true)
    const lost = intakeForTest({ store, logSeed: new Uint8Array(32), upTo: 'empty' })
    expect(lost.receiptsCount()).toBe(false)
  })
})
