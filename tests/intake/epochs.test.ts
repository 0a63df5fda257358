import { describe, expect, it } from 'vitest'
import { encodeIntakeBlock, parseIntakeKeys } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { deterministic, makePerson, recipientOf, THIS_EPOCH } from '../support/organisation.ts'
import { codeOf, intakeForTest, NOON, organisationOf, p, successor, WEEK } from './support.ts'

const organisation = organisationOf()
const [first] = organisation.people

describe('delivering intake keys', () => {
  it('is open to whoever holds a block that the recipient signed', () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    const block = encodeIntakeBlock(first!.block)
    expect(intake.epochs.deliver(first!.id, block).waitingFor).not.toContain(first!.id)
    expect(intake.epochs.deliver(first!.id, block).waitingFor).not.toContain(first!.id)
  })

  const refusals: readonly (readonly [string, string, () => [string, Uint8Array]])[] = [
    [
      'of somebody who is not listed',
      'recipient_unknown',
      () => ['0'.repeat(32), encodeIntakeBlock(first!.block)],
    ],
    [
      'of another recipient',
      'request_unsigned',
      () => [organisation.people[1]!.id, encodeIntakeBlock(first!.block)],
    ],
    [
      'that nobody signed',
      'request_unsigned',
      () => [first!.id, flipped(encodeIntakeBlock(first!.block), -1)],
    ],
    [
      'with a changed key',
      'request_unsigned',
      () => [first!.id, flipped(encodeIntakeBlock(first!.block), 40)],
    ],
    ['that is cut off', 'request_malformed', () => [first!.id, encodeIntakeBlock(first!.block).slice(0, -1)]],
    ['that is empty', 'request_malformed', () => [first!.id, new Uint8Array()]],
    ['for weeks too far ahead', 'request_malformed', () => [first!.id, blockFrom(THIS_EPOCH + 64)]],
  ]
  it.each(refusals)('refuses a block %s: %s', async (_, code, make) => {
    const intake = intakeForTest({ upTo: 'keyring' })
    expect(await codeOf(() => intake.epochs.deliver(...make()))).toBe(code)
  })

  it('keeps no key of a week long past, but always the last one, which stays in use', () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    intake.time.now = NOON + 5 * WEEK
    for (const { id, block } of organisation.people) intake.epochs.deliver(id, encodeIntakeBlock(block))
    const [old, last] = first!.block.keys.map((key) => p.sha256(key))
    expect(intake.store.intakeKeys([old!, last!])).toEqual([null, first!.block.keys[1]])
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
  })
})

describe('handing out intake keys', () => {
  it('gives those of the served keyring in its order, past the last week the last', () => {
    const { epochs } = intakeForTest()
    expect(parseIntakeKeys(p, organisation.keyring, THIS_EPOCH, epochs.keys(THIS_EPOCH))).toEqual(
      organisation.keys,
    )
    expect(epochs.keys(THIS_EPOCH + 50)).toEqual(epochs.keys(THIS_EPOCH + 1))
    expect(epochs.keys(0xffff_ffff)).toEqual(epochs.keys(THIS_EPOCH + 1))
  })

  it('has none before the first listed week, nor while one is not held', async () => {
    const { epochs } = intakeForTest()
    expect(await codeOf(() => epochs.keys(THIS_EPOCH - 1))).toBe('intake_key_missing')
    const waiting = intakeForTest({ upTo: 'keyring' })
    expect(await codeOf(() => waiting.epochs.keys(THIS_EPOCH))).toBe('keyring_missing')
    expect(await codeOf(() => waiting.epochs.keys(THIS_EPOCH, 1))).toBe('intake_key_missing')
  })

  it('gives those of any accepted keyring that is named', async () => {
    const intake = intakeForTest()
    const recipients = organisation.keyring.recipients.slice(1)
    intake.keyrings.publish(successor(organisation, { recipients }))
    expect(intake.epochs.keys(THIS_EPOCH)).toHaveLength(2 * 1216)
    expect(intake.epochs.keys(THIS_EPOCH, 1)).toHaveLength(3 * 1216)
    expect(await codeOf(() => intake.epochs.keys(THIS_EPOCH, 3))).toBe('keyring_missing')
    expect(await codeOf(() => intake.epochs.keys(THIS_EPOCH, 0))).toBe('keyring_missing')
  })

  it('lets a recipient of a keyring that is not served yet deliver', () => {
    const intake = intakeForTest()
    const newcomer = makePerson(p, deterministic('newcomer'), 64)
    const recipients = [...organisation.keyring.recipients, recipientOf(p, newcomer, 'New', ['main'])]
    intake.keyrings.publish(successor(organisation, { recipients }))
    expect(intake.epochs.deliver(newcomer.id, encodeIntakeBlock(newcomer.block)).served).toBe(true)
  })
})

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice()
  const index = at < 0 ? bytes.length + at : at
  changed[index] = (changed[index] as number) ^ 1
  return changed
}

function blockFrom(firstEpoch: number): Uint8Array {
  const seeds = [new Uint8Array(32), new Uint8Array(32).fill(1)]
  return encodeIntakeBlock(signIntakeBlock(p, first!.id, first!.identity, { firstEpoch, seeds }))
}
