import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { readSummary } from '../case/case.ts'
import { isSound, loadCase, openCasebook } from '../case/casebook.ts'
import { readWatch, type Watch } from '../case/watch.ts'
import type { Cabinet, Filing } from '../vault/cabinet.ts'
import type { Vault } from '../vault/vault.ts'
import { requireSayable } from './casework.ts'
import { byCase, isLeaving, type Outgoing, readQueue, type Timing, type Waiting, waitingOf } from './queue.ts'
import { rowsFor } from './rows.ts'

/** What the team does in many cases at once. */
export type TeamOutgoing = Extract<Outgoing, { readonly thread: 'team' }>

export interface EnqueuedAll {
  /** In the order that was asked for. */
  readonly queued: readonly { readonly number: number; readonly waiting: Waiting }[]
  /** Cases in which nothing can be said: tips that were set aside, what one is leaving, and what is not here, or not any more. */
  readonly skipped: readonly number[]
}

/**
 * Puts the same thing into the queue for many cases, all or nothing. Who chose a hundred cases did not look at each: those in
 * which nothing can be said are passed over and named. Every case has its own moment to leave.
 * @throws `usage` for what cannot be said there, `tip_too_long`
 */
export function enqueueAll(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  numbers: readonly number[],
  outgoing: TeamOutgoing,
  timing: Timing,
): EnqueuedAll {
  requireSayable(vault, outgoing)
  const before = byCase(readQueue(cabinet))
  const watchOf = watches(p, vault, cabinet)
  const queue: NonNullable<Filing['queue']>[number][] = []
  const queued: { number: number; waiting: Waiting }[] = []
  const skipped: number[] = []
  for (const number of new Set(numbers)) {
    const waiting = before.get(number) ?? []
    const watch = isLeaving(waiting) ? null : watchOf(number)
    if (watch === null) {
      skipped.push(number)
      continue
    }
    const rows = rowsFor(vault, { number, watch }, waiting, [outgoing], timing)
    queue.push(...rows.queue)
    queued.push({ number, waiting: waitingOf(rows.last) })
  }
  if (queue.length > 0) cabinet.file({ queue })
  return { queued, skipped }
}

/** The watch of a case in which something can be said: nothing is folded, and no tip is opened for it. */
function watches(p: Primitives, vault: Vault, cabinet: Cabinet): (number: number) => Watch | null {
  return (number) => {
    const line = cabinet.summary(number)
    const summary = line === null ? null : readSummary(line)
    if (summary === null || summary.hidden || summary.status === 'void') return null
    const kept = cabinet.watch(number)
    if (kept !== null) return readWatch(kept)
    // An older version filed it.
    const stored = loadCase(p, openCasebook(p, vault, cabinet), number)
    return isSound(stored) ? stored.watch : null
  }
}
