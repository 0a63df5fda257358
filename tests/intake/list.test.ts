import { describe, expect, it } from 'vitest'
import type { IntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { parseEntries, parseTips } from '../../src/protocol/wire.ts'
import { deterministic, makePerson, recipientOf, type TestPerson } from '../support/organisation.ts'
import {
  authorize,
  codeOf,
  fabricate,
  intakeForTest,
  NOON,
  organisationOf,
  p,
  random,
  storeForTest,
  submission,
  successor,
} from './support.ts'

const organisation = organisationOf()
const { trusted, people } = organisation
const [first, second] = people

const received = (path: string, authorization: string | undefined) => ({ method: 'GET', path, authorization })

describe('the envelopes', () => {
  it('are given to a recipient who signed, in whole batches after the cursor', async () => {
    const intake = intakeForTest()
    for (let i = 0; i < 3; i++) await intake.submit(submission({ trusted }))
    const page = (after: number) => {
      const path = `/v1/tips?after=${after}`
      return parseTips(intake.list.tips(received(path, authorize(organisation, first!, path)), after))
    }
    expect(page(0).rows.map(({ batch }) => batch)).toEqual([1, 2, 3])
    expect(page(2)).toMatchObject({ next: 3, more: false, rows: [{ batch: 3 }] })
    expect(page(3)).toEqual({ next: 3, more: false, rows: [] })
    expect(page(4_000_000_000)).toEqual({ next: 3, more: false, rows: [] })
  })

  const path = '/v1/tips?after=0'
  const refusals: readonly (readonly [string, string, () => string | undefined])[] = [
    ['without a signature', 'request_unsigned', () => undefined],
    ['with another scheme', 'request_unsigned', () => 'Bearer abc'],
    [
      'signed by a stranger',
      'recipient_unknown',
      () => authorize(organisation, { ...first!, id: '0'.repeat(32) }, path),
    ],
    [
      'signed with another’s key',
      'request_unsigned',
      () => authorize(organisation, { ...first!, identity: second!.identity }, path),
    ],
    [
      'signed for another path',
      'request_unsigned',
      () => authorize(organisation, first!, '/v1/tips?after=1'),
    ],
    [
      'signed for another method',
      'request_unsigned',
      () => authorize(organisation, first!, path, NOON, 'POST'),
    ],
    [
      'signed for another organisation',
      'request_unsigned',
      () => authorize(organisationOf(3, 'foreign'), first!, path),
    ],
    ['signed six minutes ago', 'request_late', () => authorize(organisation, first!, path, NOON - 360)],
    ['signed six minutes ahead', 'request_late', () => authorize(organisation, first!, path, NOON + 360)],
  ]
  it.each(refusals)('are refused %s: %s', async (_, code, authorization) => {
    const { list } = intakeForTest()
    expect(await codeOf(() => list.tips(received(path, authorization()), 0))).toBe(code)
  })

  it('are refused to a recipient as soon as a keyring without them is accepted', async () => {
    const intake = intakeForTest()
    const ask = () => codeOf(() => intake.list.tips(received(path, authorize(organisation, first!, path)), 0))
    expect(await ask()).toBe('accepted')
    intake.keyrings.publish(successor(organisation, { recipients: organisation.keyring.recipients.slice(1) }))
    expect(await ask()).toBe('recipient_unknown')
  })

  describe('while a newer keyring waits for keys', () => {
    const newcomer = makePerson(p, deterministic('newcomer'), 2)
    const renewed = { ...first!, identity: random(32) }
    const waiting = () => {
      const intake = intakeForTest()
      const recipients = [
        recipientOf(p, { ...renewed, block: signedBy(renewed) }, 'Person 1', ['main']),
        recipientOf(p, newcomer, 'New', ['main']),
      ]
      intake.keyrings.publish(successor(organisation, { recipients }))
      expect(intake.keyrings.served()?.keyring.seq).toBe(1)
      return intake
    }
    const cases: readonly (readonly [string, string, TestPerson])[] = [
      ['are given to whoever is only in the served one', 'accepted', second!],
      ['are given to whoever is only in the newer one', 'accepted', newcomer],
      ['are given to the identity that the served one lists', 'accepted', first!],
      ['are given to the identity that the newer one lists', 'accepted', renewed],
      ['are refused to any other identity', 'request_unsigned', { ...first!, identity: random(32) }],
      ['are refused to whoever is in neither', 'recipient_unknown', { ...first!, id: '0'.repeat(32) }],
    ]
    it.each(cases)('%s: %s', async (_, code, person) => {
      const { list } = waiting()
      expect(await codeOf(() => list.tips(received(path, authorize(organisation, person, path)), 0))).toBe(
        code,
      )
    })

    it('are refused with the time to whoever signed too early with either identity', async () => {
      const { list } = waiting()
      for (const person of [first!, renewed]) {
        const late = authorize(organisation, person, path, NOON - 360)
        expect(await codeOf(() => list.tips(received(path, late), 0))).toBe('request_late')
      }
    })
  })

  it('come in pages of about 8 MiB that together are everything, once', async () => {
    const store = storeForTest()
    const intake = intakeForTest({ store, batchSeconds: 600 })
    const row = () => ({
      hash: random(32),
      tag: random(32),
      envelope: fabricate({ trusted, body: 1_048_576 }),
      day: 1,
    })
    for (let i = 0; i < 20; i++) {
      store.addTips([row()])
      store.closeBatch()
    }
    const seen: number[] = []
    for (let after = 0, more = true; more; ) {
      const at = `/v1/tips?after=${after}`
      const bytes = intake.list.tips(received(at, authorize(organisation, first!, at)), after)
      expect(bytes.length).toBeLessThan(10 * 1024 * 1024)
      const page = parseTips(bytes)
      seen.push(...page.rows.map(({ batch }) => batch))
      after = page.next
      more = page.more
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    intake.close()
  })
})

describe('the public list', () => {
  it('names every envelope with its tag and day, without order of arrival', async () => {
    const intake = intakeForTest({ batchSeconds: 600 })
    await Promise.all(Array.from({ length: 20 }, () => intake.submit(submission({ trusted }))))
    expect(parseEntries(intake.list.entries(0)).rows).toHaveLength(0)
    intake.close()
    const { rows, next } = parseEntries(intake.list.entries(0))
    expect(next).toBe(1)
    const hashes = rows.map(({ hash }) => Buffer.from(hash).toString('hex'))
    expect(hashes).toHaveLength(20)
    expect(hashes).toEqual([...hashes].sort())
  })
})

/** The keys of a person under an identity that is new. */
function signedBy({ id, identity, seeds, block: { firstEpoch } }: TestPerson): IntakeBlock {
  return signIntakeBlock(p, id, identity, { firstEpoch, seeds })
}
