import { isCandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type CaseSummary, readSummary } from '../case/case.ts'
import { openCasebook } from '../case/casebook.ts'
import { type Waiting, waitingByCase } from '../casework/queue.ts'
import type { BesideChange, Cabinet } from '../vault/cabinet.ts'
import type { Vault } from '../vault/vault.ts'
import type { Index } from './case-index.ts'
import { encodeSearchRow, makeSearchRow, ROW, readSearchRow, stampOf } from './row.ts'
import { inSlices } from './slices.ts'

/** Says how many cases are read by now. */
export type OnProgress = (indexed: number) => void

/** Reads the rows that were filed before, up to a damaged one: the cases behind it are stale, and are read themselves. */
export async function load(index: Index, cabinet: Cabinet, onProgress: OnProgress): Promise<void> {
  const read = ({ number, content }: { readonly number: number; readonly content: Uint8Array }) => {
    index.put(number, readSearchRow(content))
    onProgress(index.stamps.size)
  }
  if (index.isClosed()) return
  try {
    await inSlices(cabinet.allBeside(ROW), read, index.isClosed)
  } catch (error) {
    if (!isCandorError(error, 'file_damaged')) throw error
  }
  await tidy(index)
}

/** Rows that are filed together: each filing waits for the disk. */
const TOGETHER = 64

/** Reads cases themselves, and files their rows. */
export async function freshen(
  p: Primitives,
  index: Index,
  vault: Vault,
  cabinet: Cabinet,
  numbers: readonly number[],
  onProgress: OnProgress,
): Promise<void> {
  if (index.isClosed() || numbers.length === 0) return
  const casebook = openCasebook(p, vault, cabinet)
  const waiting = waitingByCase(cabinet)
  const rows: BesideChange[] = []
  const file = () => void (rows.length > 0 && cabinet.file({ besides: rows.splice(0) }))
  const read = (number: number) => {
    const own = waiting.get(number) ?? []
    try {
      const row = makeSearchRow(p, casebook, number, own)
      index.put(number, row)
      rows.push({ number, name: ROW, content: encodeSearchRow(row) })
    } catch (error) {
      passOver(index, cabinet, number, own, error)
    }
    onProgress(index.stamps.size)
    if (rows.length >= TOGETHER) file()
  }
  await inSlices(numbers, read, index.isClosed)
  if (index.isClosed()) return
  file()
  await tidy(index)
}

/** One case that cannot be read must not keep the others from being found. */
function passOver(
  index: Index,
  cabinet: Cabinet,
  number: number,
  waiting: readonly Waiting[],
  error: unknown,
): void {
  const isDamaged = isCandorError(error, 'file_damaged')
  if (!isDamaged && !isCandorError(error, 'not_found')) throw error
  const line = isDamaged ? cabinet.summary(number) : null
  if (line === null) return index.remove(number)
  // It counts as read, since the count must come to its end. Nothing is filed: whoever opens the case is told.
  index.put(number, { stamp: stampOf(readSummary(line), waiting), texts: {}, names: [] })
}

const tidy = ({ memory, isClosed }: Index): Promise<void> =>
  inSlices(
    untilFalse(() => !isClosed() && memory.tidy()),
    () => undefined,
    isClosed,
  )

function* untilFalse(act: () => boolean): Iterable<void> {
  while (act()) yield
}

/** A line of the inbox. */
export interface Line {
  readonly number: number
  readonly summary: CaseSummary
}

export function staleIn({ stamps }: Index, cabinet: Cabinet, lines: readonly Line[]): number[] {
  const waiting = waitingByCase(cabinet)
  const shown = new Set(lines.map(({ number }) => number))
  const stale = lines.filter(
    ({ number, summary }) => stamps.get(number) !== stampOf(summary, waiting.get(number) ?? []),
  )
  return [...stale.map(({ number }) => number), ...[...stamps.keys()].filter((number) => !shown.has(number))]
}
