import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { envelopeSize, parseEnvelope } from '../../src/protocol/envelope.ts'
import { addressedBy, circlesOf, openTip, sealTip, type TipDraft } from '../../src/protocol/tip.ts'
import { anyText, bytesOf } from '../support/arbitraries.ts'
import { implementations, noble, outcome, refusal, sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { draft, idOf, organisation, secretOf, source, tipFor, to } from '../support/tips.ts'

const seed = deterministic('seed')(32)
const { keyring } = organisation.trusted
const ids = keyring.recipients.map(({ id }) => id)
const sealWith = (changes: Partial<TipDraft>, p = sodium) =>
  sealTip(p, to, source, { ...draft, ...changes }, seed)
const verdict = (changes: Partial<TipDraft>) => {
  const said = implementations.map(({ p }) => outcome(() => sealWith(changes, p)))
  expect(said[0]).toBe(said[1])
  return said[0]
}
const answer = (id: string, text: string, n = 0) => ({ id, n, text })

const anyDraft = fc
  .record({
    desks: fc.subarray(['main', 'fraud'], { minLength: 1 }),
    later: fc.boolean(),
    exclude: fc.subarray(ids),
    text: anyText(1, 100),
    checkpoint: anyText(0, 40),
  })
  .map(
    ({ desks, later, exclude, text, checkpoint }): TipDraft => ({
      ...draft,
      desks,
      exclude,
      checkpoint,
      answers: [answer('what', text)],
      escalate: later ? ['main', 'fraud'].filter((desk) => !desks.includes(desk)) : [],
    }),
  )

describe('7.4 a tip', () => {
  test.prop([anyDraft, bytesOf(32)], { numRuns: 30 })(
    'opens for those at its desks, now or later, without those left out, word for word, and for nobody else',
    (draft, seed) => {
      const at = (chosen: readonly string[]) =>
        keyring.recipients.map(
          ({ id, desks }) => desks.some((desk) => chosen.includes(desk)) && !draft.exclude.includes(id),
        )
      const [now, later] = [at(draft.desks), at(draft.escalate)]
      const who = ids.map((_, i) => now[i] === true || later[i] === true)
      expect(addressedBy(keyring, draft)).toEqual(who)
      expect(circlesOf(keyring, draft)).toEqual(
        ids.map((_, i) => (now[i] === true ? 'desks' : later[i] === true ? 'escalate' : null)),
      )
      const act = () => sealTip(sodium, to, source, draft, seed)
      if (!now.includes(true)) {
        expect(outcome(act)).toBe('nobody_left')
        return
      }
      const envelope = parseEnvelope(act())
      who.forEach((addressed, i) => {
        const open = () => openTip(sodium, to, envelope, i, secretOf(i))
        const slots = who.map((each) => (each ? 'addressed' : 'left-out'))
        if (addressed)
          expect(open()).toEqual({ status: 'sound', tip: tipFor(draft), slots, seed: toBase64(seed) })
        else expect(outcome(open)).toBe('open_failed')
      })
    },
  )

  test.prop([anyDraft, bytesOf(32)], { numRuns: 5 })(
    'is the same envelope from both, and opens alike in both',
    (draft, seed) => {
      fc.pre(circlesOf(keyring, draft).includes('desks'))
      const made = sealTip(sodium, to, source, draft, seed)
      expect(Buffer.compare(sealTip(noble, to, source, draft, seed), made)).toBe(0)
      const index = addressedBy(keyring, draft).indexOf(true)
      const [one, other] = implementations.map(({ p }) =>
        openTip(p, to, parseEnvelope(made), index, secretOf(index)),
      )
      expect(one).toEqual(other)
    },
  )

  it('opens for somebody at a later desk too, and not for somebody there who was left out', () => {
    const reading = (exclude: readonly string[], index: number) => {
      const changes = { escalate: ['fraud'], exclude: [...exclude] }
      const envelope = parseEnvelope(sealWith(changes))
      return outcome(() => openTip(sodium, to, envelope, index, secretOf(index)))
    }
    expect(reading([], 3)).toBe('accepted')
    expect(reading([idOf(3)], 3)).toBe('open_failed')
    expect(reading([idOf(3)], 1)).toBe('accepted')
    expect(outcome(() => openTip(sodium, to, parseEnvelope(sealWith({})), 3, secretOf(3)))).toBe(
      'open_failed',
    )
  })

  it('reaches each recipient in one circle: at once where a desk of theirs is named, else later, else not', () => {
    const circles = (changes: Partial<TipDraft>) => circlesOf(keyring, { ...draft, ...changes })
    expect(circles({})).toEqual(['desks', 'desks', 'desks', null])
    expect(circles({ escalate: ['fraud'] })).toEqual(['desks', 'desks', 'desks', 'escalate'])
    expect(circles({ desks: ['fraud'], escalate: ['main'] })).toEqual([
      'escalate',
      'desks',
      'escalate',
      'desks',
    ])
    expect(circles({ escalate: ['fraud'], exclude: [idOf(1), idOf(3)] })).toEqual([
      'desks',
      null,
      'desks',
      null,
    ])
    expect(circles({ desks: [], escalate: ['fraud'] })).toEqual([null, 'escalate', null, 'escalate'])
  })

  it('may carry files and a later desk', () => {
    const files = [
      {
        name: 'фото.jpg',
        type: 'image/jpeg',
        size: 5,
        key: tipFor(draft).thread,
        blobs: [tipFor(draft).verify],
      },
    ]
    expect(verdict({ files, escalate: ['fraud'] })).toBe('accepted')
    expect(verdict({ files: [{ ...(files[0] as (typeof files)[number]), blobs: [] }] })).toBe('tip_malformed')
    expect(verdict({ files: [{ ...(files[0] as (typeof files)[number]), size: -1 }] })).toBe('tip_malformed')
  })
})

describe('7.4 what sealTip refuses before anything is sealed', () => {
  it.each<[string, Partial<TipDraft>, string]>([
    ['nothing: the plain one', {}, 'accepted'],
    ['an unknown desk', { desks: ['zoo'] }, 'recipient_unknown'],
    ['a known and an unknown desk', { desks: ['main', 'zoo'] }, 'recipient_unknown'],
    ['desks out of order', { desks: ['fraud', 'main'] }, 'recipient_unknown'],
    ['a desk twice', { desks: ['main', 'main'] }, 'recipient_unknown'],
    ['no desk', { desks: [] }, 'tip_malformed'],
    ['somebody unknown left out', { exclude: ['00'.repeat(16)] }, 'recipient_unknown'],
    ['somebody left out twice', { exclude: [idOf(0), idOf(0)] }, 'recipient_unknown'],
    ['people left out, out of order', { exclude: [idOf(1), idOf(0)] }, 'recipient_unknown'],
    ['an id in capitals', { exclude: [idOf(0).toUpperCase()] }, 'tip_malformed'],
    ['an unknown later desk', { escalate: ['zoo'] }, 'recipient_unknown'],
    ['a desk both now and later', { escalate: ['main'] }, 'recipient_unknown'],
    ['a later desk twice', { escalate: ['fraud', 'fraud'] }, 'recipient_unknown'],
    ['everyone at the desk left out', { exclude: [idOf(0), idOf(1), idOf(2)] }, 'nobody_left'],
    ['the only one at the desk left out', { desks: ['fraud'], exclude: [idOf(1), idOf(3)] }, 'nobody_left'],
    [
      'nobody but readers for whom it waits',
      { desks: ['main'], exclude: [idOf(0), idOf(1), idOf(2)], escalate: ['fraud'] },
      'nobody_left',
    ],
    [
      'one reader at once, everyone for later left out',
      { desks: ['main'], exclude: [idOf(1), idOf(3)], escalate: ['fraud'] },
      'accepted',
    ],
    ['a required question unanswered', { answers: [answer('who', 'A')] }, 'tip_malformed'],
    ['an empty answer', { answers: [answer('what', '')] }, 'tip_malformed'],
    ['no answers', { answers: [] }, 'tip_malformed'],
    ['an unknown question', { answers: [answer('what', 'x'), answer('zoo', 'y')] }, 'tip_malformed'],
    [
      'a question named like a method',
      { answers: [answer('what', 'x'), answer('constructor', 'y')] },
      'tip_malformed',
    ],
    ['a question twice', { answers: [answer('what', 'x'), answer('what', 'y')] }, 'tip_malformed'],
    [
      'a second answer where one is asked for',
      { answers: [answer('what', 'x'), answer('what', 'y', 1)] },
      'tip_malformed',
    ],
    [
      'a second answer in a group',
      { answers: [answer('what', 'x'), answer('who', 'A'), answer('who', 'B', 1)] },
      'accepted',
    ],
    [
      'an answer twice in a group',
      { answers: [answer('what', 'x'), answer('who', 'A', 1), answer('who', 'B', 1)] },
      'tip_malformed',
    ],
    ['a hundredth answer', { answers: [answer('what', 'x'), answer('who', 'A', 100)] }, 'tip_malformed'],
    ['half a letter', { answers: [answer('what', '\ud83d')] }, 'tip_malformed'],
    ['a language that is none', { language: 'English' }, 'tip_malformed'],
    ['a checkpoint too long', { checkpoint: 'x'.repeat(1001) }, 'tip_malformed'],
    [
      'an answer of more than a million bytes',
      { answers: [answer('what', 'x'.repeat(1_000_001))] },
      'tip_malformed',
    ],
    [
      'answers that are too long together',
      { answers: [answer('what', 'x'.repeat(900_000)), answer('who', 'y'.repeat(200_000))] },
      'tip_too_long',
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(changes)).toBe(expected)
  })

  it('a refusal never repeats what was written', () => {
    const secret = 'hunter2'
    for (const changes of [
      { answers: [answer('who', secret)] },
      { answers: [answer('what', secret), answer('zoo', secret)] },
      { answers: [answer('what', secret)], desks: ['zoo'] },
      { answers: [answer('what', secret)], language: secret },
    ]) {
      const { message, hint } = refusal(() => sealWith(changes)) ?? {}
      expect(`${message} ${hint}`).not.toContain(secret)
      expect(message).toBeTruthy()
    }
  })

  it('a key too few is a mistake of the program, not a smaller envelope', () => {
    const few = { ...to, keys: to.keys.slice(1) }
    expect(() => sealTip(sodium, few, source, draft, seed)).toThrow(RangeError)
  })
})

describe('7.2 what an envelope shows', () => {
  it('has the same size whoever is addressed', () => {
    const sizes = [
      sealWith({}),
      sealWith({ desks: ['main', 'fraud'] }),
      sealWith({ desks: ['fraud'] }),
      sealWith({ exclude: [idOf(0)] }),
      sealWith({ exclude: [idOf(0), idOf(1)] }),
      sealWith({ escalate: ['fraud'] }),
    ].map(({ length }) => length)
    expect(new Set(sizes)).toEqual(new Set([envelopeSize(4, 16_384)]))
  })

  test.prop([fc.nat(60_000)], { numRuns: 20 })('grows in published steps with what is written', (length) => {
    const text = 'x'.repeat(length + 1)
    const bytes = sealWith({ answers: [answer('what', text)] })
    const body = JSON.stringify({ ...tipFor(draft), answers: [answer('what', text)] }).length + 64 + 4
    const step = [16_384, 32_768, 65_536].find((size) => size >= body) as number
    expect(bytes).toHaveLength(envelopeSize(4, step))
  })

  it('repeats no byte string between two envelopes but the header', () => {
    const [one, other] = ['a', 'b'].map((name) =>
      sealTip(sodium, to, source, draft, deterministic(name)(32)),
    ) as [Uint8Array, Uint8Array]
    expect(one.subarray(0, 46)).toEqual(other.subarray(0, 46))
    const windows = (bytes: Uint8Array) =>
      Array.from({ length: bytes.length - 46 - 8 }, (_, i) =>
        Buffer.from(bytes.subarray(46 + i, 54 + i)).toString('hex'),
      )
    const seen = new Set(windows(one))
    expect(windows(other).filter((window) => seen.has(window))).toEqual([])
  })
})
