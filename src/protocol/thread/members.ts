import type { Message } from './message.ts'

/** Who belongs to a case (docs/protocol.md, 11.9). */
export interface Members {
  /** Those to whom the tip was addressed and those granted, without those who left: first the former, then as they came. */
  readonly members: readonly string[]
  /** Everybody who was ever granted it, whether or not they left later. */
  readonly granted: readonly string[]
  /** Who left, and was not granted it again. */
  readonly left: readonly string[]
  /** The grants that count, by the hash of the message. */
  readonly grants: readonly string[]
}

/** What a grant says of the keyring that it is sealed under. */
export interface GrantUnder {
  readonly sealed: string
  readonly week: number
}

/**
 * Folds the comings and goings in the thread of keys; of several about one person the last decides.
 * @param addressed those to whom the tip was addressed, by id
 * @param exclude whom the source left out: nobody lets them in
 * @param messages of the thread of keys, in order
 * @param listed the recipients of the keyring that a grant is sealed under; null when it is void, or not known yet
 */
export function foldMembers(
  addressed: readonly string[],
  exclude: readonly string[],
  messages: readonly Message[],
  listed: (under: GrantUnder) => readonly string[] | null,
): Members {
  const members = new Set(addressed)
  const granted = new Set<string>()
  const left = new Set<string>()
  const grants: string[] = []
  for (const { author, event, hash, week } of messages) {
    if (!members.has(author)) continue
    if (event?.type === 'leave') {
      members.delete(author)
      left.add(author)
    } else if (event?.type === 'grant' && !exclude.includes(event.to)) {
      if (listed({ sealed: event.sealed, week })?.includes(event.to) !== true) continue
      members.add(event.to)
      granted.add(event.to)
      left.delete(event.to)
      grants.push(hash)
    }
  }
  return { members: [...members], granted: [...granted], left: [...left], grants }
}
