import type { Bytes } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { Cabinet, Filing } from './cabinet.ts'

/** What a desk remembers between syncs. */
export interface SyncState {
  /** Every batch of tips up to this one is in the vault. */
  readonly cursor: number
  /** Entries of the batch at the cursor, in hexadecimal digits: the public list must go on having them. */
  readonly newest: readonly Remembered[]
  /** The newest keyring that was checked; 0 before the first. */
  readonly keyringSeq: number
  /** Things that no honest server does, each with how often it was seen. */
  readonly alarms: Readonly<Record<string, number>>
  /** Every batch of drops up to this one was looked through. */
  readonly drops: number
  /** The first week of which this vault can hold drops; null before the first sync of drops. */
  readonly from: number | null
  /**
   * Intake keys that the server did not have when drops of their week came, as `keyring/week`: every desk asks again at
   * its next sync.
   */
  readonly missing: readonly string[]
  /** Counts what was written, so that two commands at once notice each other. */
  readonly turn: number
}

export interface Remembered {
  readonly day: number
  readonly tag: string
  readonly hash: string
}

const STATE = 'state'

const NOTHING: SyncState = {
  cursor: 0,
  newest: [],
  keyringSeq: 0,
  alarms: {},
  drops: 0,
  from: null,
  missing: [],
  turn: 0,
}

/** The state and the bytes that guard it. A row of an older version lacks what came later. */
export function readState(cabinet: Cabinet): { readonly state: SyncState; readonly raw: Bytes | null } {
  const raw = cabinet.item(STATE)
  if (raw === null) return { raw, state: NOTHING }
  const { cursor, newest, keyringSeq, alarms, drops, from, missing, turn } = {
    ...NOTHING,
    ...(parseJson(raw) as Partial<SyncState>),
  }
  return { raw, state: { cursor, newest, keyringSeq, alarms, drops, from, missing, turn } }
}

/** The state of a vault, which changes together with what is filed. */
export interface Ledger {
  readonly state: () => SyncState
  /**
   * Answers with the number of each new case, in order; null for one that was here before.
   * @throws `vault_busy` when another command wrote since; then nothing was written
   */
  file(change: Partial<SyncState>, filing?: Omit<Filing, 'guard'>): readonly (number | null)[]
}

export function openLedger(cabinet: Cabinet): Ledger {
  let { state, raw } = readState(cabinet)
  return {
    state: () => state,
    file(change, filing = {}) {
      const next = { ...state, ...change, turn: state.turn + 1 }
      const after = encodeCanonical(next)
      const added = cabinet.file({ ...filing, guard: { name: STATE, before: raw, after } })
      state = next
      raw = after
      return added
    },
  }
}

/** Counts what was noticed. */
export function raise(
  alarms: SyncState['alarms'],
  more: Readonly<Record<string, number>>,
): SyncState['alarms'] {
  const counts = { ...alarms }
  for (const [alarm, count] of Object.entries(more)) {
    if (count > 0) counts[alarm] = (counts[alarm] ?? 0) + count
  }
  return counts
}
