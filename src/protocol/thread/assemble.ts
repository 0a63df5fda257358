import { type Bytes, compare, concatAll } from '../bytes.ts'
import type { Primitives } from '../primitives/primitives.ts'
import { type FoundDrop, openCell, type Piece } from './cell.ts'
import type { Why } from './message.ts'
import type { Place } from './place.ts'

/** The bytes of a message that may be one, or why there is none at a place. */
export type Assembled =
  | (Place & { readonly cells: number; readonly content: Bytes })
  | (Place & { readonly why: Extract<Why, 'unreadable' | 'incomplete'> })

/** What one author left under one key in one week: the different pieces at each place. */
interface Row {
  readonly at: Omit<Place, 'place'>
  readonly places: ReadonlyMap<number, readonly (Piece | null)[]>
}

/** Where two different things lie at the places of one message, so many ways of putting it together are tried. */
const MOST_WAYS = 16

/** Opens cells and puts messages together. The same answer for the same drops, in whatever order and however often. */
export function assemble(p: Primitives, orgId: Bytes, drops: readonly FoundDrop[]): Assembled[] {
  return rowsOf(p, orgId, drops).flatMap(assembleRow)
}

function rowsOf(p: Primitives, orgId: Bytes, drops: readonly FoundDrop[]): Row[] {
  const rows = new Map<string, { at: Row['at']; places: Map<number, (Piece | null)[]> }>()
  const sorted = drops.toSorted((a, b) => compare(a.locator, b.locator) || compare(a.cell, b.cell))
  sorted.forEach((drop, i) => {
    const before = sorted[i - 1]
    if (before !== undefined && isSame(before, drop)) return
    const { lane, week, place } = drop
    const name = `${lane.key} ${lane.author} ${week}`
    const row = rows.get(name) ?? { at: { author: lane.author, key: lane.key, week }, places: new Map() }
    rows.set(name, row)
    row.places.set(place, [...(row.places.get(place) ?? []), openCell(p, orgId, drop)])
  })
  return [...rows.values()]
}

const isSame = (a: FoundDrop, b: FoundDrop): boolean =>
  compare(a.locator, b.locator) === 0 && compare(a.cell, b.cell) === 0

function assembleRow({ at, places }: Row): Assembled[] {
  const found: Assembled[] = []
  const used = new Set<number>()
  for (const place of [...places.keys()].toSorted((a, b) => a - b)) {
    for (const piece of places.get(place) ?? []) {
      if (piece === null || piece.index !== 0) continue
      const contents = waysFrom(places, place, piece)
      for (let i = 0; i < piece.count; i++) used.add(place + i)
      if (contents.length === 0) found.push({ ...at, place, why: 'incomplete' })
      for (const content of contents) found.push({ ...at, place, cells: piece.count, content })
    }
  }
  for (const [place, pieces] of places) {
    if (pieces.includes(null)) found.push({ ...at, place, why: 'unreadable' })
    else if (!used.has(place)) found.push({ ...at, place, why: 'incomplete' })
  }
  return found
}

/** Every way to continue a first piece: more than one only where somebody put two different things at a place. */
function waysFrom(places: Row['places'], start: number, first: Piece): Bytes[] {
  let ways: Bytes[][] = [[first.bytes]]
  for (let i = 1; i < first.count; i++) {
    const next = (places.get(start + i) ?? []).filter(
      (piece) => piece !== null && piece.index === i && piece.count === first.count,
    ) as Piece[]
    ways = ways.flatMap((way) => next.map(({ bytes }) => [...way, bytes])).slice(0, MOST_WAYS)
  }
  return ways.map(concatAll)
}
