import { type Bytes, compare, toHex } from '../protocol/bytes.ts'
import { type Drop, encodeShard, FEWEST_IN_SHARD, type Shard } from '../protocol/drop.ts'
import type { Store } from '../store/store.ts'
import type { Fillers } from './fillers.ts'

/** The files that sources read, made once for all of them. */
export interface Shelf {
  /** A shard as every reader is given it until drops become visible (docs/protocol.md, 10.5). */
  file(shard: Shard): Bytes
  /** Drops have become visible, or are gone. */
  clear(): void
}

/**
 * Files beyond this are forgotten, the one that was not asked for the longest first: room for four weeks with 50,000
 * drops and their fillers. Nothing is taken before there are so many.
 */
const MOST_BYTES = 192 * 1024 * 1024

export function openShelf(store: Pick<Store, 'shard'>, fillers: Fillers, most = MOST_BYTES): Shelf {
  // In the order in which they were last asked for.
  const files = new Map<string, Bytes>()
  let bytes = 0

  const keep = (name: string, file: Bytes): void => {
    files.set(name, file)
    bytes += file.length
    for (const [oldest, { length }] of files) {
      if (bytes <= most || oldest === name) return
      files.delete(oldest)
      bytes -= length
    }
  }

  return {
    file: (shard) => {
      const name = `${shard.week} ${shard.bits} ${shard.shard}`
      const found = files.get(name)
      if (found === undefined) {
        const file = encodeShard(shard, filledUp(store.shard(shard), fillers(shard)))
        keep(name, file)
        return file
      }
      files.delete(name)
      files.set(name, found)
      return found
    },
    clear: () => {
      files.clear()
      bytes = 0
    },
  }
}

/** As many as a power of two, in order. A filler whose place somebody has taken is passed over. */
function filledUp(real: readonly Drop[], fillers: Generator<Drop>): readonly Drop[] {
  const taken = new Set(real.map(({ locator }) => toHex(locator)))
  const drops = [...real]
  const count = paddedCount(real.length)
  for (const filler of fillers) {
    if (drops.length === count) break
    if (!taken.has(toHex(filler.locator))) drops.push(filler)
  }
  return drops.sort((a, b) => compare(a.locator, b.locator))
}

const paddedCount = (count: number): number =>
  count <= FEWEST_IN_SHARD ? FEWEST_IN_SHARD : 2 ** Math.ceil(Math.log2(count))
