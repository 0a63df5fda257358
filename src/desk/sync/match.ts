import { equal } from '../../protocol/bytes.ts'
import type { WireDrop } from '../../protocol/drop.ts'
import { type DropKind, weekOf } from '../../protocol/drop.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { ThreadKind } from '../../protocol/thread/events.ts'
import { findInWeek, type Traces, tracesOf } from '../../protocol/thread/find.ts'
import type { Lane } from '../../protocol/thread/lane.ts'
import { type HeldDrop, heldFrom, kindOf, readHeld, spotOf } from '../case/held.ts'
import { heldIn, lanesOf, type Watch } from '../case/watch.ts'
import type { Cabinet } from '../vault/cabinet.ts'

/** The drops of one kind, by what they are recognised by. */
interface Pile {
  readonly traces: Traces
  readonly weeks: readonly number[]
}

/** A page of drops, sorted for looking through. */
export interface Haul {
  readonly piles: Readonly<Record<DropKind, Pile>>
  /** Other bytes where something is held: the same place was shown differently at different times. */
  readonly forks: ReadonlyMap<number, readonly HeldDrop[]>
}

/**
 * Sorts a page. What a case holds already is no news for it, and may be for another: after a compaction the server gives
 * all of it again (docs/protocol.md, 10.6).
 */
export function sortHaul(cabinet: Cabinet, rows: readonly WireDrop[]): Haul {
  const forks = new Map<number, HeldDrop[]>()
  for (const row of rows) {
    for (const [number, there] of heldAt(cabinet, row)) {
      const [first] = there
      if (first === undefined || there.some((each) => isSame(each, row))) continue
      const fork = { ...first, locator: row.locator, cell: row.cell }
      forks.set(number, [...(forks.get(number) ?? []), fork])
    }
  }
  const pile = (kind: DropKind) => pileOf(rows.filter((row) => row.kind === kind))
  return { forks, piles: { conversation: pile('conversation'), team: pile('team') } }
}

/** What each case holds at the place of a drop. */
function heldAt(cabinet: Cabinet, { kind, locator }: WireDrop): ReadonlyMap<number, readonly HeldDrop[]> {
  const held = new Map<number, HeldDrop[]>()
  for (const { number, content } of cabinet.dropsAt(spotOf(kind, locator)))
    held.set(number, [...(held.get(number) ?? []), readHeld(content)])
  return held
}

const isSame = (held: HeldDrop, { locator, cell }: WireDrop): boolean =>
  equal(held.locator, locator) && equal(held.cell, cell)

const pileOf = (drops: readonly WireDrop[]): Pile => ({
  traces: tracesOf(drops),
  weeks: [...new Set(drops.map(({ locator }) => weekOf(locator)))],
})

const THREADS: readonly ThreadKind[] = ['conversation', 'keys', 'team']

/** Where a case's messages lie, worked out once for as long as its keys stay the same. */
export type LanesFor = (watch: Watch, thread: ThreadKind) => readonly Lane[]

export function rememberLanes(p: Primitives): LanesFor {
  const known = new WeakMap<Watch['keys'], Map<ThreadKind, readonly Lane[]>>()
  return (watch, thread) => {
    const lanes = known.get(watch.keys) ?? new Map<ThreadKind, readonly Lane[]>()
    known.set(watch.keys, lanes)
    const before = lanes.get(thread)
    if (before !== undefined) return before
    const made = lanesOf(p, watch, thread)
    lanes.set(thread, made)
    return made
  }
}

/** What a haul has for a case beyond what is held. */
export const findFor = (p: Primitives, { piles }: Haul, lanesFor: LanesFor, watch: Watch): HeldDrop[] =>
  THREADS.flatMap((thread) => {
    const { traces, weeks } = piles[kindOf(thread)]
    const possible = weeks.filter((week) => week >= watch.since)
    if (possible.length === 0) return []
    return lanesFor(watch, thread).flatMap((lane) =>
      possible.flatMap((week) =>
        findInWeek(p, traces, lane, week, heldIn(watch, thread, lane, week)).map((drop) =>
          heldFrom(thread, drop),
        ),
      ),
    )
  })
