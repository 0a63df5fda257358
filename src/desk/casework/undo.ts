import { isCandorError } from '../../protocol/errors.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import { openLedger } from '../vault/state.ts'
import { isByItself, type QueuedRow, readQueue } from './queue.ts'

export interface TakenBack {
  /** Nothing of these has left, and nothing will. */
  readonly undone: readonly string[]
  /** Of these something has left, or may have: they stay as they are. */
  readonly late: readonly string[]
}

/**
 * Takes back what waits, by the ids of {@link Waiting}, with what was put in only for it: the reason of a departure, the tip
 * that goes with a grant. A key that had to go ahead stays: something else may have been put behind it meanwhile. A command
 * that is handing in breaks off with `vault_busy`, and goes on at its next turn without these.
 * @throws `vault_busy` when other commands write all the time; then nothing was taken back
 */
export function takeBack(cabinet: Cabinet, ids: readonly string[]): TakenBack {
  for (let tried = 1; ; tried++) {
    try {
      return takeBackNow(cabinet, new Set(ids))
    } catch (error) {
      if (tried === MOST_TRIES || !isCandorError(error, 'vault_busy')) throw error
    }
  }
}

const MOST_TRIES = 20

function takeBackNow(cabinet: Cabinet, ids: ReadonlySet<string>): TakenBack {
  if (rowsOf(readQueue(cabinet), ids).length === 0) return { undone: [], late: [...ids] }
  const ledger = openLedger(cabinet)
  // Whoever is handing in notices this before their next drop; so what is read now stays as it is.
  ledger.file({})
  const rows = rowsOf(readQueue(cabinet), ids)
  ledger.file({}, { queue: rows.map(({ place }) => ({ place, content: null })) })
  const gone = new Set(rows.map(({ id }) => id))
  return {
    undone: [...ids].filter((id) => gone.has(id)),
    late: [...ids].filter((id) => !gone.has(id)),
  }
}

/** The rows that leave the queue. */
function rowsOf(queue: readonly QueuedRow[], ids: ReadonlySet<string>): QueuedRow[] {
  const grants = queue.filter(({ outgoing }) => outgoing.event.type === 'grant')
  // Without the other, a tip nobody may read would be sent, or a case without its tip.
  const tips = grants.flatMap(({ id, partOf }) => (ids.has(id) && partOf !== null ? [partOf] : []))
  const wanted = new Set([...ids, ...tips])
  return queue.filter(
    (row) => (wanted.has(row.id) || (row.partOf !== null && wanted.has(row.partOf))) && isWhole(row, grants),
  )
}

function isWhole(row: QueuedRow, grants: readonly QueuedRow[]): boolean {
  if (row.placed !== null || isByItself(row)) return false
  return (
    row.outgoing.event.type !== 'parcel' ||
    grants.some(({ partOf, placed }) => partOf === row.id && placed === null)
  )
}
