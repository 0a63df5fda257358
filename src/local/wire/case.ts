import type { ClockName, NamedKind, Severity, Status, Told } from '../../protocol/thread/events.ts'
import type { AuthorId, Day, Moment, PersonId, Texts } from './basics.ts'
import type { InboxRow } from './inbox.ts'

/** A recipient's id; empty for nobody. */
type PersonIdOrNobody = string

// ---- GET /api/cases/:number ---------------------------------------------------------------------------------------------

export interface CaseView {
  readonly row: InboxRow
  /** Null for a void tip. */
  readonly tip: TipView | null
  /** Why a void tip is void. */
  readonly why: 'not-a-tip' | 'signature' | 'slots' | null
  readonly readers: Readers | null
  readonly conversation: ConversationView | null
  readonly team: TeamView
  readonly clocks: Readonly<Record<ClockName, ClockView>> | null
  /** Not handed in yet, oldest first; what the software does by itself is left out. */
  readonly waiting: readonly WaitingView[]
  readonly draft: Draft
  /** Cases that were merged into this one. */
  readonly repeated: readonly CaseRef[]
  readonly repeats: CaseRef | null
}

export interface TipView {
  readonly language: string
  readonly answers: readonly AnswerView[]
  readonly desks: readonly string[]
  readonly files: readonly { readonly name: string; readonly type: string; readonly size: number }[]
}

export interface AnswerView {
  readonly id: string
  /** Which one, where a question is answered several times: 0 is the first. */
  readonly n: number
  /** Answers with one group and one `n` belong together, such as a person and their position. */
  readonly group: string
  readonly role: '' | 'subject' | 'superior'
  readonly question: Texts
  readonly text: string
}

export interface Readers {
  /** Everybody the tip was sealed to, and verified to be: this software made every seal again and compared. */
  readonly sealedTo: readonly PersonId[]
  /** Those of them who see it only when a clock has run out. */
  readonly later: readonly PersonId[]
  readonly reading: readonly PersonId[]
  readonly gone: readonly PersonId[]
  readonly leftOut: readonly PersonId[]
  /** To whom it can be granted. */
  readonly candidates: readonly PersonId[]
  readonly moves: readonly {
    readonly author: PersonId
    readonly day: Day
    readonly type: 'grant' | 'leave'
    readonly to: PersonId | null
  }[]
}

export interface ConversationView {
  readonly told: Told | null
  readonly withdrawn: boolean
  readonly lines: readonly TalkLine[]
  /** What is missing or forged; empty where all is well. */
  readonly findings: readonly FindingView[]
}

export interface TalkLine {
  readonly hash: string
  readonly author: AuthorId
  readonly day: Day
  readonly type: 'say' | 'ask' | 'tell' | 'withdraw' | 'acknowledge' | 'readers'
  readonly text: string
  /** Of `tell`. */
  readonly told: Told | null
  /** Of `readers`: who reads from here on. */
  readonly stays: readonly PersonId[]
  /** Said by the source, and not looked at here before now. */
  readonly isUnread: boolean
}

export interface TeamView {
  readonly acts: readonly ActView[]
  readonly severityReason: string
  readonly delays: readonly {
    readonly clock: ClockName
    readonly until: string
    readonly reason: string
    readonly author: PersonId
    readonly day: Day
  }[]
  readonly links: readonly CaseRef[]
  /** What the answers name, and what the team added. */
  readonly names: readonly NameView[]
  readonly conflicts: readonly { readonly author: PersonId; readonly reason: string; readonly day: Day }[]
  readonly findings: readonly FindingView[]
}

/** What no honest server and no honest author leaves behind. The codes have their words in the page, in every language. */
export interface FindingView {
  readonly code:
    | 'missing'
    | 'forked'
    | 'unreadable'
    | 'incomplete'
    | 'malformed'
    | 'newer'
    | 'misplaced'
    | 'unsigned'
    | 'unknown-type'
    | 'not-allowed'
    | 'order'
    | 'removed'
    | 'void-key'
  /** Whose messages they are. */
  readonly author: AuthorId
  readonly count: number
}

export interface NameView {
  readonly kind: NamedKind
  readonly name: string
  readonly from: 'tip' | 'team'
}

/** Another case; without a number where it is not in this vault. */
export interface CaseRef {
  readonly envelope: string
  readonly number: number | null
  readonly name: string
}

export interface ActView {
  readonly hash: string
  readonly author: PersonId
  readonly day: Day
  readonly deed: TeamDeed
}

export interface ClockView {
  readonly due: Day
  readonly met: Day | null
}

export interface WaitingView {
  readonly id: string
  /** Null for an acknowledgement, a grant and a departure. */
  readonly deed: Deed | null
  readonly type: string
  readonly leaves: Moment
  /** Some of it may have left. */
  readonly isPlaced: boolean
}

/** What somebody is writing, kept sealed so that locking loses nothing. */
export interface Draft {
  /** What the text to the source is to be. */
  readonly kind: SourceDeed['type']
  /** Of `tell`. */
  readonly told: Told
  readonly toSource: string
  readonly note: string
}

// ---- deeds: POST /api/deeds, POST /api/undo -------------------------------------------------------------------------------

/** What the source will see. */
export type SourceDeed =
  | { readonly type: 'say' | 'ask'; readonly text: string }
  | { readonly type: 'tell'; readonly status: Told; readonly text: string }

/** What only the team sees. `link.to` and `merge.into` are `E#`; an empty one takes a merge apart. */
export type TeamDeed =
  | { readonly type: 'status'; readonly status: Status; readonly reason: string }
  | { readonly type: 'severity'; readonly level: Severity | ''; readonly reason: string }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'assign'; readonly to: PersonIdOrNobody }
  | { readonly type: 'label'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly type: 'link'; readonly to: string; readonly on: boolean }
  | { readonly type: 'merge'; readonly into: string }
  | { readonly type: 'name'; readonly kind: NamedKind; readonly name: string; readonly on: boolean }
  | { readonly type: 'conflict'; readonly reason: string }
  | { readonly type: 'delay'; readonly clock: ClockName; readonly until: string; readonly reason: string }

export type Deed = SourceDeed | TeamDeed

/** A deed for the source takes exactly one case, and `confirmed`: the person has seen it as the source will. */
export interface DeedsRequest {
  readonly cases: readonly number[]
  readonly deed: Deed
  readonly confirmed: boolean
}

export interface DeedsAnswer {
  /** What `undo` takes. */
  readonly ids: readonly string[]
  /** When the last of them may leave. */
  readonly leaves: Moment
  /** Cases in which nothing can be said: tips that were set aside, and what is not here any more. */
  readonly skipped: readonly number[]
}

export interface UndoRequest {
  readonly ids: readonly string[]
}
export interface UndoAnswer {
  readonly undone: number
  /** They had left, or may have. */
  readonly late: number
}

// ---- a case: POST /api/cases/:number/{open,grant,leave,purge}, PUT /api/cases/:number/draft --------------------------------

/** Marks as looked at what the source said and the page shows; acknowledges the tip where nobody has and it is wished. */
export interface OpenRequest {
  /** The hashes of the lines that stand on the page as unread: what came since has been seen by nobody. */
  readonly seen: readonly string[]
  readonly acknowledge: boolean
}
/** The id of an acknowledgement that was queued, for `undo`. */
export interface OpenAnswer {
  readonly acknowledgement: { readonly id: string; readonly leaves: Moment } | null
}
export interface GrantRequest {
  readonly to: PersonId
}
export interface LeaveRequest {
  readonly reason: string
}
