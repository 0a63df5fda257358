import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openGroup } from '../../src/intake/group.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import type { TipOutcome, TipRow } from '../../src/store/store.ts'
import { codeOf, intakeForTest, organisationOf, p, random, storeForTest, submission } from './support.ts'

const tip = (size = 100): TipRow => {
  const envelope = new Uint8Array(size)
  return { hash: random(32), tag: random(32), envelope, day: 1 }
}

const sizeOf = ({ envelope }: TipRow) => envelope.length

/** A store that only counts. */
function counting() {
  const commits: TipRow[][] = []
  const commit = (tips: readonly TipRow[]): TipOutcome[] => {
    commits.push([...tips])
    return tips.map(({ day }) => ({ status: 'stored', day }))
  }
  return { commits, commit }
}

describe('a group', () => {
  it('commits together what comes together', async () => {
    const { commits, commit } = counting()
    const group = openGroup({ sizeOf, commit })
    await Promise.all(Array.from({ length: 40 }, () => group.add(tip())))
    expect(commits.map(({ length }) => length)).toEqual([40])
  })

  it('does not wait for more than fits a commit, in number and in bytes', async () => {
    const { commits, commit } = counting()
    const group = openGroup({ sizeOf, commit, window: 60_000 })
    await Promise.all(Array.from({ length: 64 }, () => group.add(tip())))
    await Promise.all(Array.from({ length: 4 }, () => group.add(tip(1_048_576))))
    expect(commits.map(({ length }) => length)).toEqual([64, 4])
  })

  it('tells everyone of a commit that failed, and goes on with the next', async () => {
    let full = true
    const group = openGroup({
      sizeOf,
      commit: (tips: readonly TipRow[]): TipOutcome[] => {
        if (full) throw new CandorError('storage_full', 'full')
        return tips.map(({ day }) => ({ status: 'stored', day }))
      },
    })
    const codes = await Promise.all(Array.from({ length: 5 }, () => codeOf(() => group.add(tip()))))
    expect(codes).toEqual(Array(5).fill('storage_full'))
    full = false
    expect(await group.add(tip())).toEqual({ status: 'stored', day: 1 })
  })

  it('commits what waits when it closes, and takes nothing more', async () => {
    const { commits, commit } = counting()
    const group = openGroup({ sizeOf, commit, window: 60_000 })
    const last = group.add(tip())
    group.close()
    expect(await last).toEqual({ status: 'stored', day: 1 })
    expect(await codeOf(() => group.add(tip()))).toBe('server_busy')
    expect(commits).toHaveLength(1)
  })

  it('gives each tip its own outcome, in any order and number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 1000 }), { maxLength: 150 }), async (days) => {
        const { commit } = counting()
        const group = openGroup({ sizeOf, commit, window: 0 })
        const outcomes = await Promise.all(days.map((day) => group.add({ ...tip(1), day })))
        expect(outcomes).toEqual(days.map((day) => ({ status: 'stored', day })))
      }),
      { numRuns: 30 },
    )
  })
})

describe('two hundred sources at once', () => {
  it('are each answered after their commit, with fewer commits than tips', async () => {
    const real = storeForTest()
    const durable = new Set<string>()
    let commits = 0
    const store = {
      ...real,
      addTips: (tips: readonly TipRow[]) => {
        const outcomes = real.addTips(tips)
        commits++
        for (const { hash } of tips) durable.add(Buffer.from(hash).toString('hex'))
        return outcomes
      },
    }
    const { submit } = intakeForTest({ store })
    const { trusted } = organisationOf()
    const early: string[] = []
    const send = async () => {
      const body = submission({ trusted })
      const promise = await submit(body)
      const hash = Buffer.from(p.sha256(body.subarray(32))).toString('hex')
      if (!durable.has(hash)) early.push(hash)
      expect(promise).toContain(`envelope ${hash}`)
    }
    await Promise.all(Array.from({ length: 200 }, send))
    expect(early).toEqual([])
    expect(durable.size).toBe(200)
    expect(commits).toBeLessThan(20)
  })
})
