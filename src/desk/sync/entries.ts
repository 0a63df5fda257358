import type { Api } from '../../client/api.ts'
import { type Bytes, toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { WireEntry } from '../../protocol/wire.ts'
import type { Remembered } from '../vault/state.ts'

/** The public list, held beside what the server hands out: what is missing on either side shows. */
export interface Entries {
  /** The entries of all batches up to `batch` that were not asked for before, and of later ones as far as they came. */
  upTo(batch: number): Promise<Listed>
}

export interface Listed {
  /** The day of an entry, crossing it off; null when it is not listed. */
  take(tag: Bytes, hash: Bytes): number | null
  /** How many up to the batch were not crossed off. */
  rest(): number
}

/** The batches of a list change when they are joined, its rows do not (docs/protocol.md, 10.6). */
const nameOf = (tag: string, hash: string): string => `${tag}/${hash}`
const nameOfEntry = ({ tag, hash }: Pick<WireEntry, 'tag' | 'hash'>): string =>
  nameOf(toHex(tag), toHex(hash))

export function readEntries(api: Api, after: number): Entries {
  const pages = pagesFrom(api, after)
  let ahead = new Map<string, WireEntry>()
  return {
    async upTo(batch) {
      while (pages.cursor() < batch && pages.more()) {
        for (const row of await pages.next()) ahead.set(nameOfEntry(row), row)
      }
      const due = new Map([...ahead].filter(([, entry]) => entry.batch <= batch))
      ahead = new Map([...ahead].filter(([, entry]) => entry.batch > batch))
      return listedOf(due, ahead)
    },
  }
}

function listedOf(due: ReadonlyMap<string, WireEntry>, ahead: ReadonlyMap<string, WireEntry>): Listed {
  const open = new Set(due.keys())
  return {
    take(tag, hash) {
      const name = nameOfEntry({ tag, hash })
      open.delete(name)
      return (due.get(name) ?? ahead.get(name))?.day ?? null
    },
    rest: () => open.size,
  }
}

/** The pages of the list, one after the other. */
function pagesFrom(api: Api, after: number) {
  let cursor = after
  let more = true
  return {
    cursor: () => cursor,
    more: () => more,
    async next(): Promise<readonly WireEntry[]> {
      const page = await api.entries(cursor)
      if (page.more && (page.next <= cursor || page.rows.length === 0)) throw stuck()
      cursor = page.next
      more = page.more
      return page.rows
    },
  }
}

/** How long a server keeps entries, and the day on which it is looked at. */
interface Life {
  readonly today: number
  readonly envelopeDays: number
}

/**
 * Whether the list still has what it had. A server that was set back, or put another list in the place of the one it had,
 * has something else.
 * @param cursor the batch in which they were; by now they may be in a later one
 * @param life what may have expired is not asked for (docs/protocol.md, 10.7)
 */
export async function stillLists(
  api: Api,
  cursor: number,
  remembered: readonly Remembered[],
  { today, envelopeDays }: Life,
): Promise<boolean> {
  // It is tomorrow already where a clock runs ahead.
  const due = remembered.filter(({ day }) => day + envelopeDays > today + 1)
  const missing = new Set(due.map(({ day, tag, hash }) => `${day}/${nameOf(tag, hash)}`))
  const pages = pagesFrom(api, Math.max(0, cursor - 1))
  do {
    for (const entry of await pages.next()) missing.delete(`${entry.day}/${nameOfEntry(entry)}`)
  } while (missing.size > 0 && pages.more())
  return missing.size === 0
}

const stuck = () => new CandorError('answer_malformed', 'the server’s list does not go on', 'try again later')
