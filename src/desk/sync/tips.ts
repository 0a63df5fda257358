import type { Api, Authorize } from '../../client/api.ts'
import { toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { WirePage, WireTip } from '../../protocol/wire.ts'
import type { Remembered } from '../vault/state.ts'
import { type Listed, readEntries } from './entries.ts'
import type { Delivered } from './open.ts'

/** A page of tips, held beside the public list. */
export interface TipPage {
  readonly delivered: readonly Delivered[]
  /** The cursor to go on from. */
  readonly next: number
  readonly more: boolean
  /** What the list must go on having; null when the page has nothing. */
  readonly newest: readonly Remembered[] | null
  readonly alarms: Readonly<Record<'unlisted-envelope' | 'withheld-envelope', number>>
}

/** Fetches page after page. */
export interface TipReader {
  /** @throws `answer_malformed` */
  next(cursor: number): Promise<TipPage>
}

export function readTips(p: Primitives, api: Api, authorize: Authorize, start: number): TipReader {
  let entries = readEntries(api, start)
  const fetchPage = async (cursor: number) => {
    const page = await api.tips(cursor, authorize)
    checkCourse(page, cursor)
    return compare(p, page, await entries.upTo(page.next))
  }
  return {
    async next(cursor) {
      const page = await fetchPage(cursor)
      if (Object.values(page.alarms).every((count) => count === 0)) return page
      // The server may have joined batches between the two requests; then asking for both again shows them alike.
      entries = readEntries(api, cursor)
      return fetchPage(cursor)
    },
  }
}

/** A page goes on from the cursor, and no further than its rows: a cursor that ran ahead would pass over tips. */
function checkCourse({ rows, next, more }: WirePage<WireTip>, cursor: number): void {
  const first = rows[0]?.batch
  const honest =
    first === undefined ? next === cursor && !more : first > cursor && rows.at(-1)?.batch === next
  if (!honest)
    throw new CandorError('answer_malformed', 'the server’s list of tips does not go on', 'try again later')
}

function compare(p: Primitives, { rows, next, more }: WirePage<WireTip>, listed: Listed): TipPage {
  const checked = rows.map(({ batch, tag, envelope }) => {
    const hash = p.sha256(envelope)
    return { batch, tag, envelope, hash, day: listed.take(tag, hash) }
  })
  const alarms = {
    'unlisted-envelope': checked.filter(({ day }) => day === null).length,
    'withheld-envelope': listed.rest(),
  }
  return {
    delivered: checked.map(({ batch, envelope, hash, day }) => ({ batch, envelope, hash, day: day ?? 0 })),
    next,
    more,
    newest: checked.length === 0 ? null : newestOf(checked, next),
    alarms,
  }
}

/** Enough to notice another list, and few enough to keep. */
const MOST_REMEMBERED = 256

const newestOf = (
  rows: readonly (Omit<Delivered, 'day'> & Pick<WireTip, 'tag'> & { readonly day: number | null })[],
  batch: number,
): Remembered[] =>
  rows
    .filter((row) => row.batch === batch)
    .flatMap(({ day, tag, hash }) => (day === null ? [] : [{ day, tag: toHex(tag), hash: toHex(hash) }]))
    .slice(0, MOST_REMEMBERED)

/** How many envelopes the public list has beyond the last page, when asking once more does not bring them. */
export async function withheldBeyond(api: Api, authorize: Authorize, cursor: number): Promise<number> {
  const { rows } = await api.entries(cursor)
  const beyond = rows.filter(({ batch }) => batch > cursor).length
  if (beyond === 0) return 0
  // They may just have arrived: then the next sync fetches them.
  const again = await api.tips(cursor, authorize)
  return again.rows.length === 0 ? beyond : 0
}
