import type { Api } from '../client/api.ts'
import { type Bytes, concatAll, toHex, u32 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'
import type { WireEntry } from '../protocol/wire.ts'

/** The public list, held beside what the server hands out: what is missing on either side shows. */
export interface Entries {
  /** The entries of all batches up to `batch` that were not asked for before. */
  upTo(batch: number): Promise<Listed>
}

interface Listed {
  /** The day of an entry, crossing it off; null when it is not listed. */
  take(batch: number, tag: Bytes, hash: Bytes): number | null
  /** The mark of the newest batch among them. */
  readonly mark: string
  /** How many were not crossed off. */
  rest(): number
}

/**
 * What the list says of one batch, in 64 hexadecimal digits. A server that was set back, or put another list in the
 * place of the one it had, says something else.
 */
export async function markOf(p: Digests, api: Api, batch: number): Promise<string> {
  const { rows } = await api.entries(batch - 1)
  const own = rows.filter((entry) => entry.batch === batch)
  return markOfRows(p, own)
}

const markOfRows = (p: Digests, rows: readonly WireEntry[]): string =>
  toHex(p.sha256(concatAll(rows.flatMap(({ day, tag, hash }) => [u32(day), tag, hash]))))

export function readEntries(p: Digests, api: Api, after: number): Entries {
  let cursor = after
  let more = true
  let ahead: WireEntry[] = []
  const fill = async (batch: number) => {
    while (more && cursor < batch) {
      const page = await api.entries(cursor)
      if (page.more && (page.next <= cursor || page.rows.length === 0)) throw stuck()
      for (const row of page.rows) ahead.push(row)
      cursor = page.next
      more = page.more
    }
  }
  return {
    async upTo(batch) {
      await fill(batch)
      const due = ahead.filter((entry) => entry.batch <= batch)
      ahead = ahead.filter((entry) => entry.batch > batch)
      return listedOf(
        due,
        markOfRows(
          p,
          due.filter((entry) => entry.batch === batch),
        ),
      )
    },
  }
}

function listedOf(entries: readonly WireEntry[], mark: string): Listed {
  const open = new Map(entries.map((entry) => [keyOf(entry.batch, entry.tag, entry.hash), entry]))
  return {
    mark,
    take(batch, tag, hash) {
      const key = keyOf(batch, tag, hash)
      const day = open.get(key)?.day ?? null
      open.delete(key)
      return day
    },
    rest: () => open.size,
  }
}

const keyOf = (batch: number, tag: Bytes, hash: Bytes): string => `${batch}/${toHex(tag)}/${toHex(hash)}`

const stuck = () => new CandorError('answer_malformed', 'the server’s list does not go on', 'try again later')
