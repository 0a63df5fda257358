// What the desk's page and its local server say to each other. Types alone: the page takes nothing else from here.
import type { ClockName, NamedKind, Severity, Status, Told } from '../protocol/thread/events.ts'

import type { PersonId, Texts } from './wire-keys.ts'

export type * from './wire-keys.ts'

/** Days since 1970-01-01 UTC. */
type Day = number
/** Unix seconds. */
type Moment = number
/** `source`, or a recipient's id. */
type AuthorId = string
/** A recipient's id; empty for nobody. */
type PersonIdOrNobody = string
/** Every refusal. */
export interface Refusal {
  /** A stable code: those of the commands, and `locked`, `session_missing`, `request_malformed`. */
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** The intake server said so: it is about that server, and not about this computer. */
  readonly isFromServer?: boolean
}

// ---- POST /api/session: the one-time token of the link for a session ----------------------------------------------------

export interface SessionRequest {
  readonly token: string
}
/** Every other request carries it as `authorization: Bearer …`. */
export interface SessionAnswer {
  readonly session: string
  /** 32 bytes, base64url: with it the server proves later on that it is still the one that answered here. */
  readonly proof: string
}

// ---- POST /api/prove: asked before a password is handed over, without a session --------------------------------------------

export interface ProveRequest {
  /** 32 fresh random bytes, base64url. */
  readonly nonce: string
}
export interface ProveAnswer {
  /** HMAC-SHA-256 under `proof` of `candor-desk ORIGIN NONCE`, base64url. */
  readonly mac: string
}

// ---- GET /api/state, POST /api/unlock, POST /api/lock, POST /api/alive ---------------------------------------------------

export interface DeskState {
  readonly locked: boolean
  /** The folder of the vault: so that a person knows which password is asked for. */
  readonly vault: string
  readonly isTrial: boolean
  /** Where the password of a trial lies; null in earnest. */
  readonly passwordFile: string | null
  /** Of this program, such as `0.1.0`. */
  readonly version: string
}

export interface UnlockRequest {
  readonly password: string
}

// ---- GET /api/inbox, GET /api/changes?after= ----------------------------------------------------------------------------

export interface NextClock {
  readonly name: ClockName
  readonly due: Day
  /** The team lets it run until this day, such as `2026-12-24`. */
  readonly until: string | null
}

/** A line of the inbox, with what waits to leave already counted in. */
export interface InboxRow {
  readonly number: number
  /** The two words that colleagues call it by. */
  readonly name: string
  /** `E#`, 64 hexadecimal digits. */
  readonly envelope: string
  readonly day: Day
  readonly isVoid: boolean
  readonly desks: readonly string[]
  readonly language: string
  /** The beginning of the first answer, in one line; empty for a void tip. */
  readonly preview: string
  readonly isGiven: boolean
  readonly status: Status
  readonly severity: Severity | null
  readonly assignee: PersonId | null
  readonly labels: readonly string[]
  readonly clock: NextClock | null
  /** No person has acknowledged it, and no acknowledgement waits. */
  readonly isNew: boolean
  /** Something that the source said has not been looked at here. */
  readonly isUnread: boolean
  /** The day of the last thing that anybody did. */
  readonly last: Day
  /** The number of the case that it repeats, where that is in this vault. */
  readonly repeats: number | null
  /** I said that I should not work on it. */
  readonly isConflict: boolean
  /** Things of this case that have not left yet. */
  readonly waiting: number
}

export interface Person {
  readonly label: Texts
  /** The newest keyring lists them. */
  readonly isListed: boolean
}

export interface Inbox {
  /** What `after` goes on from. */
  readonly version: number
  readonly rows: readonly InboxRow[]
  readonly me: PersonId
  readonly people: Readonly<Record<PersonId, Person>>
  readonly desks: Readonly<Record<string, Texts>>
  readonly organisation: Texts
  readonly today: Day
  readonly sync: SyncState
  readonly alarms: Readonly<Record<string, number>>
  readonly preferences: Preferences
}

/** Answers at once when there is something, and else after 25 seconds at most. What else has changed comes with it. */
export interface Changes extends Partial<Pick<Inbox, 'people' | 'desks' | 'organisation' | 'preferences'>> {
  readonly version: number
  readonly rows: readonly InboxRow[]
  /** Numbers of cases that are not here any more. */
  readonly gone: readonly number[]
  readonly today: Day
  readonly sync: SyncState
  readonly alarms: Readonly<Record<string, number>>
}

export interface SyncState {
  readonly phase: 'resting' | 'syncing' | 'offline' | 'failed'
  /** Sealed tips looked through in the sync that runs. */
  readonly seen: number
  /** When the last whole sync ended; null before the first. */
  readonly last: Moment | null
  readonly next: Moment | null
  /** Why the last one failed, or why something could not be handed in. */
  readonly trouble: Refusal | null
  /** Things that have not left yet, in all cases. */
  readonly waiting: number
}

// ---- GET /api/cases/:number ---------------------------------------------------------------------------------------------

export interface CaseView {
  readonly row: InboxRow
  readonly keyringSeq: number
  /** Bytes of the sealed envelope. */
  readonly size: number
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
  readonly excluded: readonly PersonId[]
  readonly escalate: readonly string[]
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

/** Marks as looked at what the source said; acknowledges the tip where nobody has and it is wished. */
export interface OpenRequest {
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

// ---- search: GET /api/search?q=, GET /api/cases/:number/similar ------------------------------------------------------------

export interface SearchAnswer {
  readonly hits: readonly SearchHit[]
  /** All that match; `hits` has the best 50. */
  readonly total: number
  /** Cases that are in the index, and cases there are: fewer while it is being made. */
  readonly indexed: number
  readonly of: number
}
export interface SearchHit {
  readonly number: number
  readonly where: 'tip' | 'conversation' | 'note' | 'name' | 'label'
  /** A piece of the text around the first match. */
  readonly before: string
  readonly match: string
  readonly after: string
}
export interface SimilarCase extends CaseRef {
  readonly why: readonly { readonly kind: NamedKind | 'words'; readonly text: string }[]
}

// ---- preferences: PUT /api/preferences -------------------------------------------------------------------------------------

export interface Preferences {
  readonly language: 'en' | 'ru' | 'kk' | ''
  readonly theme: 'light' | 'dark' | ''
  readonly views: readonly SavedView[]
  readonly templates: readonly Template[]
  /** Minutes without a key press or a movement until it locks. */
  readonly lockAfter: number
  /** Opening a new tip tells its source that a person has. */
  readonly acknowledges: boolean
}

export interface SavedView {
  readonly name: string
  readonly filter: Filter
}

/** Empty lists choose everything. */
export interface Filter {
  readonly status: readonly Status[]
  readonly severity: readonly (Severity | '')[]
  /** `me`, `nobody`, or an id. */
  readonly assignee: readonly string[]
  readonly desks: readonly string[]
  readonly labels: readonly string[]
  readonly languages: readonly string[]
  readonly due: '' | 'overdue' | 'week'
  readonly news: '' | 'new' | 'unread'
  readonly sort: 'due' | 'arrival' | 'last' | 'severity'
}

/** A text that the organisation uses again and again. */
export interface Template {
  readonly id: string
  readonly use: 'say' | 'ask' | 'tell'
  readonly title: Texts
  readonly text: Texts
}
