import { type Bytes, fromBase64, toBase64 } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Digests } from '../../protocol/primitives/primitives.ts'
import type { ThreadKind } from '../../protocol/thread/events.ts'
import { homeOf, keysThreadKey, type Lane, laneOf } from '../../protocol/thread/lane.ts'
import { laneName } from '../../protocol/thread/place.ts'
import type { Received } from '../../protocol/thread/shared-key.ts'
import { epochOfDay } from '../../protocol/time.ts'
import type { Circle } from '../../protocol/tip.ts'
import type { CaseRecord } from './case.ts'
import { circleOf, membersOf } from './circles.ts'
import type { HeldDrop } from './held.ts'

/** What it takes to recognise the drops of a case, beside its record: small, so that all cases can be looked through. */
export interface Watch {
  /** In which way the tip reached this desk; null for a void tip, of which nothing is looked for. */
  readonly circle: Circle | null
  /** The first week in which something can lie about it. */
  readonly since: number
  /** Recipients of both circles. */
  readonly people: readonly string[]
  /** Those who write as well, since somebody granted them the case. */
  readonly granted: readonly string[]
  /** Every key that is read, in base64. */
  readonly keys: Readonly<Record<ThreadKind, readonly string[]>>
  /** The places of which something is held, by thread, lane and week. */
  readonly held: Readonly<Record<string, readonly number[]>>
  /** What became of sealed keys, by the hash of the message that carries them. */
  readonly opened: Readonly<Record<string, KeptKey>>
  /** There is something that could not be read yet, and may be once there is another keyring. */
  readonly undecided: boolean
  /** The hashes of what the source said and a person here has looked at. */
  readonly seen: readonly string[]
  /** The hashes of what nobody here had looked at when something of this desk was put down behind it. */
  readonly overtaken: readonly string[]
}

type KeptKey =
  | 'void'
  | 'not-mine'
  | { readonly key: string; readonly readers: readonly string[]; readonly seq: number }

/** The watch of a case of which nothing but its tip is held. */
export function firstWatch(
  p: Digests,
  { opened, day }: CaseRecord,
  keyring: Keyring,
  recipientId: string,
): Watch {
  // The clocks of the source and of the server may differ by a week.
  const nothing = {
    granted: [],
    since: epochOfDay(day) - 1,
    held: {},
    opened: {},
    undecided: false,
    seen: [],
    overtaken: [],
  }
  if (opened.status === 'void')
    return { circle: null, people: [], keys: { conversation: [], keys: [], team: [] }, ...nothing }
  const { tip } = opened
  const people = [...membersOf(keyring, tip, 'desks'), ...membersOf(keyring, tip, 'escalate')]
  const sealed = toBase64(keysThreadKey(p, fromBase64(tip.thread)))
  const keys = { conversation: [tip.thread], keys: [sealed], team: [] }
  return { circle: circleOf(keyring, tip, recipientId), people, keys, ...nothing }
}

// Rows are sealed under the vault's key, so that what comes out is what went in.
export const encodeWatch = (watch: Watch): Bytes => encodeCanonical(watch)
/** A row of an older version knew less. */
export const readWatch = (bytes: Bytes): Watch => ({
  overtaken: [],
  ...(parseJson(bytes) as Omit<Watch, 'overtaken'>),
})

/** Everybody's lanes in a thread, under every key. */
export const lanesOf = (p: Digests, { keys, people, granted }: Watch, thread: ThreadKind): Lane[] =>
  keys[thread].flatMap((key) => {
    const isTalk = thread === 'conversation'
    const home = isTalk ? homeOf(p, fromBase64(keys.conversation[0] as string)) : null
    const writers = [...new Set([...people, ...granted])]
    const authors = isTalk ? ['source', ...writers] : writers
    return authors.map((author) => laneOf(p, fromBase64(key), author, home))
  })

const rowName = (thread: ThreadKind, lane: Pick<Lane, 'author' | 'key'>, week: number): string =>
  `${thread} ${laneName(lane)} ${week}`

export const heldIn = ({ held }: Watch, thread: ThreadKind, lane: Lane, week: number): ReadonlySet<number> =>
  new Set(held[rowName(thread, lane, week)])

/** The watch once these are held as well. */
export function withHeld(watch: Watch, drops: readonly HeldDrop[]): Watch {
  const held: Record<string, readonly number[]> = { ...watch.held }
  for (const drop of drops) {
    const name = rowName(drop.thread, drop, drop.week)
    held[name] = [...new Set([...(held[name] ?? []), drop.place])].toSorted((a, b) => a - b)
  }
  return { ...watch, held }
}

/** What became of the sealed keys that stand in messages, by the hash of the message. */
export type Opened = ReadonlyMap<string, Received>

export function openedOf({ opened }: Watch): Opened {
  const entries = Object.entries(opened).map(([hash, kept]): [string, Received] => [
    hash,
    typeof kept === 'string' ? kept : { ...kept, key: fromBase64(kept.key) },
  ])
  return new Map(entries)
}

/** The watch once more sealed keys were tried. */
export function withOpened(watch: Watch, received: Opened): Watch {
  const kept = [...received].map(([hash, each]): [string, KeptKey] => [
    hash,
    typeof each === 'string' ? each : { ...each, key: toBase64(each.key) },
  ])
  return { ...watch, opened: { ...watch.opened, ...Object.fromEntries(kept) } }
}

/** How many keys are read, and how many were granted the case: they become more, and never others. */
export const countKeys = ({ keys, granted }: Watch): number =>
  Object.values(keys).flat().length + granted.length
