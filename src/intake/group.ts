import { CandorError } from '../protocol/errors.ts'
import type { TipOutcome, TipRow } from '../store/store.ts'

export interface GroupOptions {
  /** One durable commit of all of them, or an error and nothing. */
  readonly commit: (tips: readonly TipRow[]) => readonly TipOutcome[]
  /** Milliseconds that the first tip of a group waits for others. */
  readonly window?: number
}

/** Many sources, one flush of the disk. */
export interface Group {
  /** Resolves after the commit. Throws what the commit throws, and `server_busy` once closed. */
  add(tip: TipRow): Promise<TipOutcome>
  /** Commits what waits, and takes nothing more. */
  close(): void
}

/** Longer gained nothing and shorter lost a fifth with 32 connections on two cores. */
const WINDOW = 2
const MOST_TIPS = 64
/** A group is committed as soon as it reaches this: memory that waits stays below it and one envelope. */
const MOST_BYTES = 4 * 1024 * 1024

interface Waiting {
  readonly tip: TipRow
  readonly resolve: (outcome: TipOutcome) => void
  readonly reject: (error: unknown) => void
}

export function openGroup({ commit, window = WINDOW }: GroupOptions): Group {
  let waiting: Waiting[] = []
  let bytes = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const flush = (): void => {
    clearTimeout(timer)
    const group = waiting
    waiting = []
    bytes = 0
    timer = undefined
    if (group.length > 0) settle(group, commit)
  }

  const join = (entry: Waiting): void => {
    waiting.push(entry)
    bytes += entry.tip.envelope.length
    if (waiting.length >= MOST_TIPS || bytes >= MOST_BYTES) flush()
    else timer ??= setTimeout(flush, window)
  }

  return {
    add: (tip) =>
      closed ? Promise.reject(closing()) : new Promise((resolve, reject) => join({ tip, resolve, reject })),
    close: () => {
      closed = true
      flush()
    },
  }
}

function settle(group: readonly Waiting[], commit: GroupOptions['commit']): void {
  try {
    const outcomes = commit(group.map(({ tip }) => tip))
    group.forEach(({ resolve }, i) => resolve(outcomes[i] as TipOutcome))
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}

const closing = () => new CandorError('server_busy', 'the server is stopping; nothing of this was stored')
