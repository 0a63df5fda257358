import type { FoundDrop } from './cell.ts'
import { AHEAD } from './find.ts'
import type { Message, Why } from './message.ts'
import { distinctPlaces, nameOf, type Place } from './place.ts'

interface Trouble {
  readonly missing: readonly Place[]
  readonly forked: readonly Place[]
}

/**
 * What must have been there by what is there: a place below a held one, and whatever somebody says they had seen
 * (docs/protocol.md, 11.7).
 */
export function findTrouble(
  messages: readonly Message[],
  drops: readonly FoundDrop[],
  known: ReadonlyMap<string, Message>,
  aside: readonly (Place & { readonly why: Why })[],
  from: number,
): Trouble {
  const places = drops.map(({ lane, week, place }) => ({ author: lane.author, key: lane.key, week, place }))
  const held = new Set(places.map(nameOf))
  const asideAs = (wanted: Why) => new Set(aside.filter(({ why }) => why === wanted).map(nameOf))
  const [parts, newer] = [asideAs('incomplete'), asideAs('newer')]
  const cited = messages
    .flatMap(({ heads }) => heads)
    .filter((head) => head.week >= from && known.get(nameOf(head))?.hash !== head.hash)
  // Of what is there in part the rest is missing; what a newer program wrote cannot be compared.
  const isUnseen = (head: Place) =>
    !held.has(nameOf(head)) || (!known.has(nameOf(head)) && parts.has(nameOf(head)))
  const unseen = cited.filter(isUnseen)
  const different = cited.filter((head) => !isUnseen(head) && !newer.has(nameOf(head)))
  return {
    missing: distinctPlaces([...gapsIn(places, held), ...unseen]),
    forked: distinctPlaces(different),
  }
}

/** The places right below a held one that are empty: as far as the next held one, or as readers look for it. */
function gapsIn(places: readonly Place[], held: ReadonlySet<string>): Place[] {
  const gaps: Place[] = []
  for (const at of places) {
    for (let place = at.place - 1; place >= Math.max(0, at.place - AHEAD); place--) {
      const below = { ...at, place }
      if (held.has(nameOf(below))) break
      gaps.push(below)
    }
  }
  return gaps
}
