import { type Bytes, equal } from '../protocol/bytes.ts'
import {
  CELL,
  cellIn,
  countIn,
  type DropKind,
  encodeDrops,
  encodeWeeks,
  MOST_IN_SHARD,
  shardOf,
  weekOf,
} from '../protocol/drop.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Batch, DropOutcome, DropRow, Store } from '../store/store.ts'
import type { Admit, Received } from './admit.ts'
import type { Group } from './group.ts'
import type { Shelf } from './shelf.ts'
import type { WeekBook } from './weeks.ts'

/** What the server does with drops (docs/protocol.md, 10.5). */
export interface Drops {
  /** The answer of `GET /v1/weeks`. */
  weeks(): Bytes
  /** The answer of `GET /v1/drops/{week}/{shard}`, the same for everyone. Throws `not_found`. */
  shard(week: number, shard: number): Bytes
  /**
   * Takes a conversation's drop, and resolves once it is durable. The same bytes again are fine.
   * Throws `request_malformed`, `clock_wrong`, `keyring_missing`, `drop_conflict`, `storage_full`, and what the store
   * throws.
   * @param locator 32 bytes
   */
  put(locator: Bytes, cell: Bytes): Promise<void>
  /** Takes a team's drop, the body of a request that a recipient signed. Throws what `Admit` throws too. */
  putTeam(request: Received & { readonly body: Bytes }, locator: Bytes): Promise<void>
  /** Whole batches of drops of both kinds after a cursor, for a recipient who signed. Throws what `Admit` throws. */
  page(request: Received, after: Batch): Bytes
}

/** A page ends with the batch that reaches this: 8 MiB. */
const PAGE_DROPS = 4096

export interface DropOptions {
  readonly store: Pick<Store, 'drops'>
  readonly admit: Admit
  readonly weeks: WeekBook
  readonly shelf: Shelf
  readonly group: Group<DropRow, DropOutcome>
}

export function openDrops({ store, admit, weeks, shelf, group }: DropOptions): Drops {
  const fileFor = (week: number, locator: Bytes): Bytes => {
    const bits = weeks.bitsOf(week)
    return shelf.file({ week, bits, shard: shardOf(locator, bits) })
  }

  const check = (locator: Bytes, cell: Bytes): void => {
    if (cell.length !== CELL) throw malformed()
    weeks.checkNear(weekOf(locator))
  }

  const add = async (kind: DropKind, locator: Bytes, cell: Bytes): Promise<void> => {
    const outcome = await group.add({ kind, locator, cell })
    if (outcome === 'conflict') throw conflict()
    if (outcome === 'full') throw full()
  }

  return {
    weeks: () => encodeWeeks(weeks.list()),
    shard: (week, shard) => {
      const bits = weeks.bitsOf(week)
      if (shard >= 2 ** bits) throw missing()
      return shelf.file({ week, bits, shard })
    },
    put: async (locator, cell) => {
      check(locator, cell)
      weeks.checkFixed()
      const file = fileFor(weekOf(locator), locator)
      // What readers see is held, be it a filler: whoever writes to it learns no more than whoever reads it.
      const shown = cellIn(file, locator)
      if (shown === null) {
        if (countIn(file) >= MOST_IN_SHARD) throw crowded()
        await add('conversation', locator, cell)
      } else if (!equal(shown, cell)) throw conflict()
    },
    putTeam: async (request, locator) => {
      admit(request)
      check(locator, request.body)
      await add('team', locator, request.body)
    },
    page: (request, after) => {
      admit(request)
      return encodeDrops(store.drops(after, PAGE_DROPS))
    },
  }
}

const malformed = () => new CandorError('request_malformed', `a drop is a cell of ${CELL} bytes`)

const missing = () => new CandorError('not_found', 'this week has no such shard')

const conflict = () =>
  new CandorError(
    'drop_conflict',
    'other bytes are held at this locator: fetch what is new, and write to another one',
  )

const full = () =>
  new CandorError(
    'storage_full',
    'drops of this kind have filled the room that CANDOR_DROP_MEGABYTES gives them',
  )

const crowded = () =>
  new CandorError(
    'storage_full',
    'a shard has as many drops as clients take: raise shardBits in the next keyring',
  )
