import { type Bytes, demand, join, Reader, same, toHex, u16 } from './bytes.ts'
import { cellKeyAt, type Found, type Lane, locatorAt } from './lanes.ts'
import { aeadOpenWith, aeadSealWith, type Random, sha256 } from './primitives.ts'

const room = 1986

type Part = { index: number; count: number; next: Bytes; name: Bytes; bytes: Bytes }

const nothing = new Uint8Array(16)

/** 11.4: the first 16 bytes of a plaintext's hash */
const nameOf = (plain: Bytes): Bytes => sha256(plain).slice(0, 16)

/** 11.4 */
const readPart = (plain: Bytes): Part => {
  const reader = new Reader(plain)
  const [index, count, length] = [reader.number(2), reader.number(2), reader.number(2)]
  const next = reader.take(16)
  const bytes = reader.take(length)
  demand(index < count && count <= 64 && length > 0 && length <= room, 'not the form of a cell')
  demand(index === count - 1 || length === room, 'a cell that is not full')
  demand(index < count - 1 || same(next, nothing), 'something after the last')
  demand(
    reader.rest().every((byte) => byte === 0),
    'more than zeros',
  )
  return { index, count, next, name: nameOf(plain), bytes }
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

/** 11.7.1: each names the next; null when one is not there */
const follow = (parts: Map<number, Part[]>, start: number, first: Part): Bytes | null => {
  let [last, content] = [first, first.bytes]
  for (let i = 1; i < first.count; i += 1) {
    const next = (parts.get(start + i) ?? []).find(
      (part) => part.index === i && part.count === first.count && same(part.name, last.next),
    )
    if (next === undefined) return null
    last = next
    content = join(content, next.bytes)
  }
  return content
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
      const content = follow(parts, place, first)
      for (let i = 0; i < first.count; i += 1) used.add(place + i)
      const at = { ...(lane as At), place }
      if (content === null) joined.aside.push({ ...at, why: 'incomplete' })
      else joined.contents.push({ ...at, cells: first.count, content })
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
  const plains: Bytes[] = []
  for (let i = count - 1; i >= 0; i -= 1) {
    const bytes = message.slice(i * room, (i + 1) * room)
    const after = plains[0]
    const next = after === undefined ? nothing : nameOf(after)
    plains.unshift(
      join(u16(i), u16(count), u16(bytes.length), next, bytes, new Uint8Array(room - bytes.length)),
    )
  }
  return plains.map((plain, i) => {
    const locator = locatorAt(lane, week, place + i, bits, shard)
    const cell = aeadSealWith(cellKeyAt(lane, week, place + i), random(24), join(orgId, locator), plain)
    return { lane, week, place: place + i, locator, cell }
  })
}
