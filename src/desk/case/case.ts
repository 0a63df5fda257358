import type { Bytes } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { OpenedTip } from '../../protocol/tip.ts'
import type { Progress } from './progress.ts'

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
  /** It was not sealed to this desk: a colleague's parcel brought it (docs/protocol.md, 10.8). */
  readonly given?: true
}

/** A line of the inbox. */
export interface CaseSummary extends CaseFacts {
  readonly status: 'sound' | 'void'
  readonly desks: readonly string[]
  readonly language: string
  /** The beginning of the first answer. */
  readonly preview: string
  /** It waits, unseen, for a clock to run out, or where it was given for a grant. */
  readonly hidden: boolean
  /** Null for a void tip, and for one that an older version filed and nothing was written about since. */
  readonly progress: Progress | null
}

/** A case as it lies in the vault. */
export interface CaseRecord extends CaseFacts {
  readonly opened: OpenedTip
}

const PREVIEW = 160

export function summarise(
  { opened, ...facts }: CaseRecord,
  { hidden, progress }: Pick<CaseSummary, 'hidden' | 'progress'>,
): CaseSummary {
  const now = { hidden, progress }
  if (opened.status === 'void')
    return { ...facts, status: 'void', desks: [], language: '', preview: '', ...now }
  const { desks, language, answers } = opened.tip
  // A cut through a pair of surrogates would leave half a character.
  const cut = (answers[0]?.text ?? '').slice(0, PREVIEW).replace(/\p{Surrogate}$/u, '')
  const preview = cut.replace(/\s+/gu, ' ').trim()
  return { ...facts, status: 'sound', desks, language, preview, ...now }
}

// Rows are sealed under the vault's key, so that what comes out is what went in.
export const encodeRow = (row: CaseSummary | CaseRecord): Bytes => encodeCanonical(row)
/** A row of an older version knew nothing of threads, or less of how a case stands. */
export function readSummary(bytes: Bytes): CaseSummary {
  // Filled in where it stands: a start reads every line there is, and copies of them would cost more than the reading.
  const line = parseJson(bytes) as OldSummary
  line.hidden ??= false
  line.progress ??= null
  const { progress } = line
  if (progress !== null) {
    progress.severity ??= null
    progress.mergedInto ??= null
    progress.conflicts ??= []
    progress.delays ??= {}
    // Once something is written in the case it is known.
    progress.count ??= 0
  }
  return line as CaseSummary
}

type Newer = 'severity' | 'mergedInto' | 'conflicts' | 'delays' | 'count'
type OldProgress = Omit<Progress, Newer> & { -readonly [Name in Newer]?: Progress[Name] }
type OldSummary = Omit<CaseSummary, 'hidden' | 'progress'> & {
  hidden?: boolean
  progress?: OldProgress | null
}

export const readRecord = (bytes: Bytes): CaseRecord => parseJson(bytes) as CaseRecord
