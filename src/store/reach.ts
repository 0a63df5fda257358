import type { Batch } from './store.ts'

interface Sized {
  readonly number: Batch
  readonly amount: number
}

interface Closed {
  readonly newest: Batch
  /** Some of the closed batches after one, in order; none when there are no more. */
  readonly following: (after: Batch) => readonly Sized[]
}

/** How far a page goes. */
export interface Reached {
  readonly next: Batch
  /** Closed batches lie beyond `next`. */
  readonly more: boolean
}

/** The last of the closed batches after `after` that together hold at least `enough`; the newest when there is none. */
export function reach(after: Batch, enough: number, { newest, following }: Closed): Reached {
  let next = Math.min(after, newest)
  for (let gathered = 0; ; ) {
    const stride = following(next)
    if (stride.length === 0) return { next, more: false }
    for (const { number, amount } of stride) {
      next = number
      gathered += amount
      // Not by the number of the newest: what it held may have expired.
      if (gathered >= enough) return { next, more: following(next).length > 0 }
    }
  }
}
