import { type Bytes, demand, join, Reader, toHex, u16 } from './bytes.ts'
import { cellKeyAt, type Found, type Lane, locatorAt } from './lanes.ts'
import { aeadOpenWith, aeadSealWith, type Random } from './primitives.ts'

const room = 2002

type Part = { index: number; count: number; bytes: Bytes }

/** 11.4 */
const readPart = (plain: Bytes): Part => {
  const reader = new Reader(plain)
  const [index, count, length] = [reader.number(2), reader.number(2), reader.number(2)]
  const bytes = reader.take(length)
  demand(index < count && count <= 64 && length > 0 && length <= room, 'not the form of a cell')
  demand(index === count - 1 || length === room, 'a cell that is not full')
  demand(
    reader.rest().every((byte) => byte === 0),
    'more than zeros',
  )
  return { index, count, bytes }
}

/** 11.4: null when it is unreadable */
const openCell = (orgId: Bytes, { lane, week, place, locator, cell }: Found): Part | null => {
  try {
    demand(cell.length === 2048, 'a cell of another length')
    return readPart(aeadOpenWith(cellKeyAt(lane, week, place), join(orgId, locator), cell))
  } catch {
    return null
  }
}

export type At = { author: string; key: string; week: number; place: number }
export type Content = At & { cells: number; content: Bytes }
export type Joined = { contents: Content[]; aside: (At & { why: string })[]; held: At[] }

const atOf = ({ lane, week, place }: Found): At => ({ author: lane.author, key: lane.key, week, place })

/** 11.7.1: all ways to go on, at most 16 */
const ways = (parts: Map<number, Part[]>, start: number, first: Part): Bytes[] => {
  let found = [first.bytes]
  for (let i = 1; i < first.count; i += 1) {
    const next = (parts.get(start + i) ?? []).filter(
      ({ index, count }) => index === i && count === first.count,
    )
    found = found.flatMap((before) => next.map(({ bytes }) => join(before, bytes))).slice(0, 16)
  }
  return found
}

const distinct = (drops: Found[]): Found[] => [
  ...new Map(drops.map((drop) => [`${toHex(drop.locator)} ${toHex(drop.cell)}`, drop])).values(),
]

/** 11.7.1, of the drops of one lane in one week */
export const joinCells = (orgId: Bytes, drops: Found[]): Joined => {
  const joined: Joined = { contents: [], aside: [], held: drops.map(atOf) }
  const parts = new Map<number, Part[]>()
  for (const drop of distinct(drops)) {
    const part = openCell(orgId, drop)
    if (part === null) joined.aside.push({ ...atOf(drop), why: 'unreadable' })
    else parts.set(drop.place, [...(parts.get(drop.place) ?? []), part])
  }
  const lane = drops[0] === undefined ? undefined : atOf(drops[0])
  const used = new Set<number>()
  for (const [place, here] of parts) {
    for (const first of here.filter(({ index }) => index === 0)) {
      const contents = ways(parts, place, first)
      for (let i = 0; i < first.count; i += 1) used.add(place + i)
      const at = { ...(lane as At), place }
      if (contents.length === 0) joined.aside.push({ ...at, why: 'incomplete' })
      joined.contents.push(...contents.map((content) => ({ ...at, cells: first.count, content })))
    }
  }
  for (const place of parts.keys()) {
    if (!used.has(place)) joined.aside.push({ ...(lane as At), place, why: 'incomplete' })
  }
  return joined
}

/** 11.4: a message in its cells */
export const splitMessage = (
  orgId: Bytes,
  lane: Lane,
  { week, place, bits, shard }: { week: number; place: number; bits: number; shard: number },
  message: Bytes,
  random: Random,
): Found[] => {
  const count = Math.ceil(message.length / room)
  return Array.from({ length: count }, (_, i) => {
    const bytes = message.slice(i * room, (i + 1) * room)
    const locator = locatorAt(lane, week, place + i, bits, shard)
    const plain = join(u16(i), u16(count), u16(bytes.length), bytes, new Uint8Array(room - bytes.length))
    const cell = aeadSealWith(cellKeyAt(lane, week, place + i), random(24), join(orgId, locator), plain)
    return { lane, week, place: place + i, locator, cell }
  })
}
