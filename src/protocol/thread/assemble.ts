import { type Bytes, compare, concatAll, equal } from '../bytes.ts'
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
      const content = contentFrom(places, place, piece)
      for (let i = 0; i < piece.count; i++) used.add(place + i)
      if (content === null) found.push({ ...at, place, why: 'incomplete' })
      else found.push({ ...at, place, cells: piece.count, content })
    }
  }
  for (const [place, pieces] of places) {
    if (pieces.includes(null)) found.push({ ...at, place, why: 'unreadable' })
    else if (!used.has(place)) found.push({ ...at, place, why: 'incomplete' })
  }
  return found
}

/** A first piece goes on in one way only: each names the next, whatever else lies at its place. */
function contentFrom(places: Row['places'], start: number, first: Piece): Bytes | null {
  const pieces = [first]
  for (let i = 1; i < first.count; i++) {
    const { next } = pieces.at(-1) as Piece
    const piece = places
      .get(start + i)
      ?.find((each) => each?.index === i && each.count === first.count && equal(each.name, next))
    if (piece === undefined || piece === null) return null
    pieces.push(piece)
  }
  return concatAll(pieces.map(({ bytes }) => bytes))
}
