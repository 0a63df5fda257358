import type { Drop } from '../drop.ts'
import type { Digests } from '../primitives/primitives.ts'
import type { FoundDrop } from './cell.ts'
import { isLocatorOf, type Lane, locatorOf, NO_SHARD, trace } from './lane.ts'

/** Past a place with nothing in it so many more are tried: a server that hides a drop must not hide those after it. */
export const AHEAD = 4

/** The most places of a lane in one week: more is no conversation but a flood (docs/protocol.md, 11.3). */
export const MOST_PLACES = 4096

/** Drops by what they are looked up by. */
export type Traces = ReadonlyMap<string, readonly Drop[]>

export function tracesOf(drops: readonly Drop[]): Traces {
  const traces = new Map<string, Drop[]>()
  for (const drop of drops) {
    const name = trace(drop.locator)
    const same = traces.get(name)
    if (same === undefined) traces.set(name, [drop])
    else same.push(drop)
  }
  return traces
}

const NONE: ReadonlySet<number> = new Set()

/**
 * The drops of a lane in a week (docs/protocol.md, 11.6).
 * @param held places of which something is held already: they are passed over, and nothing is missed there
 */
export function findInWeek(
  p: Digests,
  traces: Traces,
  lane: Lane,
  week: number,
  held: ReadonlySet<number> = NONE,
): FoundDrop[] {
  const found: FoundDrop[] = []
  for (let place = 0, missed = 0; missed < AHEAD && place < MOST_PLACES; place++) {
    if (held.has(place)) {
      missed = 0
      continue
    }
    const plain = locatorOf(p, lane, week, place, NO_SHARD)
    const here = (traces.get(trace(plain)) ?? []).filter(({ locator }) => isLocatorOf(lane, plain, locator))
    missed = here.length > 0 ? 0 : missed + 1
    for (const drop of here) found.push({ ...drop, lane, week, place })
  }
  return found
}

/** The drops of all these lanes in all these weeks. */
export const findDrops = (
  p: Digests,
  drops: readonly Drop[],
  lanes: readonly Lane[],
  weeks: readonly number[],
): FoundDrop[] => {
  const traces = tracesOf(drops)
  return lanes.flatMap((lane) => weeks.flatMap((week) => findInWeek(p, traces, lane, week)))
}
