import { describe, expect, it } from 'vitest'
import { concat } from '../../src/protocol/bytes.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { keyOf, open, openSeed, seal, sealSeed } from '../../src/protocol/seal.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import { flipped, implementations, noble, patched, refusal, sodium } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'
import { binding, cheatingSeal, makeReaders, type Person } from '../support/sealing.ts'

const SLOT = 1168
const people = makeReaders(8)
const seed = new Uint8Array(32).fill(9)
const content = new TextEncoder().encode('What happened')

const marked = (readers: readonly Person[], who: readonly boolean[]) =>
  readers.map((reader, i) => ({ ...reader, addressed: who[i] === true }))
const sealedTo = (who: readonly boolean[], p: Primitives = sodium) =>
  seal(p, binding, marked(people.slice(0, who.length), who), content, seed)
const openAs = (index: number, sealed: Uint8Array, readers = people, at = binding, p: Primitives = sodium) =>
  open(p, at, readers, sealed, index, people[index]?.secret as Uint8Array)

const subset = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 })
const GENERIC = 'this could not be opened with these keys'
const shut = (act: () => unknown) => {
  const error = refusal(act)
  expect(error).toBeInstanceOf(CandorError)
  expect([error?.code, error?.message, error?.hint]).toEqual(['open_failed', GENERIC, undefined])
}

describe('6 sealing to many', () => {
  test.prop([subset, bytesUpTo(300), bytesOf(32)], { numRuns: 40 })(
    'exactly the addressed open, and each of them learns exactly who they are',
    (who, content, seed) => {
      const readers = people.slice(0, who.length)
      const sealed = seal(sodium, binding, marked(readers, who), content, seed)
      const expected = who.map((addressed) => (addressed ? 'addressed' : 'left-out'))
      readers.forEach(({ secret }, i) => {
        const act = () => open(sodium, binding, readers, sealed, i, secret)
        if (who[i] === true) expect(act()).toEqual({ content, seed, slots: expected })
        else shut(act)
      })
    },
  )

  test.prop([subset, bytesUpTo(300), bytesOf(32)], { numRuns: 4 })(
    'both seal to the same bytes, open each other’s, and agree with a sealer written from the text',
    (who, content, seed) => {
      const readers = people.slice(0, who.length)
      const made = seal(sodium, binding, marked(readers, who), content, seed)
      expect(seal(noble, binding, marked(readers, who), content, seed)).toEqual(made)
      const plans = readers.map(
        (reader, i) => ({ reader, wrap: who[i] === true ? 'real' : 'decoy' }) as const,
      )
      expect(cheatingSeal(sodium, binding, plans, content, seed)).toEqual(made)
      const index = who.indexOf(true)
      const secret = readers[index]?.secret
      if (secret === undefined) return
      expect(open(noble, binding, readers, made, index, secret)).toEqual(
        open(sodium, binding, readers, made, index, secret),
      )
    },
  )

  it('the length tells the number of readers and the size of the body, and nothing else', () => {
    for (const who of [[true], [false], [true, false, true], [true, true, true]]) {
      expect(sealedTo(who)).toHaveLength(32 + who.length * SLOT + 16_384 + 16)
    }
  })

  it('a left-out reader’s slot holds a genuine ciphertext, the same as if they were addressed', () => {
    const [all, some] = [sealedTo([true, true, true]), sealedTo([true, false, true])]
    const slot = (sealed: Uint8Array, i: number) => sealed.subarray(32 + i * SLOT, 32 + (i + 1) * SLOT)
    expect(slot(some, 1).subarray(0, 1120)).toEqual(slot(all, 1).subarray(0, 1120))
    expect(slot(some, 1).subarray(1120)).not.toEqual(slot(all, 1).subarray(1120))
    expect(slot(some, 0)).toEqual(slot(all, 0))
  })

  it('another seed changes every slot, the commitment and the body', () => {
    const [one, other] = [seed, flipped(seed, 3)].map((each) =>
      seal(sodium, binding, marked(people.slice(0, 2), [true, false]), content, each),
    ) as [Uint8Array, Uint8Array]
    const same = one.filter((byte, i) => byte === other[i]).length
    expect(same / one.length).toBeLessThan(0.01)
  })
})

describe.each(implementations)('6.5 opening what is not for this place, with $name', ({ name, p }) => {
  const sealed = sealedTo([true, true, false])
  const readers = people.slice(0, 3)
  const secret = people[0]?.secret as Uint8Array

  it('opens at its own place', () => {
    expect(openAs(0, sealed, readers, binding, p).slots).toEqual(['addressed', 'addressed', 'left-out'])
  })

  it.each([
    ['kind', { ...binding, kind: 'grant' }],
    ['organisation', { ...binding, orgId: flipped(binding.orgId, 0) }],
    ['header', { ...binding, header: flipped(binding.header, 300) }],
    ['longer header', { ...binding, header: concat(binding.header, new Uint8Array(1)) }],
    ['split between organisation and header', { ...binding, orgId: new Uint8Array(31).fill(1) }],
  ])('another %s opens nothing', (_, other) => {
    shut(() => openAs(0, sealed, readers, other, p))
  })

  it('another place opens nothing, nor another name, nor another number of readers', () => {
    const [a, b, c] = readers as [Person, Person, Person]
    shut(() => open(p, binding, [b, a, c], sealed, 1, secret))
    shut(() => open(p, binding, readers, sealed, 1, secret))
    shut(() => open(p, binding, [{ ...a, id: b.id }, b, c], sealed, 0, secret))
    shut(() => open(p, binding, [a, b], sealed, 0, secret))
    shut(() => open(p, binding, [...readers, a], sealed, 0, secret))
    for (const index of [-1, 3, 1.5, Number.NaN]) shut(() => open(p, binding, readers, sealed, index, secret))
  })

  it('a slot moved to another place opens nothing', () => {
    const slots = [1, 0, 2].map((i) => sealed.subarray(32 + i * SLOT, 32 + (i + 1) * SLOT))
    const moved = patched(sealed, 32, concat(...slots))
    for (let i = 0; i < 3; i++) shut(() => openAs(i, moved, readers, binding, p))
  })

  it('slots of one message do not fit another, though seed and readers are the same', () => {
    const other = seal(
      sodium,
      { ...binding, header: new Uint8Array(46).fill(3) },
      marked(readers, [true, true, false]),
      content,
      seed,
    )
    const mixed = patched(sealed, 32, other.subarray(32, 32 + SLOT))
    shut(() => openAs(0, mixed, readers, binding, p))
  })

  it('cut anywhere opens nothing', () => {
    const step = name === 'noble' ? 1999 : 97
    for (let length = 0; length < sealed.length; length += step) {
      shut(() => openAs(0, sealed.subarray(0, length), readers, binding, p))
    }
    shut(() => openAs(0, concat(sealed, new Uint8Array(1)), readers, binding, p))
  })

  it('a ciphertext made of a weak point is refused with the one message', () => {
    const weak = patched(sealed, 32 + 1088, new Uint8Array(32))
    shut(() => openAs(0, weak, readers, binding, p))
  })

  it('a listed key that is none stops an honest sealer, and is found by a reader', () => {
    const broken = readers.with(1, { ...(readers[1] as Person), key: new Uint8Array(1216).fill(255) })
    expect(refusal(() => seal(p, binding, marked(broken, [true, false, true]), content, seed))?.code).toBe(
      'intake_key_wrong',
    )
    expect(openAs(0, sealed, broken, binding, p).slots).toEqual(['addressed', 'wrong', 'left-out'])
  })
})

describe('6.5 a flipped bit', () => {
  const who = [true, false, true]
  const readers = people.slice(0, 3)
  const sealed = sealedTo(who)

  test.prop([fc.nat(sealed.length * 8 - 1)], { numRuns: 250 })('anywhere opens for nobody', (bit) => {
    for (const index of [0, 1, 2]) shut(() => openAs(index, flipped(sealed, bit), readers))
  })

  it('in every part, for a reader of each slot: their own, another’s, the commitment, the body, its tag', () => {
    const edges = [
      0,
      31,
      32,
      32 + 1119,
      32 + 1120,
      31 + SLOT,
      32 + SLOT,
      31 + 3 * SLOT,
      32 + 3 * SLOT,
      sealed.length - 17,
      sealed.length - 16,
      sealed.length - 1,
    ]
    for (const at of edges) {
      for (const { p } of implementations) {
        shut(() => openAs(0, flipped(sealed, at * 8), readers, binding, p))
        shut(() => openAs(2, flipped(sealed, at * 8 + 7), readers, binding, p))
      }
    }
  })

  it('in another reader’s slot is noticed although one’s own is whole', () => {
    for (let bit = 0; bit < SLOT * 8; bit += 61) {
      shut(() => openAs(0, flipped(sealed, (32 + SLOT) * 8 + bit), readers))
    }
  })
})

describe('6.6 sealing a key alone', () => {
  const readers = people.slice(0, 4)
  const who = [true, false, true, false]
  const sealed = sealSeed(sodium, binding, marked(readers, who), seed)
  const openKey = (index: number, bytes: Uint8Array, at = binding, p: Primitives = sodium) =>
    openSeed(p, at, readers, bytes, index, people[index]?.secret as Uint8Array)

  test.prop([subset, bytesOf(32)], { numRuns: 30 })(
    'opens for exactly the addressed, gives all of them the same key, and tells who they are',
    (who, seed) => {
      const readers = people.slice(0, who.length)
      const sealed = sealSeed(sodium, binding, marked(readers, who), seed)
      const slots = who.map((addressed) => (addressed ? 'addressed' : 'left-out'))
      readers.forEach(({ secret }, i) => {
        const act = () => openSeed(sodium, binding, readers, sealed, i, secret)
        if (who[i] === true) expect(act()).toEqual({ seed, slots })
        else shut(act)
      })
    },
  )

  it('is commitment and slots and nothing more, whoever is addressed, the same bytes from both', () => {
    for (const who of [[true], [false, false], [true, true, false]]) {
      const made = implementations.map(({ p }) =>
        sealSeed(p, binding, marked(people.slice(0, who.length), who), seed),
      )
      expect(made[0]).toHaveLength(32 + who.length * SLOT)
      expect(made[1]).toEqual(made[0])
    }
  })

  it('gives a key that is neither the seed nor anything that stands in it, and another for every use', () => {
    const keys = [
      binding,
      { ...binding, kind: 'grant' },
      { ...binding, orgId: flipped(binding.orgId, 0) },
      { ...binding, header: flipped(binding.header, 9) },
    ].flatMap((each) => implementations.map(({ p }) => Buffer.from(keyOf(p, each, seed)).toString('hex')))
    expect(new Set(keys).size).toBe(4)
    expect(keys).not.toContain(Buffer.from(seed).toString('hex'))
    expect(keyOf(sodium, binding, seed)).not.toEqual(sealed.subarray(0, 32))
  })

  it.each([
    ['kind', { ...binding, kind: 'grant' }],
    ['organisation', { ...binding, orgId: flipped(binding.orgId, 0) }],
    ['header', { ...binding, header: flipped(binding.header, 300) }],
  ])('another %s opens nothing', (_, other) => {
    for (const { p } of implementations) shut(() => openKey(0, sealed, other, p))
  })

  it('another place, another name, another number of readers, another length open nothing', () => {
    const [a, b, c, d] = readers as [Person, Person, Person, Person]
    shut(() => openSeed(sodium, binding, readers, sealed, 2, a.secret))
    shut(() => openSeed(sodium, binding, [{ ...a, id: b.id }, b, c, d], sealed, 0, a.secret))
    shut(() => openSeed(sodium, binding, [a, b, c], sealed, 0, a.secret))
    shut(() => openSeed(sodium, binding, [...readers, a], sealed, 0, a.secret))
    shut(() => openKey(0, sealed.subarray(0, -1)))
    shut(() => openKey(0, concat(sealed, new Uint8Array(1))))
    shut(() => openKey(0, new Uint8Array(0)))
    for (const index of [-1, 4, 0.5, Number.NaN]) {
      shut(() => openSeed(sodium, binding, readers, sealed, index, a.secret))
    }
  })

  it('is no message, and a message is no key', () => {
    shut(() => open(sodium, binding, readers, sealed, 0, people[0]?.secret as Uint8Array))
    shut(() => openKey(0, sealedTo(who)))
  })

  const flipsIn = (place: number) => fc.nat(SLOT * 8 - 1).map((bit) => (32 + place * SLOT) * 8 + bit)

  test.prop([fc.oneof(fc.nat(32 * 8 - 1), flipsIn(0))], { numRuns: 60 })(
    'a flipped bit in the commitment or in one’s own slot opens nothing',
    (bit) => shut(() => openKey(0, flipped(sealed, bit))),
  )

  test.prop([fc.constantFrom(1, 2, 3).chain((place) => fc.tuple(fc.constant(place), flipsIn(place)))], {
    numRuns: 60,
  })('a flipped bit in another’s slot opens, and shows whose it is', ([place, bit]) => {
    const honest = ['addressed', 'left-out', 'addressed', 'left-out'] as const
    expect(openKey(0, flipped(sealed, bit))).toEqual({ seed, slots: honest.with(place, 'wrong' as never) })
  })

  it('a flipped byte anywhere opens nothing or shows, at every edge', () => {
    const edges = [0, 1, 2, 3, 4].flatMap((i) =>
      [31, 32, 32 + 1087, 32 + 1119, 32 + 1120].map((at) => at + i * SLOT),
    )
    for (const at of edges.filter((at) => at < sealed.length)) {
      for (const { p } of implementations) {
        const act = () => openKey(2, flipped(sealed, at * 8), binding, p)
        const said = refusal(act)
        if (said === null) expect(act().slots).toContain('wrong')
        else shut(act)
      }
    }
  })

  it('two seeds in one do not both open: the commitment holds one', () => {
    const other = sealSeed(sodium, binding, marked(readers, who), flipped(seed, 1))
    const mixed = patched(sealed, 32 + 2 * SLOT, other.subarray(32 + 2 * SLOT))
    shut(() => openKey(2, mixed))
    expect(openKey(0, mixed).slots).toEqual(['addressed', 'left-out', 'wrong', 'wrong'])
  })

  it('a listed key that is none stops an honest sealer', () => {
    const broken = readers.with(1, { ...(readers[1] as Person), key: new Uint8Array(1216).fill(255) })
    expect(refusal(() => sealSeed(sodium, binding, marked(broken, who), seed))?.code).toBe('intake_key_wrong')
  })
})
