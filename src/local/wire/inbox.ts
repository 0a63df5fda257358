import type { ClockName, Severity, Status } from '../../protocol/thread/events.ts'
import type { Day, Moment, PersonId, Refusal, Texts } from './basics.ts'
import type { Preferences } from './settings.ts'

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
