import { hexOf, whole } from '../canonical.ts'
import { type Author, authorOrder, authorSchema } from './author.ts'

export const placed = {
  author: authorSchema,
  key: hexOf(16),
  week: whole(0, 0xffff_ffff),
  place: whole(0, 0xffff_ffff),
}

/** Where in a thread a message begins: whose lane, under which key, and the count within the week (docs/protocol.md, 11.3). */
export interface Place {
  readonly author: Author
  /** The name of the thread key, 32 hexadecimal digits. */
  readonly key: string
  readonly week: number
  readonly place: number
}

/** The name of a place, for maps. */
export const nameOf = ({ author, key, week, place }: Place): string => `${author} ${key} ${week} ${place}`

/** The name of a lane, for maps. */
export const laneName = ({ author, key }: Pick<Place, 'author' | 'key'>): string => `${author} ${key}`

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By author, key, week, place. */
export const placeOrder = (a: Place, b: Place): number =>
  authorOrder(a.author, b.author) || textOrder(a.key, b.key) || a.week - b.week || a.place - b.place

/** The places alone, each once, in order. */
export const distinctPlaces = (places: readonly Place[]): Place[] =>
  [
    ...new Map(
      places.map(({ author, key, week, place }) => [
        nameOf({ author, key, week, place }),
        { author, key, week, place },
      ]),
    ).values(),
  ].toSorted(placeOrder)
