import type { Filter, InboxRow } from '../../../src/local/wire.ts'
import { daysLeft, THIS_WEEK } from './clocks.ts'

/** Who looks, and when. */
export interface Looking {
  readonly me: string
  readonly today: number
}

export const EVERYTHING: Filter = {
  status: [],
  severity: [],
  assignee: [],
  desks: [],
  labels: [],
  languages: [],
  due: '',
  news: '',
  sort: 'due',
}

const among = <Value>(chosen: readonly Value[], value: Value): boolean =>
  chosen.length === 0 || chosen.includes(value)

/** Whether a line belongs to what was chosen; lists that are empty choose everything. */
export function matches(row: InboxRow, filter: Filter, looking: Looking): boolean {
  return (
    among(filter.status, row.status) &&
    among(filter.severity, row.severity ?? '') &&
    among(filter.languages, row.language) &&
    hasAssignee(row, filter.assignee, looking.me) &&
    (filter.desks.length === 0 || row.desks.some((desk) => filter.desks.includes(desk))) &&
    filter.labels.every((label) => row.labels.includes(label)) &&
    isDue(row, filter.due, looking.today) &&
    (filter.news === '' || (filter.news === 'new' ? row.isNew : row.isNew || row.isUnread))
  )
}

function hasAssignee({ assignee }: InboxRow, chosen: readonly string[], me: string): boolean {
  if (chosen.length === 0) return true
  if (assignee === null) return chosen.includes('nobody')
  return chosen.includes(assignee) || (assignee === me && chosen.includes('me'))
}

function isDue(row: InboxRow, due: Filter['due'], today: number): boolean {
  if (due === '') return true
  const left = daysLeft(row, today)
  if (left === null) return false
  return due === 'overdue' ? left < 0 : left >= 0 && left <= THIS_WEEK
}

/** How many things were chosen, for the button of the panel. */
export const countChosen = (filter: Filter): number =>
  filter.status.length +
  filter.severity.length +
  filter.assignee.length +
  filter.desks.length +
  filter.labels.length +
  filter.languages.length +
  (filter.due === '' ? 0 : 1) +
  (filter.news === '' ? 0 : 1)

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each))

/** Whether two choose the same, in whatever order it was chosen. */
export function isSame(one: Filter, other: Filter): boolean {
  const lists = ['status', 'severity', 'assignee', 'desks', 'labels', 'languages'] as const
  return (
    lists.every((list) => sameList(one[list], other[list])) &&
    one.due === other.due &&
    one.news === other.news &&
    one.sort === other.sort
  )
}
