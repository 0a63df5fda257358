import type { Bytes } from '../protocol/bytes.ts'
import { encodeEntries, encodeTips } from '../protocol/wire.ts'
import type { Batch, Store } from '../store/store.ts'
import type { Admit, Received } from './admit.ts'
import type { Visits } from './visits.ts'

export interface List {
  /**
   * Whole batches of envelopes after a cursor, for a recipient who signed the request.
   * Throws what `Admit` throws.
   */
  tips(request: Received, after: Batch): Bytes
  /** Whole batches of the public list after a cursor. */
  entries(after: Batch): Bytes
}

/** A page ends with the batch that reaches this. */
const PAGE_BYTES = 8 * 1024 * 1024
const PAGE_ENTRIES = 10_000

export interface ListOptions {
  readonly store: Pick<Store, 'tips' | 'entries'>
  readonly admit: Admit
  readonly visits: Visits
}

export function openList({ store, admit, visits }: ListOptions): List {
  return {
    tips: (request, after) => {
      visits.note(admit(request), after)
      return encodeTips(store.tips(after, PAGE_BYTES))
    },
    entries: (after) => encodeEntries(store.entries(after, PAGE_ENTRIES)),
  }
}
