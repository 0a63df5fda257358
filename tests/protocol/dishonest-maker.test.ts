import { describe, expect, it } from 'vitest'
import { concat, toBase64, u32 } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import { encodeHeader, parseEnvelope } from '../../src/protocol/envelope.ts'
import { pad } from '../../src/protocol/padding.ts'
import { contextOf, open } from '../../src/protocol/seal.ts'
import { openTip, openTipWithSeed, type Tip } from '../../src/protocol/tip.ts'
import { implementations, refusal, sodium } from '../support/implementations.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { binding, cheatingSeal, makeReaders, type Person, type SlotPlan } from '../support/sealing.ts'
import { draft, organisation, secretOf, source, tipFor, to } from '../support/tips.ts'

const people = makeReaders(4)
const seed = new Uint8Array(32).fill(4)
const content = new TextEncoder().encode('content')
const honest = (reader: Person): SlotPlan => ({ reader, wrap: 'real' })
const findings = (plans: readonly SlotPlan[]) => {
  const sealed = cheatingSeal(sodium, binding, plans, content, seed)
  return open(sodium, binding, people, sealed, 0, people[0]?.secret as Uint8Array).slots
}

describe('6.5 a dishonest maker', () => {
  const tricks: readonly (readonly [string, Omit<SlotPlan, 'reader'>])[] = [
    ['nothing but noise', { wrap: 'noise' }],
    ['noise in both halves', { wrap: 'noise', ciphertext: 'noise' }],
    ['a ciphertext of noise', { wrap: 'real', ciphertext: 'noise' }],
    [
      'a ciphertext of other randomness, which they could open',
      { wrap: 'real', ciphertext: 'other-randomness' },
    ],
    ['a ciphertext for somebody else', { wrap: 'real', ciphertext: 'for-another' }],
    ['the seed wrapped for another name', { wrap: 'foreign-id' }],
    ['the seed wrapped for another place', { wrap: 'other-position' }],
    ['a decoy over a ciphertext of other randomness', { wrap: 'decoy', ciphertext: 'other-randomness' }],
    ['a decoy over noise', { wrap: 'decoy', ciphertext: 'noise' }],
  ]

  it.each(tricks)('who gives a colleague %s is found', (_, trick) => {
    for (let place = 1; place < people.length; place++) {
      const plans = people.map((reader, i) => (i === place ? { ...trick, reader } : honest(reader)))
      expect(findings(plans)).toEqual(people.map((_, i) => (i === place ? 'wrong' : 'addressed')))
    }
  })

  test.prop([fc.array(fc.nat(tricks.length + 1), { minLength: 3, maxLength: 3 })], { numRuns: 25 })(
    'any mix of tricks is found, each at its place',
    (chosen) => {
      const kinds = [
        'addressed',
        ...chosen.map((n) => (n === 0 ? 'addressed' : n === 1 ? 'left-out' : 'wrong')),
      ]
      const plans = people.map((reader, i): SlotPlan => {
        const n = i === 0 ? 0 : (chosen[i - 1] as number)
        if (n < 2) return { reader, wrap: n === 0 ? 'real' : 'decoy' }
        return { reader, ...(tricks[n - 2]?.[1] as Omit<SlotPlan, 'reader'>) }
      })
      expect(findings(plans)).toEqual(kinds)
    },
  )

  it('who gives the opener another ciphertext lets nobody open unseen: it opens, and says so', () => {
    const plans = people.map(
      (reader, i): SlotPlan =>
        i === 0 ? { reader, wrap: 'real', ciphertext: 'other-randomness' } : honest(reader),
    )
    expect(findings(plans)[0]).toBe('wrong')
  })

  it('two seeds in one message do not both open: the commitment holds one', () => {
    const [one, other] = [seed, new Uint8Array(32).fill(5)].map((each) =>
      cheatingSeal(sodium, binding, people.map(honest), content, each),
    ) as [Uint8Array, Uint8Array]
    const mixed = concat(one.subarray(0, 32 + 1168), other.subarray(32 + 1168))
    for (const index of [0, 1, 2, 3]) {
      const act = () => open(sodium, binding, people, mixed, index, people[index]?.secret as Uint8Array)
      expect(refusal(act)?.code).toBe('open_failed')
    }
  })

  it('a commitment to another seed opens for nobody', () => {
    const committed = new Uint8Array(32).fill(5)
    const sealed = cheatingSeal(sodium, binding, people.map(honest), content, seed, { committed })
    people.forEach(({ secret }, index) => {
      expect(refusal(() => open(sodium, binding, people, sealed, index, secret))?.code).toBe('open_failed')
    })
  })

  it.each([
    ['a byte after the text', () => pad(content).with(16_383, 1)],
    ['a size larger than needed', () => concat(pad(content), new Uint8Array(16_384))],
    ['a size that is not published', () => pad(content).subarray(0, 16_000)],
    ['a length beyond the body', () => concat(u32(16_384), new Uint8Array(16_380))],
    ['no body', () => new Uint8Array(0)],
  ])('a body padded with %s opens for nobody', (_, padded) => {
    const sealed = cheatingSeal(sodium, binding, people.map(honest), content, seed, { padded: padded() })
    const act = () => open(sodium, binding, people, sealed, 0, people[0]?.secret as Uint8Array)
    expect(refusal(act)?.code).toBe('open_failed')
  })
})

describe('7.5 a tip that is not sealed as it says', () => {
  const { keyring, hash, orgId } = organisation.trusted
  const readers = keyring.recipients.map(({ id }, i) => ({ id, key: organisation.keys[i] as Uint8Array }))
  const header = encodeHeader(hash, THIS_EPOCH, readers.length)
  const at = { kind: 'tip', orgId, header }

  function signed(tip: unknown, signing = source.signing, p = sodium): Uint8Array {
    const bytes = encodeCanonical(tip)
    const message = concat(new TextEncoder().encode('candor/v1/tip-signature\0'), contextOf(p, at), bytes)
    return concat(p.sign(signing, message), bytes)
  }
  const envelope = (content: Uint8Array, plans: readonly SlotPlan['wrap'][]) =>
    parseEnvelope(
      concat(
        header,
        cheatingSeal(
          sodium,
          at,
          plans.map((wrap, i) => ({ wrap, reader: readers[i] as Person })),
          content,
          seed,
        ),
      ),
    )
  const opened = (content: Uint8Array, plans: readonly SlotPlan['wrap'][], index = 0) =>
    implementations.flatMap(({ p }) => [
      openTip(p, to, envelope(content, plans), index, secretOf(index)),
      // Whoever was given the seed (6.7) finds the same.
      openTipWithSeed(p, to, envelope(content, plans), seed),
    ])
  const everyone = ['real', 'real', 'real', 'decoy'] as const
  const tip = tipFor(draft)

  it('made honestly by hand it is sound: what follows is void for its trick alone', () => {
    for (const each of opened(signed(tip), everyone)) expect(each).toMatchObject({ status: 'sound', tip })
  })

  it.each<[string, SlotPlan['wrap'][]]>([
    ['gives a named colleague nothing', ['real', 'noise', 'real', 'decoy']],
    ['gives a named colleague a decoy', ['real', 'decoy', 'real', 'decoy']],
    ['is sealed to somebody whom it does not name', ['real', 'real', 'real', 'real']],
    ['gives somebody it does not name noise', ['real', 'real', 'real', 'noise']],
  ])('one that %s is void for everyone', (_, plans) => {
    plans.forEach((wrap, index) => {
      if (wrap !== 'real') return
      for (const each of opened(signed(tip), plans, index)) {
        expect(each).toMatchObject({ status: 'void', why: 'slots' })
        expect(each).not.toHaveProperty('tip')
      }
    })
  })

  it.each<[string, Partial<Tip>, SlotPlan['wrap'][]]>([
    ['leaves out somebody at a later desk whom it names', { escalate: ['fraud'] }, [...everyone]],
    ['reaches somebody at a desk that it names neither now nor later', {}, ['real', 'real', 'real', 'real']],
    [
      'reaches somebody at a later desk whom it says it left out',
      { escalate: ['fraud'], exclude: [readers[3]?.id as string] },
      ['real', 'real', 'real', 'real'],
    ],
  ])('one that %s is void for everyone', (_, changes, plans) => {
    plans.forEach((wrap, index) => {
      if (wrap !== 'real') return
      for (const each of opened(signed({ ...tip, ...changes }), plans, index)) {
        expect(each).toMatchObject({ status: 'void', why: 'slots' })
      }
    })
  })

  it('one sealed to a later desk that it names is sound, for those there too', () => {
    const named = { ...tip, escalate: ['fraud'] }
    for (const index of [0, 3]) {
      for (const each of opened(signed(named), ['real', 'real', 'real', 'real'], index)) {
        expect(each).toMatchObject({ status: 'sound', tip: named })
      }
    }
  })

  it('somebody left out who was given it in secret finds it void too', () => {
    const excluding = { ...tip, exclude: [readers[1]?.id as string] }
    for (const each of opened(signed(excluding), everyone, 1))
      expect(each).toMatchObject({ status: 'void', why: 'slots' })
  })

  it.each<[string, Partial<Tip>]>([
    ['an unknown desk', { desks: ['main', 'zoo'] }],
    ['a desk twice', { desks: ['main', 'main'] }],
    ['desks out of order', { desks: ['fraud', 'main'] }],
    ['somebody unknown', { exclude: ['00'.repeat(16)] }],
    ['somebody twice', { exclude: [readers[3]?.id as string, readers[3]?.id as string] }],
    ['a desk both now and later', { escalate: ['main'] }],
    ['an unknown desk for later', { escalate: ['zoo'] }],
  ])('one that names %s is void', (_, changes) => {
    for (const each of opened(signed({ ...tip, ...changes }), everyone)) {
      expect(each).toMatchObject({ status: 'void', why: 'slots' })
    }
  })

  it('one signed by another source’s key is void', () => {
    const other = new Uint8Array(32).fill(77)
    for (const each of opened(signed(tip, other), everyone)) {
      expect(each).toMatchObject({ status: 'void', why: 'signature' })
    }
  })

  it('one whose text was changed after signing is void', () => {
    const text = encodeCanonical({ ...tip, language: 'ru' })
    const content = concat(signed(tip).subarray(0, 64), text)
    for (const each of opened(content, everyone))
      expect(each).toMatchObject({ status: 'void', why: 'signature' })
  })

  it('a signature that was made for another week is void', () => {
    const elsewhere = { ...at, header: encodeHeader(hash, THIS_EPOCH + 1, readers.length) }
    const bytes = encodeCanonical(tip)
    const label = new TextEncoder().encode('candor/v1/tip-signature\0')
    const signature = sodium.sign(source.signing, concat(label, contextOf(sodium, elsewhere), bytes))
    for (const each of opened(concat(signature, bytes), everyone)) {
      expect(each).toMatchObject({ status: 'void', why: 'signature' })
    }
  })

  const signedText = (text: string) => {
    const bytes = new TextEncoder().encode(text)
    return concat(new Uint8Array(64), bytes)
  }
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a signature alone', new Uint8Array(64)],
    ['a signature and noise', new Uint8Array(500).fill(200)],
    ['other JSON', signedText('{"hello":1}')],
    ['the tip with white space', signedText(` ${JSON.stringify(tip)}`)],
    ['the tip with a field more', signed({ ...tip, more: 1 })],
    ['the tip of another version', signed({ ...tip, version: 2 })],
    ['the tip with fields turned around', signed(Object.fromEntries(Object.entries(tip).reverse()))],
    ['the tip with an answer twice', signed({ ...tip, answers: [...tip.answers, ...tip.answers] })],
    ['the tip without answers', signed({ ...tip, answers: [] })],
    ['the tip with a short key', signed({ ...tip, seal: toBase64(new Uint8Array(1215)) })],
  ])('%s is not a tip', (_, content) => {
    for (const each of opened(content, everyone)) {
      expect(each).toMatchObject({ status: 'void', why: 'not-a-tip' })
      expect(each.slots).toEqual(['addressed', 'addressed', 'addressed', 'left-out'])
    }
  })
})
