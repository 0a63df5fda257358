import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromHex } from '../../src/protocol/bytes.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { deterministic, recipientOf, type TestPerson, THIS_EPOCH } from '../support/organisation.ts'
import { codeOf, intakeForTest, organisationOf, p, random, successor } from './support.ts'

const organisation = organisationOf()
const [first, second] = organisation.people as [TestPerson, TestPerson]

/** Seeds of consecutive weeks: the same week always has the same. */
const seedsOf = (person: TestPerson, from: number, count: number) => {
  const later = deterministic(`later ${person.id}`)
  const all = [...person.seeds, ...Array.from({ length: 40 }, () => later(32))]
  return all.slice(from, from + count)
}

/** A block of a person that begins so many weeks from now. */
const blockOf = (person: TestPerson, from: number, count: number, seeds = seedsOf(person, from, count)) =>
  encodeIntakeBlock(signIntakeBlock(p, person.id, person.identity, { firstEpoch: THIS_EPOCH + from, seeds }))

describe('the newest block of a recipient', () => {
  it('is given to anyone, byte for byte, and there is none before it was delivered', async () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    expect(await codeOf(() => intake.epochs.block(first.id))).toBe('not_found')
    expect(await codeOf(() => intake.epochs.block('0'.repeat(32)))).toBe('not_found')
    intake.epochs.deliver(first.id, blockOf(first, 0, 2))
    expect(intake.epochs.block(first.id)).toEqual(blockOf(first, 0, 2))
    const later = blockOf(first, 1, 9)
    intake.epochs.deliver(first.id, later)
    expect(intake.epochs.block(first.id)).toEqual(later)
    expect(await codeOf(() => intake.epochs.block(second.id))).toBe('not_found')
  })

  it.each<[string, string, Uint8Array]>([
    ['the same again', 'accepted', blockOf(first, 1, 5)],
    ['one that goes on longer', 'accepted', blockOf(first, 1, 6)],
    ['one that begins later and ends with it', 'accepted', blockOf(first, 3, 3)],
    ['one that begins after it', 'accepted', blockOf(first, 6, 3)],
    ['one that ends earlier', 'intake_list_old', blockOf(first, 1, 4)],
    ['one that begins earlier', 'intake_list_old', blockOf(first, 0, 7)],
    [
      'another key for a week that it has',
      'intake_list_old',
      blockOf(
        first,
        3,
        4,
        [1, 2, 3, 4].map(() => random(32)),
      ),
    ],
  ])('is followed by %s: %s', async (_, code, block) => {
    const intake = intakeForTest()
    const held = blockOf(first, 1, 5)
    intake.epochs.deliver(first.id, held)
    expect(await codeOf(() => intake.epochs.deliver(first.id, block))).toBe(code)
    expect(intake.epochs.block(first.id)).toEqual(code === 'accepted' ? block : held)
  })

  it('stays when somebody delivers what the keyring lists once more, and those keys are taken', () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    const newer = blockOf(first, 1, 9)
    intake.epochs.deliver(first.id, newer)
    expect(intake.epochs.deliver(first.id, blockOf(first, 0, 2)).waitingFor).not.toContain(first.id)
    expect(intake.epochs.block(first.id)).toEqual(newer)
  })

  it('is dropped when a keyring has another identity or not this recipient; others stay', async () => {
    const intake = intakeForTest()
    const renewed = { ...first, identity: random(32) }
    const block = signIntakeBlock(p, first.id, renewed.identity, {
      firstEpoch: THIS_EPOCH,
      seeds: first.seeds,
    })
    const [, other, third] = organisation.keyring.recipients
    const recipients = [recipientOf(p, { ...renewed, block }, 'Person 1', ['main']), third!]
    intake.keyrings.publish(successor(organisation, { recipients }))
    expect(await codeOf(() => intake.epochs.block(first.id))).toBe('not_found')
    const held = intake.store.intakeBlocks().map(({ recipient }) => recipient)
    expect(held).toEqual([fromHex(third!.id)])
    expect(intake.store.intakeBlock(fromHex(other!.id), fromBase64(other!.identity))).toBeNull()
    intake.epochs.deliver(first.id, encodeIntakeBlock(block))
    expect(intake.epochs.block(first.id)).toEqual(encodeIntakeBlock(block))
  })

  test.prop(
    [fc.array(fc.record({ from: fc.nat(8), count: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 })],
    { numRuns: 25 },
  )('never goes back, whatever is delivered in whatever order', async (deliveries) => {
    const intake = intakeForTest({ upTo: 'keyring' })
    let held = { from: 0, end: 0 }
    for (const { from, count } of deliveries) {
      const goesOn = from >= held.from && from + count >= held.end
      const isListed = from === 0 && count === 2
      const code = await codeOf(() => intake.epochs.deliver(first.id, blockOf(first, from, count)))
      expect(code).toBe(goesOn || isListed ? 'accepted' : 'intake_list_old')
      if (goesOn) held = { from, end: from + count }
      if (held.end > 0)
        expect(intake.epochs.block(first.id)).toEqual(blockOf(first, held.from, held.end - held.from))
    }
    intake.store.close()
  })
})
