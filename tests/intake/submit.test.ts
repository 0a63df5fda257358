import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { LARGEST_BODY } from '../../src/protocol/padding.ts'
import { verifyPromise } from '../../src/protocol/promise.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { encodeSubmission } from '../../src/protocol/wire.ts'
import {
  deterministic,
  makePerson,
  recipientOf,
  type TestOrganisation,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'
import {
  advanced,
  codeOf,
  countingKeys,
  DAY,
  deliverAll,
  fabricate,
  folderForTest,
  intakeForTest,
  NOON,
  organisationOf,
  p,
  random,
  storeForTest,
  submission,
  WEEK,
} from './support.ts'

const organisation = organisationOf()
const { trusted } = organisation
const logKeys = [p.verifyingKey(organisation.logKey)]
const contact = (text: string) => ({ contact: [text, text, text] })

describe('a tip', () => {
  it('is promised under its hash, its tag and the day, and stored as it was sent', async () => {
    const { submit, store } = intakeForTest()
    const envelope = sealedTip()
    const tag = random(32)
    const promised = verifyPromise(p, await submit(encodeSubmission(tag, envelope)), logKeys)
    expect(promised).toEqual({ orgId: trusted.orgId, envelope: p.sha256(envelope), tag, day: TODAY })
    expect(store.tips(0, 1).rows).toMatchObject([{ hash: p.sha256(envelope), tag, envelope, day: TODAY }])
  })

  it('gets the same promise again, byte for byte, on another day and after a restart', async () => {
    const folder = folderForTest()
    const intake = intakeForTest({ store: storeForTest({ folder }) })
    const body = submission({ trusted })
    const promise = await intake.submit(body)
    intake.time.now = NOON + 3 * DAY
    expect(await intake.submit(body)).toBe(promise)
    const again = intakeForTest({
      store: storeForTest({ folder }),
      upTo: 'empty',
      time: { now: NOON + 4 * DAY },
    })
    expect(await again.submit(body)).toBe(promise)
    expect(again.store.entries(0, 9).rows).toHaveLength(1)
  })

  it('gets one answer and is stored once when sent twice at the same moment', async () => {
    const { submit, store } = intakeForTest()
    const body = submission({ trusted })
    const promises = await Promise.all([submit(body), submit(body), submit(body)])
    expect(new Set(promises).size).toBe(1)
    expect(store.entries(0, 9).rows).toHaveLength(1)
  })

  it('is refused under a second tag, and stays under its first', async () => {
    const { submit, store } = intakeForTest()
    const envelope = fabricate({ trusted })
    const tags = [random(32), random(32)]
    const sent = await Promise.allSettled(tags.map((tag) => submit(encodeSubmission(tag, envelope))))
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await codeOf(() => submit(encodeSubmission(tags[1]!, envelope)))).toBe('envelope_conflict')
    expect(store.entries(0, 9).rows.map(({ tag }) => tag)).toEqual([tags[0]])
  })

  it('may have the largest size', async () => {
    const { submit } = intakeForTest()
    expect(await submit(submission({ trusted, body: LARGEST_BODY }))).toContain('candor promise v1')
  })
})

describe('what is refused', () => {
  const foreign = organisationOf(3, 'foreign').trusted
  const cases: readonly (readonly [string, string, () => Uint8Array])[] = [
    ['nothing', 'envelope_malformed', () => new Uint8Array()],
    ['a tag alone', 'envelope_malformed', () => random(32)],
    ['a cut envelope', 'envelope_malformed', () => submission({ trusted }).slice(0, -1)],
    [
      'an envelope with more behind it',
      'envelope_malformed',
      () => Buffer.concat([submission({ trusted }), random(1)]),
    ],
    ['another magic', 'envelope_malformed', () => withMagic('oops!!/1')],
    ['a newer version', 'envelope_newer', () => withMagic('candor/2')],
    ['another organisation’s keyring', 'envelope_stale', () => submission({ trusted: foreign })],
    [
      'fewer recipients than the keyring has',
      'envelope_malformed',
      () => submission({ trusted, recipients: 2 }),
    ],
    [
      'more recipients than the keyring has',
      'envelope_malformed',
      () => submission({ trusted, recipients: 4 }),
    ],
    ['an epoch two weeks ago', 'clock_wrong', () => submission({ trusted, epoch: THIS_EPOCH - 2 })],
    ['an epoch in two weeks', 'clock_wrong', () => submission({ trusted, epoch: THIS_EPOCH + 2 })],
    ['an epoch a year ago', 'clock_wrong', () => submission({ trusted, epoch: THIS_EPOCH - 52 })],
    ['an epoch in a year', 'clock_wrong', () => submission({ trusted, epoch: THIS_EPOCH + 52 })],
  ]
  it.each(cases)('is %s: %s', async (_, code, make) => {
    const { submit, store } = intakeForTest()
    expect(await codeOf(() => submit(make()))).toBe(code)
    expect(store.openBatch().tips).toBe(0)
    expect(store.entries(0, 9).rows).toHaveLength(0)
  })

  it('is everything while no keyring is served', async () => {
    const { submit } = intakeForTest({ upTo: 'keyring' })
    expect(await codeOf(() => submit(submission({ trusted })))).toBe('keyring_missing')
  })

  it('is nothing from the week before or after', async () => {
    const { submit, time } = intakeForTest()
    time.now = NOON + WEEK
    for (const epoch of [THIS_EPOCH, THIS_EPOCH + 1, THIS_EPOCH + 2]) {
      expect(await codeOf(() => submit(submission({ trusted, epoch })))).toBe('accepted')
    }
  })

  it('is an envelope under the keyring before the last, and not one under the last', async () => {
    const intake = intakeForTest()
    const second = advanced(organisation, contact('second'))
    const third = advanced(second, contact('third'))
    const sent = () =>
      Promise.all(
        [trusted, second.trusted, third.trusted].map((each) =>
          codeOf(() => intake.submit(submission({ trusted: each }))),
        ),
      )
    expect(await sent()).toEqual(['accepted', 'envelope_stale', 'envelope_stale'])
    intake.keyrings.publish(second.statement)
    expect(await sent()).toEqual(['accepted', 'accepted', 'envelope_stale'])
    intake.keyrings.publish(third.statement)
    expect(await sent()).toEqual(['envelope_stale', 'accepted', 'accepted'])
  })

  it('is an envelope of a week for which a recipient of its keyring has no key yet', async () => {
    const intake = intakeForTest()
    intake.time.now = NOON + WEEK
    const newcomer = makePerson(p, deterministic('newcomer'), 2, THIS_EPOCH + 1)
    const recipients = [...organisation.keyring.recipients, recipientOf(p, newcomer, 'New', ['main'])]
    const second = advanced(organisation, { recipients })
    intake.keyrings.publish(second.statement)
    deliverAll(intake, [newcomer])
    expect(intake.keyrings.served()?.keyring.seq).toBe(2)
    const send = (epoch: number) =>
      codeOf(() => intake.submit(submission({ trusted: second.trusted, epoch })))
    expect(await send(THIS_EPOCH)).toBe('clock_wrong')
    expect(await send(THIS_EPOCH + 1)).toBe('accepted')
    expect(await send(THIS_EPOCH)).toBe('clock_wrong')
    expect(intake.store.entries(0, 9).rows).toHaveLength(1)
  })

  it('is an envelope under the keyring before the last while keys of that one are not held', async () => {
    const intake = intakeForTest()
    const newcomer = makePerson(p, deterministic('newcomer'), 2)
    const { recipients } = organisation.keyring
    const second = advanced(organisation, {
      recipients: [...recipients, recipientOf(p, newcomer, 'New', ['main'])],
    })
    const third = advanced(second, { recipients })
    for (const { statement } of [second, third]) intake.keyrings.publish(statement)
    expect(intake.keyrings.served()?.keyring.seq).toBe(3)
    const send = ({ trusted }: TestOrganisation) => codeOf(() => intake.submit(submission({ trusted })))
    expect(await send(second)).toBe('envelope_stale')
    expect(await send(third)).toBe('accepted')
    const { keys } = newcomer.block
    intake.store.addIntakeKeys(keys.map((key) => ({ hash: p.sha256(key), key })))
    expect(await send(second)).toBe('accepted')
  })

  it('is an envelope of a week whose key of the served keyring was never delivered', async () => {
    const intake = intakeForTest({ upTo: 'keyring' })
    intake.time.now = NOON + WEEK
    const [first, ...others] = organisation.people
    const lasting = { firstEpoch: THIS_EPOCH + 1, seeds: first!.seeds.slice(1) }
    deliverAll(intake, [
      ...others,
      { ...first!, block: signIntakeBlock(p, first!.id, first!.identity, lasting) },
    ])
    expect(intake.keyrings.served()?.keyring.seq).toBe(1)
    expect(await codeOf(() => intake.submit(submission({ trusted, epoch: THIS_EPOCH })))).toBe(
      'envelope_stale',
    )
    deliverAll(intake, [first!])
    expect(await codeOf(() => intake.submit(submission({ trusted, epoch: THIS_EPOCH })))).toBe('accepted')
  })

  it('is found out once for a keyring and a week: tips after the first ask the store for no keys', async () => {
    const { store, asked } = countingKeys()
    const { submit } = intakeForTest({ store })
    await submit(submission({ trusted }))
    asked.keys = 0
    for (let i = 0; i < 5; i++) await submit(submission({ trusted }))
    expect(asked.keys).toBe(0)
  })

  it('is a tip whose receipt would not count', async () => {
    const store = storeForTest()
    intakeForTest({ store })
    const { submit } = intakeForTest({ store, logSeed: new Uint8Array(32), upTo: 'empty' })
    expect(await codeOf(() => submit(submission({ trusted })))).toBe('server_failed')
  })

  it('is told by a code, whatever bytes come', async () => {
    const { submit } = intakeForTest()
    const codes = ['envelope_malformed', 'envelope_newer', 'envelope_stale', 'clock_wrong']
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, framed) => {
        const body = framed
          ? encodeSubmission(random(32), new Uint8Array([...toUtf8('candor/1'), ...bytes]))
          : bytes
        expect(codes).toContain(await codeOf(() => submit(body)))
      }),
    )
  })

  it('is every flipped bit in what the server can check, and no other', async () => {
    const { submit, time } = intakeForTest()
    time.now = NOON + WEEK
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 46 * 8 - 1 }), async (bit) => {
        const body = submission({ trusted })
        const at = 32 + (bit >> 3)
        body[at] = (body[at] as number) ^ (1 << (bit & 7))

        expect((await codeOf(() => submit(body))) === 'accepted').toBe(inEpochWindow(body))
      }),
    )
  })
})

describe('after the clock moved on', () => {
  it('gets its promise again when its answer was lost before the keys and the weeks went on', async () => {
    const intake = intakeForTest()
    const body = submission({ trusted })
    const promise = await intake.submit(body)
    const first = advanced(organisation, contact('a'))
    for (const each of [first, advanced(first, contact('b'))]) intake.keyrings.publish(each.statement)
    expect(await intake.submit(body)).toBe(promise)
    expect(await codeOf(() => intake.submit(encodeSubmission(random(32), body.subarray(32))))).toBe(
      'envelope_stale',
    )
    intake.time.now = NOON + WEEK
    expect(await intake.submit(body)).toBe(promise)
  })

  it('an envelope that was current is refused two weeks later', async () => {
    const intake = intakeForTest()
    intake.time.now = NOON + 2 * WEEK
    expect(await codeOf(() => intake.submit(submission({ trusted })))).toBe('clock_wrong')
  })
})

function withMagic(magic: string): Uint8Array {
  const body = submission({ trusted })
  body.set(toUtf8(magic), 32)
  return body
}

/** A flipped bit of the epoch may still name a neighbouring week; the clock stands one week after the first keys. */
function inEpochWindow(body: Uint8Array): boolean {
  const sound = toHex(body.subarray(32, 72)) === toHex(submission({ trusted }).subarray(32, 72))
  const count = toHex(body.subarray(76, 78)) === '0003'
  const epoch = Number.parseInt(toHex(body.subarray(72, 76)), 16)
  return sound && count && epoch >= THIS_EPOCH && epoch <= THIS_EPOCH + 2
}

function sealedTip(): Uint8Array {
  const source = deriveSourceKeys(p, fromHex('00'.repeat(16)), trusted.orgId)
  const to = { trusted, epoch: THIS_EPOCH, keys: organisation.keys }
  const draft = {
    language: 'en',
    answers: [{ id: 'what', n: 0, text: 'Ақша' }],
    desks: ['main'],
    exclude: [],
    escalate: [],
    files: [],
    checkpoint: '',
  }
  return sealTip(p, to, source, draft, deterministic('seed')(32))
}
