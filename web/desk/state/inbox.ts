import { computed, signal } from '@preact/signals'
import type { Changes, Inbox, InboxRow } from '../../../src/local/wire.ts'
import { api } from './api.ts'

/** Null while the desk is locked. */
export const inbox = signal<Inbox | null>(null)

/** The newest version of every line, by number. */
export const rows = computed<ReadonlyMap<number, InboxRow>>(
  () => new Map(inbox.value?.rows.map((row) => [row.number, row])),
)

let following = new AbortController()

export async function loadInbox(): Promise<void> {
  inbox.value = await api.inbox()
  following.abort()
  following = new AbortController()
  void follow(following.signal)
}

export function clearInbox(): void {
  following.abort()
  inbox.value = null
}

/** Asks again and again what has changed; the local server answers when something has. */
async function follow(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && inbox.value !== null) {
    try {
      take(await api.changes(inbox.value.version, signal))
    } catch {
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}

const PAUSE = 1000

function take({ rows: changed, gone, ...rest }: Changes): void {
  const before = inbox.value
  if (before === null) return
  const isSame = changed.length === 0 && gone.length === 0
  inbox.value = { ...before, ...rest, rows: isSame ? before.rows : merged(before.rows, changed, gone) }
}

/** Shows something of these lines before the local server has said it. */
export function patchRows(changed: readonly InboxRow[]): void {
  const before = inbox.value
  if (before === null || changed.length === 0) return
  inbox.value = { ...before, rows: merged(before.rows, changed, []) }
}

function merged(
  rows: readonly InboxRow[],
  changed: readonly InboxRow[],
  gone: readonly number[],
): InboxRow[] {
  const next = new Map(rows.map((row) => [row.number, row]))
  for (const row of changed) next.set(row.number, row)
  for (const number of gone) next.delete(number)
  return [...next.values()]
}
