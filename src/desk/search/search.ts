import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { caseSummaries } from '../casework/casework.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import type { Vault } from '../vault/vault.ts'
import { openIndex } from './case-index.ts'
import { freshen, type Line, load, type OnProgress, staleIn } from './fill.ts'
import { hitIn, type SearchHit } from './hit.ts'
import type { Memory } from './memory.ts'
import { hasAsTyped, parseQuery, type Query } from './query.ts'
import { ROW, readSearchRow, type SearchRow } from './row.ts'
import { type Similar, similarTo } from './similar.ts'

/** What was found. */
interface Found {
  /** The best, best first. */
  readonly hits: readonly SearchHit[]
  /** How many cases match. */
  readonly total: number
}

/**
 * Search over everything that is known of cases. What it knows lies in memory alone and is gone once it is closed; beside each
 * case lies a sealed row from which it is made again, and which goes with the case.
 */
export interface Search {
  /** Reads the rows that there are; what is damaged stays stale. Others have their turn in between; what is read already can be found. */
  load(onProgress?: OnProgress): Promise<void>
  /**
   * The cases of which something was said, done or queued since they were read, and those that are not here any more.
   * @param lines the lines of the inbox, for whoever has them at hand
   */
  staleNumbers(lines?: readonly Line[]): number[]
  /**
   * Reads cases again and files their rows; those that are not here any more are forgotten. Others have their turn in between.
   * @throws `vault_busy`; what was read by then can be found
   */
  freshen(numbers: readonly number[], onProgress?: OnProgress): Promise<void>
  remove(number: number): void
  /** Every word must stand in a case, wherever, perhaps going on; words in quotes stand behind each other. */
  search(query: string, limit: number): Found
  /** Cases that may be about the same, and why. */
  similar(number: number, limit: number): Similar[]
  /** How many cases are read; of a damaged one nothing is found. */
  readonly indexed: number
  close(): void
}

export function openSearch(p: Primitives, vault: Vault, cabinet: Cabinet): Search {
  const index = openIndex()
  const inTurn = queueOfWork()
  const rowAt = (number: number): SearchRow | null => {
    const content = index.isClosed() ? null : cabinet.beside(ROW, number)
    return content === null ? null : readSearchRow(content)
  }
  return {
    load: (onProgress = nobody) => inTurn(() => load(index, cabinet, onProgress)),
    freshen: (numbers, onProgress = nobody) =>
      inTurn(() => freshen(p, index, vault, cabinet, numbers, onProgress)),
    staleNumbers: (lines = caseSummaries(cabinet)) => staleIn(index, cabinet, lines),
    remove: (number) => index.remove(number),
    search(text, limit) {
      const query = index.isClosed() ? null : parseQuery(text)
      return query === null ? { hits: [], total: 0 } : findIn(index.memory, rowAt, query, text, limit)
    },
    similar(number, limit) {
      const row = rowAt(number)
      return row === null ? [] : similarTo(index.memory, index.named, number, row, limit)
    },
    get indexed() {
      return index.stamps.size
    },
    close: () => index.close(),
  }
}

const nobody: OnProgress = () => undefined

/** One after the other: a slow load must not put what is old in place of what is new. */
function queueOfWork() {
  let last: Promise<void> = Promise.resolve()
  return (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }
}

/** Other forms of the words come behind the words themselves, and what is spelled as it was typed comes first in each of the best. */
function findIn(
  { find }: Pick<Memory, 'find'>,
  rowAt: (number: number) => SearchRow | null,
  query: Query,
  text: string,
  limit: number,
): Found {
  const exact = find(query.exact)
  const loose = query.loose === query.exact ? exact : find(query.loose)
  const first = new Set(exact)
  const numbers = [...exact, ...loose.filter((number) => !first.has(number))]
  const hits = numbers.slice(0, limit).flatMap((number) => {
    const row = rowAt(number)
    // Forgotten by another command a moment ago.
    if (row === null) return []
    const isTyped = Object.values(row.texts).some((each) => hasAsTyped(each, text))
    return [{ hit: hitIn(number, row.texts, query), rank: (first.has(number) ? 0 : 2) + (isTyped ? 0 : 1) }]
  })
  const ranked = hits.toSorted((a, b) => a.rank - b.rank).map(({ hit }) => hit)
  return { hits: ranked, total: numbers.length }
}
