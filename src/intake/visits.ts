import { fromHex, toHex } from '../protocol/bytes.ts'
import { dayOf } from '../protocol/time.ts'
import type { Batch, Store } from '../store/store.ts'
import type { Clock } from './keyrings.ts'

/** What recipients have said by asking for tips (docs/protocol.md, 10.3). */
export interface Visits {
  /** A recipient asked for what comes after a batch. In memory: a read costs no write. */
  note(recipientId: string, after: Batch): void
  of(recipientId: string): Visit
  /** Writes what was noted. What a crash takes away is said again by the next request. */
  flush(): void
  /** Forgets all but these recipients. */
  keepOnly(recipientIds: readonly string[]): void
}

interface Visit {
  /** Days since 1970-01-01 UTC; null for somebody who never asked. */
  readonly day: number | null
  /** They have every batch up to this one. */
  readonly fetched: Batch
}

const NEVER: Visit = { day: null, fetched: 0 }

export interface VisitOptions {
  readonly store: Pick<Store, 'noteVisits' | 'visits' | 'forgetVisits' | 'openBatch'>
  readonly clock: Clock
}

export function openVisits({ store, clock }: VisitOptions): Visits {
  const known = new Map<string, Visit & { readonly day: number }>()
  for (const { recipient, day, fetched } of store.visits()) known.set(toHex(recipient), { day, fetched })
  const unwritten = new Set<string>()

  const next = ({ day, fetched }: Visit, after: Batch) => {
    const newest = store.openBatch().number - 1
    return {
      day: Math.max(day ?? 0, dayOf(clock())),
      // The last word counts, and not the greatest: a vault that was restored has less than the one that was lost. Whoever
      // is further than the list has another list, from before a backup: nothing follows about this one.
      fetched: after <= newest ? after : fetched,
    }
  }

  return {
    note: (id, after) => {
      const before = known.get(id) ?? NEVER
      const visit = next(before, after)
      if (visit.day === before.day && visit.fetched === before.fetched) return
      known.set(id, visit)
      unwritten.add(id)
    },
    of: (id) => known.get(id) ?? NEVER,
    flush: () => {
      const rows = [...unwritten].flatMap((id) => {
        const visit = known.get(id)
        return visit === undefined ? [] : [{ recipient: fromHex(id), ...visit }]
      })
      store.noteVisits(rows)
      unwritten.clear()
    },
    keepOnly: (ids) => {
      const kept = new Set(ids)
      for (const id of known.keys()) if (!kept.has(id)) known.delete(id)
      store.forgetVisits(ids.map(fromHex))
    },
  }
}
