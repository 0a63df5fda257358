import type { Filter } from '../../../src/local/wire.ts'
import { EVERYTHING } from './filter.ts'

export type BuiltIn = 'inbox' | 'mine' | 'nobody' | 'new' | 'due' | 'overdue' | 'all' | 'closed'

const NOT_CLOSED: Filter = { ...EVERYTHING, status: ['new', 'triage', 'open', 'waiting'] }

/** The views that everybody has. */
export const builtIn: Readonly<Record<BuiltIn, Filter>> = {
  inbox: NOT_CLOSED,
  mine: { ...NOT_CLOSED, assignee: ['me'] },
  nobody: { ...NOT_CLOSED, assignee: ['nobody'] },
  new: { ...NOT_CLOSED, news: 'unread', sort: 'arrival' },
  due: { ...NOT_CLOSED, due: 'week' },
  overdue: { ...NOT_CLOSED, due: 'overdue' },
  all: { ...EVERYTHING, sort: 'arrival' },
  closed: { ...EVERYTHING, status: ['closed'], sort: 'last' },
}

export const builtInNames = Object.keys(builtIn) as readonly BuiltIn[]

/** A view: one that everybody has, or one that somebody saved under this name. */
export type View =
  | { readonly kind: 'built-in'; readonly name: BuiltIn }
  | { readonly kind: 'saved'; readonly name: string }
