import { describe, expect, it } from 'vitest'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { openSeed, seal, sealSeed } from '../../src/protocol/seal.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip, type TipDraft } from '../../src/protocol/tip.ts'
import { outcome, sodium } from '../support/implementations.ts'
import { deterministic, makeOrganisation, THIS_EPOCH } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { binding, makeReaders } from '../support/sealing.ts'
import { draft } from '../support/tips.ts'

const PEOPLE = 10
const ROUNDS = 41
/** How far apart two medians may be on a machine that does other work too. */
const NOISE = 0.15

const { trusted, keys, people } = makeOrganisation(sodium, { people: PEOPLE, epochs: 1 })
const source = deriveSourceKeys(sodium, deterministic('time')(16), trusted.orgId)
const seed = deterministic('seed')(32)
const to = { trusted, epoch: THIS_EPOCH, keys }
const excluding = (count: number): TipDraft => ({
  ...draft,
  answers: [{ id: 'what', n: 0, text: 'x'.repeat(4000 - count * 35) }],
  exclude: people.slice(0, count).map(({ id }) => id),
})
const kinds = [0, 1, 5, 9].map((count) => ({ count, draft: excluding(count), times: [] as number[] }))
/** In microseconds that a core spent on it: while others have the core, nothing is counted. */
function workOf(act: () => void): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

describe('6.2 the work of sealing', () => {
  test.prop(
    [
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    ],
    {
      numRuns: 20,
    },
  )('is the same operations on the same lengths, whoever is addressed', (one, other) => {
    const readers = makeReaders(one.length)
    const work = (who: readonly boolean[]) => {
      const { p, calls } = counting(sodium)
      const marked = readers.map((reader, i) => ({ ...reader, addressed: who[i] === true }))
      seal(p, binding, marked, new Uint8Array(100), seed)
      return calls
    }
    expect(work(one)).toEqual(work(other))
    expect(work(one).filter((call) => call.startsWith('kemEncapsulate'))).toHaveLength(one.length)
  })
})

describe('6.6 the work of sharing a key', () => {
  const subset = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })
  const readers = makeReaders(4)
  const marked = (who: readonly boolean[]) =>
    readers.map((reader, i) => ({ ...reader, addressed: who[i] === true }))

  test.prop([subset, subset], { numRuns: 10 })('is the same whoever is to hold it', (one, other) => {
    const work = (who: readonly boolean[]) => {
      const { p, calls } = counting(sodium)
      sealSeed(p, binding, marked(who), seed)
      return calls
    }
    expect(work(one)).toEqual(work(other))
  })

  it('is the same operations for whoever was left out as for whoever was not: they decapsulate and recompute all', () => {
    const sealed = sealSeed(sodium, binding, marked([true, true, false, true]), seed)
    const work = (index: number) => {
      const { p, calls } = counting(sodium)
      const said = outcome(() => openSeed(p, binding, readers, sealed, index, readers[index]!.secret))
      expect(said).toBe(index === 2 ? 'open_failed' : 'accepted')
      return calls.filter((call) => call.startsWith('kem'))
    }
    for (const index of [1, 2, 3]) expect(work(index)).toEqual(work(0))
    expect(work(2)).toHaveLength(1 + readers.length)
  })
})

/** The same primitives, with a record of every call and the lengths it was given. */
function counting(p: Primitives): { readonly p: Primitives; readonly calls: string[] } {
  const calls: string[] = []
  const length = (value: unknown) => (value instanceof Uint8Array ? value.length : String(value))
  const record = (name: string, args: readonly unknown[]) =>
    calls.push(`${name} ${args.map(length).join(' ')}`)
  return {
    calls,
    p: {
      ...p,
      sha256: (...args) => (record('sha256', args), p.sha256(...args)),
      blake2b: (...args) => (record('blake2b', args), p.blake2b(...args)),
      kemEncapsulate: (...args) => (record('kemEncapsulate', args), p.kemEncapsulate(...args)),
      kemDecapsulate: (...args) => (record('kemDecapsulate', args), p.kemDecapsulate(...args)),
      aeadSeal: (...args) => (record('aeadSeal', args), p.aeadSeal(...args)),
    },
  }
}

describe('6.2 the time it takes to seal', () => {
  // A busy machine can spoil some measurements, not six in a row.
  it('does not tell whether anyone was left out', { retry: 5 }, () => {
    for (const kind of kinds) kind.times.length = 0
    for (let round = 0; round < ROUNDS; round++) {
      for (const { draft, times } of round % 2 === 0 ? kinds : kinds.toReversed()) {
        times.push(workOf(() => sealTip(sodium, to, source, draft, seed)))
      }
    }
    const [all, ...others] = kinds.map(({ times }) => median(times)) as [number, ...number[]]
    for (const other of others) expect(Math.abs(other / all - 1)).toBeLessThan(NOISE)
  })
})
