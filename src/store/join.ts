import type { Batch } from './store.ts'

/** What a batch holds of one day. */
export interface Part {
  readonly batch: Batch
  /** Days since 1970-01-01 UTC. */
  readonly day: number
  readonly rows: number
  readonly bytes: number
}

export interface Moved extends Part {
  readonly into: Batch
}

/** A page ends with the batch that fills it: joined batches stay well below what a client takes. */
const MOST_BYTES = 32 * 1024 * 1024

/**
 * Where the parts of closed batches go: neighbours of one day that is over go together into the last batch among them
 * (docs/protocol.md, 10.6). Rows move forward only, so that no cursor passes over one that was not given yet. A batch
 * that was open at midnight is taken apart: otherwise its few rows of one day would be told from all others of that day.
 * @param parts in order of batch, then day
 */
export function joinDays(parts: readonly Part[], today: number): readonly Moved[] {
  const groups: Group[] = []
  for (const part of parts) {
    const last = groups.at(-1)
    if (last === undefined || !fits(last, part, today)) groups.push({ parts: [part], bytes: part.bytes })
    else {
      last.parts.push(part)
      last.bytes += part.bytes
    }
  }
  return groups.flatMap(settled)
}

interface Group {
  readonly parts: Part[]
  bytes: number
}

const fits = ({ parts, bytes }: Group, part: Part, today: number): boolean =>
  part.day < today && parts[0]?.day === part.day && bytes + part.bytes <= MOST_BYTES

const settled = ({ parts }: Group): Moved[] =>
  parts.map((part) => ({ ...part, into: (parts.at(-1) ?? part).batch }))
