import { type Memory, openMemory } from './memory.ts'
import { type NamedCases, namedCases } from './named.ts'
import type { SearchRow } from './row.ts'

/** What is known of cases so that they are found: in memory alone. */
export interface Index {
  readonly memory: Memory
  readonly named: NamedCases
  /** What decided what is known, by the number of the case. */
  readonly stamps: ReadonlyMap<number, string>
  readonly isClosed: () => boolean
  /** In place of what was known of the case before. */
  put(number: number, row: SearchRow): void
  remove(number: number): void
  close(): void
}

export function openIndex(): Index {
  const memory = openMemory()
  const named = namedCases()
  const stamps = new Map<number, string>()
  let closed = false
  return {
    memory,
    named,
    stamps,
    isClosed: () => closed,
    put(number, { stamp, texts, names }) {
      memory.put(number, texts)
      named.put(number, names)
      stamps.set(number, stamp)
    },
    remove(number) {
      if (closed) return
      memory.remove(number)
      named.remove(number)
      stamps.delete(number)
    },
    close() {
      if (closed) return
      closed = true
      stamps.clear()
      named.clear()
      memory.close()
    },
  }
}
