import { equal } from '../protocol/bytes.ts'
import type { WireDrop } from '../protocol/drop.ts'
import { type DropKind, weekOf } from '../protocol/drop.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { ThreadKind } from '../protocol/thread/events.ts'
import { findInWeek, type Traces, tracesOf } from '../protocol/thread/find.ts'
import type { Lane } from '../protocol/thread/lane.ts'
import type { Cabinet } from './cabinet.ts'
import { type HeldDrop, heldFrom, kindOf, readHeld, spotOf } from './held.ts'
import { heldIn, lanesOf, type Watch } from './watch.ts'

/** The drops of one kind that may be new, by what they are recognised by. */
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

/** Sorts a page, without what is held already: after a compaction the server gives it again (docs/protocol.md, 10.6). */
export function sortHaul(cabinet: Cabinet, rows: readonly WireDrop[]): Haul {
  const fresh: Record<DropKind, WireDrop[]> = { conversation: [], team: [] }
  const forks = new Map<number, HeldDrop[]>()
  for (const row of rows) {
    const there = cabinet.dropsAt(spotOf(row.kind, row.locator))
    const [first] = there
    if (first === undefined) fresh[row.kind].push(row)
    else if (!there.some(({ content }) => isSame(readHeld(content), row))) {
      const { locator, cell } = row
      const fork = { ...readHeld(first.content), locator, cell }
      forks.set(first.number, [...(forks.get(first.number) ?? []), fork])
    }
  }
  return { forks, piles: { conversation: pileOf(fresh.conversation), team: pileOf(fresh.team) } }
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
