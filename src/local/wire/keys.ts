import type { Change } from '../../protocol/keyring/changes.ts'
import type { Question } from '../../protocol/keyring/statement.ts'
import type { PersonId, Texts } from './basics.ts'

// ---- keys and people: GET /api/keys ----------------------------------------------------------------------------------------

export interface KeysView {
  readonly me: { readonly id: PersonId; readonly words: string; readonly label: Texts }
  readonly organisation: { readonly words: string; readonly name: Texts; readonly contact: Texts }
  /** The newest one that is known here; null before the first sync. */
  readonly keyring: { readonly seq: number; readonly validFrom: string; readonly validUntil: string } | null
  /** Weeks of this identity's keys, oldest first. */
  readonly weeks: readonly WeekView[]
  readonly readableFrom: string | null
  readonly listedUntil: string | null
  readonly isHandedIn: boolean
  readonly people: readonly {
    readonly id: PersonId
    readonly label: Texts
    readonly words: string
    readonly desks: readonly Texts[]
    /** The day on which the organisation listed them first, such as `2026-11-21`. */
    readonly since: string
    /** The last day of their list of keys. */
    readonly until: string
  }[]
  /** Newest first: what the organisation changed in its keyring. */
  readonly journal: readonly JournalEntry[]
  readonly proposals: readonly ProposalView[]
  readonly warnings: readonly KeyWarning[]
}

export interface WeekView {
  readonly from: string
  readonly until: string
  readonly state: 'erased' | 'held' | 'made'
  readonly isNow: boolean
  /** From when on nobody can read with it any more. */
  readonly erasedFrom: string
}

/** The codes have their words in the page, in every language. */
export interface KeyWarning {
  readonly code:
    | 'not-fetched'
    | 'not-listed'
    | 'list-ended'
    | 'list-ends'
    | 'not-handed-in'
    | 'keyring-ends'
    | 'keyring-ended'
    | 'alarm'
  /** A day where the code speaks of one, or the name of an alarm. */
  readonly detail: string
}

export interface JournalEntry {
  readonly seq: number
  /** The day from which it counts. */
  readonly day: string
  readonly changes: readonly ChangeView[]
  /** How many root keys signed it. */
  readonly roots: number
  /** What those are called who approved it. */
  readonly approvedBy: readonly Texts[]
}

/** Somebody as a keyring lists them. */
export interface ListedPerson {
  readonly id: PersonId
  readonly label: Texts
  readonly desks: readonly Texts[]
  /** The last day of their list of keys. */
  readonly until: string
  /** Twelve words to compare over another channel. */
  readonly words: string
}
export interface ListedDesk {
  readonly id: string
  readonly label: Texts
  readonly about: Texts
}
export interface ListedQuestion extends Omit<Question, 'label' | 'hint' | 'example'> {
  readonly label: Texts
  readonly hint: Texts
  readonly example: Texts
}

/** A change between two keyrings as the page says it: nothing of it is left out, and nothing is in words yet. */
export type ChangeView =
  | Typed<'reader-added' | 'reader-removed', { readonly person: ListedPerson }>
  | Typed<
      'identity-replaced' | 'recipient-renamed' | 'intake-keys',
      { readonly person: ListedPerson; readonly before: ListedPerson }
    >
  | Typed<'desk-given' | 'desk-taken', { readonly person: ListedPerson; readonly desk: Texts }>
  | Typed<'desk-added' | 'desk-removed', { readonly desk: ListedDesk }>
  | Typed<'desk-renamed' | 'desk-described', { readonly desk: ListedDesk; readonly before: ListedDesk }>
  | Typed<'root-added' | 'root-removed', { readonly words: string }>
  | Typed<'texts', { readonly field: 'name' | 'contact'; readonly after: Texts }>
  | Typed<'languages', { readonly after: readonly string[] }>
  | Typed<
      'questionnaire',
      {
        readonly added: readonly ListedQuestion[]
        readonly changed: readonly ListedQuestion[]
        readonly removed: readonly string[]
      }
    >
  | Extract<Change, { readonly type: 'order' | 'validity' | 'threshold' | 'policy' | 'form' }>
  | Typed<'log-key-added' | 'log-key-removed', { readonly key: string }>

/** One shape for each of the types. */
type Typed<Type extends string, Shape> = Type extends string ? { readonly type: Type } & Shape : never

// ---- proposals: POST /api/proposals, POST /api/proposals/:id/approve, DELETE /api/proposals/:id -----------------------------

export interface ProposalRequest {
  /** The text of the file that an admin sent. */
  readonly file: string
}

export interface ProposalView {
  /** SHA-256 of the draft, 64 hexadecimal digits. */
  readonly id: string
  readonly seq: number
  readonly validFrom: string
  readonly validUntil: string
  /** Everything that changes. */
  readonly changes: readonly ChangeView[]
  /** People or desks that a source would take for one another. */
  readonly alike: readonly (readonly [Texts, Texts])[]
  readonly needsApproval: boolean
  readonly approvalsNeeded: number
  readonly approvedBy: readonly Texts[]
  readonly notApprovedBy: readonly Texts[]
  /** How many signatures of root keys are missing. */
  readonly rootsMissing: number
  readonly mayApprove: boolean
  readonly isApprovedByMe: boolean
  /** Another proposal with the same number waits here, too: only one of them can be published. */
  readonly hasRival: boolean
}

/** The signed file, which goes back to the admin. */
export interface ApproveAnswer {
  readonly name: string
  readonly file: string
  readonly proposal: ProposalView
}
