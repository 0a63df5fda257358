import type { Bytes } from '../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../protocol/canonical.ts'
import type { OpenedTip } from '../protocol/tip.ts'

/** What is known of a case without its text. */
interface CaseFacts {
  /** `E#` as 64 hexadecimal digits. */
  readonly envelope: string
  /** The two words that colleagues call it by. */
  readonly name: string
  /** When the server took it, in days since 1970-01-01 UTC. */
  readonly day: number
  readonly batch: number
  /** Bytes of the envelope. */
  readonly size: number
  /** The keyring and epoch that it was sealed under. */
  readonly keyringSeq: number
  readonly epoch: number
}

/** A line of the inbox. */
export interface CaseSummary extends CaseFacts {
  readonly status: 'sound' | 'void'
  readonly desks: readonly string[]
  readonly language: string
  /** The beginning of the first answer. */
  readonly preview: string
}

/** A case as it lies in the vault. */
export interface CaseRecord extends CaseFacts {
  readonly opened: OpenedTip
}

const PREVIEW = 160

export function summarise({ opened, ...facts }: CaseRecord): CaseSummary {
  if (opened.status === 'void') return { ...facts, status: 'void', desks: [], language: '', preview: '' }
  const { desks, language, answers } = opened.tip
  // A cut through a pair of surrogates would leave half a character.
  const preview = (answers[0]?.text ?? '').slice(0, PREVIEW).replace(/\p{Surrogate}$/u, '')
  return { ...facts, status: 'sound', desks, language, preview: preview.replace(/\s+/gu, ' ').trim() }
}

// Rows are sealed under the vault's key, so that what comes out is what went in.
export const encodeRow = (row: CaseSummary | CaseRecord): Bytes => encodeCanonical(row)
export const readSummary = (bytes: Bytes): CaseSummary => parseJson(bytes) as CaseSummary
export const readRecord = (bytes: Bytes): CaseRecord => parseJson(bytes) as CaseRecord
