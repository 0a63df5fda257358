import type { Bytes } from '../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../protocol/canonical.ts'
import type { Cabinet } from './cabinet.ts'

/** What a desk remembers between syncs. */
export interface SyncState {
  /** Every batch up to this one is in the vault. */
  readonly cursor: number
  /** What the public list said of the batch at the cursor, as hexadecimal digits; empty before the first. */
  readonly mark: string
  /** The newest keyring that was checked; 0 before the first. */
  readonly keyringSeq: number
  /** Things that no honest server does, each with how often it was seen. */
  readonly alarms: Readonly<Record<string, number>>
}

export const STATE = 'state'

/** The state and the bytes that guard it. */
export function readState(cabinet: Cabinet): { readonly state: SyncState; readonly raw: Bytes | null } {
  const raw = cabinet.item(STATE)
  return {
    raw,
    state: raw === null ? { cursor: 0, mark: '', keyringSeq: 0, alarms: {} } : (parseJson(raw) as SyncState),
  }
}

export const encodeState = (state: SyncState): Bytes => encodeCanonical(state)
