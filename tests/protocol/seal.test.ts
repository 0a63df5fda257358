import { describe, expect, it } from 'vitest'
import { concat } from '../../src/protocol/bytes.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { open, seal } from '../../src/protocol/seal.ts'
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
        if (who[i] === true) expect(act()).toEqual({ content, slots: expected })
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
