import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fc } from '../support/property.ts'
import { isThorough } from '../support/thorough.ts'
import { type Action, actions, type Kind, perform, WEIGHTS } from './actions.ts'
import { checkAlways, checkAtRest, seen } from './promises.ts'
import { closeWorld, openWorld } from './world.ts'

const isLong = process.env['CANDOR_LONG'] !== undefined
const RUNS = isLong ? 400 : isThorough ? 13 : 4
const MOST = isLong ? 80 : 30
const seed = Number(process.env['CANDOR_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 20_261_121))

/** How often each thing happened. */
const happened = new Map<Kind, number>()

async function live(number: number, size: number, course: readonly Action[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-life-'))
  const world = await openWorld(folder, number, size)
  try {
    for (const [i, action] of course.entries()) {
      if (await perform(world, action)) happened.set(action.kind, (happened.get(action.kind) ?? 0) + 1)
      checkAlways(world)
      if (i === Math.floor(course.length / 2)) await checkAtRest(world)
    }
    await checkAtRest(world)
  } finally {
    await closeWorld(world)
    rmSync(folder, { recursive: true, force: true })
  }
}

const nothingOf = (counts: Readonly<Record<string, number>>): string[] =>
  Object.keys(counts).filter((each) => counts[each] === 0)

describe('whatever happens to people, keys, machines and clocks', () => {
  it(
    'no tip is lost to its readers, and nobody reads what is not for them',
    async () => {
      const lives = fc.asyncProperty(fc.nat(), fc.integer({ min: 3, max: 4 }), actions(MOST), live)
      // Each life takes seconds: a shorter one that fails as well is looked for where there is time.
      await fc.assert(lives, { seed, numRuns: RUNS, endOnFailure: !isLong })
      if (!isLong && !isThorough) return
      // In a few short lives not everything can happen.
      expect(nothingOf(seen)).toEqual([])
      expect([...happened.keys()].toSorted()).toEqual(Object.keys(WEIGHTS).toSorted())
    },
    isLong ? 7_200_000 : 300_000,
  )
})
