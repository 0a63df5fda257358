import type { Api } from '../client/api.ts'
import { type Bytes, toHex } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import type { WireEntry } from '../protocol/wire.ts'

/** The public list, held beside what the server hands out: what is missing on either side shows. */
export interface Entries {
  /** The entries of all batches up to `batch` that were not asked for before. */
  upTo(batch: number): Promise<Listed>
}

interface Listed {
  /** The day of an entry, crossing it off; null when it is not listed. */
  take(batch: number, tag: Bytes, hash: Bytes): number | null
  /** What was not crossed off. */
  rest(): WireEntry[]
}

export function readEntries(api: Api, after: number): Entries {
  let cursor = after
  let more = true
  let ahead: readonly WireEntry[] = []
  const fill = async (batch: number) => {
    while (more && cursor < batch) {
      const page = await api.entries(cursor)
      if (page.more && page.next <= cursor) throw stuck()
      ahead = [...ahead, ...page.rows]
      cursor = page.next
      more = page.more
    }
  }
  return {
    async upTo(batch) {
      await fill(batch)
      const due = ahead.filter((entry) => entry.batch <= batch)
      ahead = ahead.filter((entry) => entry.batch > batch)
      return listedOf(due)
    },
  }
}

function listedOf(entries: readonly WireEntry[]): Listed {
  const open = new Map(entries.map((entry) => [keyOf(entry.batch, entry.tag, entry.hash), entry]))
  return {
    take(batch, tag, hash) {
      const key = keyOf(batch, tag, hash)
      const day = open.get(key)?.day ?? null
      open.delete(key)
      return day
    },
    rest: () => [...open.values()],
  }
}

const keyOf = (batch: number, tag: Bytes, hash: Bytes): string => `${batch}/${toHex(tag)}/${toHex(hash)}`

const stuck = () => new CandorError('answer_malformed', 'the server’s list does not go on', 'try again later')
