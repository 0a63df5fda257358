import { openSearch, type Search } from '../desk/search/search.ts'
import type { Cabinet } from '../desk/vault/cabinet.ts'
import type { Vault } from '../desk/vault/vault.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { List } from './list.ts'
import type { News } from './news.ts'
import type { SearchAnswer, SimilarCase } from './wire.ts'

/** Finds cases by anything that stands in them, as soon as they are read; the reading goes on in the background. */
export interface Searching {
  find(query: string): SearchAnswer
  /** @throws `not_found` */
  similar(number: number): SimilarCase[]
  /**
   * The list is another one: there may be something to read.
   * @param gone what is not here any more is not found any more, from now on
   */
  changed(gone: readonly number[]): void
  /** Reads what is to be read, while nothing else works in the vault. */
  tick(): void
  close(): void
}

interface Tools {
  readonly p: Primitives
  readonly vault: Vault
  readonly cabinet: Cabinet
  readonly list: List
  readonly news: News
}

const MOST_HITS = 50
const MOST_SIMILAR = 12
/** Nobody types more. */
const LONGEST_QUERY = 500

export function openSearching({ p, vault, cabinet, list, news }: Tools): Searching {
  const search = openSearch(p, vault, cabinet)
  const reader = readingWith(search, list, news)
  return {
    find(query) {
      const { hits, total } = search.search(query.slice(0, LONGEST_QUERY), MOST_HITS)
      return { hits, total, indexed: search.indexed, of: list.size() }
    },
    similar: (number) =>
      search.similar(list.row(number).number, MOST_SIMILAR).map(({ number: other, why }) => {
        const { envelope, name } = list.row(other)
        return { envelope, number: other, name, why }
      }),
    ...reader,
  }
}

function readingWith(search: Search, list: List, news: News): Pick<Searching, 'changed' | 'tick' | 'close'> {
  let isStale = true
  let isOver = false
  let isBusy = false
  const read = async () => {
    await search.load()
    await search.freshen(search.staleNumbers(list.lines()))
    // A page that searches while cases are being read asks again.
    news.bump()
  }
  let next = read
  const refresh = async () => {
    const stale = search.staleNumbers(list.lines())
    await search.freshen(stale)
    if (stale.length > 0) news.bump()
  }
  return {
    changed(gone) {
      for (const number of gone) search.remove(number)
      isStale = true
    },
    tick() {
      if (!isStale || isBusy || isOver) return
      isStale = false
      isBusy = true
      const work = next
      next = refresh
      void work()
        .catch((error: unknown) => {
          if (isOver) return
          // What could not be read now is read at the next turn; what is damaged is said where the case is opened.
          isStale = isCandorError(error, 'vault_busy')
        })
        .finally(() => {
          isBusy = false
        })
    },
    close() {
      isOver = true
      search.close()
    },
  }
}
