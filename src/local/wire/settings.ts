import type { Severity, Status } from '../../protocol/thread/events.ts'
import type { Texts } from './basics.ts'

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
