import { type Bytes, demand, join, Reader, u32 } from './bytes.ts'
import * as json from './json.ts'

export type Drop = { locator: Bytes; cell: Bytes }

const weeksRule = json.fields({
  current: json.whole(0, 2 ** 32 - 1),
  weeks: json.list(5, 8192, json.fields({ week: json.whole(0, 2 ** 32 - 1), bits: json.whole(0, 16) })),
})

export type Weeks = json.Read<typeof weeksRule>

/** 10.5: the server's week, and the bits of every week that is listed */
export const readWeeks = (bytes: Bytes): Weeks => {
  const found = weeksRule(json.readJson(bytes))
  const weeks = found.weeks.map(({ week }) => week)
  const always = [-3, -2, -1, 0, 1].map((more) => found.current + more)
  demand(
    weeks.every((week, i) => i === 0 || week > (weeks[i - 1] ?? week)),
    'weeks out of order',
  )
  demand(weeks.slice(-5).join() === always.join(), 'other weeks than those that are always listed')
  return found
}

const bitsOf = (bytes: Bytes, count: number): string =>
  Array.from(bytes.slice(0, 2))
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, count)

/** 10.5, 11.3: the first bits, as a number */
export const firstBits = (bytes: Bytes, count: number): number =>
  count === 0 ? 0 : Number.parseInt(bitsOf(bytes, count), 2)

const isAbove = (a: Bytes, b: Bytes): boolean => {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0)
}

/** 10.5: one shard, of the week and number that were asked for */
export const readShard = (bytes: Bytes, week: number, bits: number, shard: number): Drop[] => {
  const reader = new Reader(bytes)
  const head = [reader.number(4), reader.number(1), reader.number(2)]
  demand(head.join() === [week, bits, shard].join(), 'another shard')
  const count = reader.number(4)
  demand(count >= 8 && Number.isInteger(Math.log2(count)), 'not filled to a power of two')
  const drops: Drop[] = []
  while (drops.length < count) {
    const tail = reader.take(28)
    demand(firstBits(tail, bits) === shard, 'a drop of another shard')
    drops.push({ locator: join(u32(week), tail), cell: reader.take(2048) })
  }
  reader.end()
  demand(
    drops.every(({ locator }, i) => i === 0 || isAbove(locator, drops[i - 1]?.locator ?? locator)),
    'drops out of order',
  )
  return drops
}
