import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Severity } from '../../protocol/thread/events.ts'
import { dayText } from '../../protocol/time.ts'
import type { Piece, Terminal } from '../terminal.ts'
import { personOf } from './for-programs.ts'
import type { ListedCase } from './open.ts'
import { nameOf } from './people.ts'
import { leftOf } from './when.ts'

export interface List {
  readonly cases: readonly ListedCase[]
  readonly trail: Trail
  /** Days since 1970-01-01 UTC. */
  readonly now: number
  /** The numbers of cases that are new. */
  readonly added: readonly number[]
}

interface Column {
  readonly title: string
  readonly align?: 'right'
  readonly keep?: boolean
  readonly cell: (each: ListedCase) => Piece
}

/** A table of cases. Columns that would be empty are left out, so that it fits 80 letters. */
export function showList({ table }: Terminal, list: List): void {
  const columns = columnsOf(list)
  table(
    columns,
    list.cases.map((each) => columns.map(({ cell }) => cell(each))),
  )
}

function columnsOf({ cases, trail, now, added }: List): Column[] {
  const some = (test: (each: ListedCase) => unknown, column: Column) => (cases.some(test) ? [column] : [])
  const desks = new Set(cases.map(({ summary }) => summary.desks.join(' ')))
  return [
    { title: '', align: 'right', keep: true, cell: ({ number }) => `${number}` },
    { title: 'case', keep: true, cell: ({ summary }) => summary.name },
    ...some((each) => markOf(each, added) !== '', {
      title: '',
      keep: true,
      cell: (each) => ({ text: markOf(each, added), style: 'strong' }),
    }),
    { title: 'next', keep: true, cell: (each) => clockOf(each, now) },
    { title: 'status', keep: true, cell: ({ summary }) => summary.progress?.status ?? '' },
    ...some(({ summary }) => summary.progress?.severity, {
      title: 'serious',
      cell: ({ summary }) => severityOf(summary.progress?.severity ?? null),
    }),
    ...some(({ summary }) => summary.progress?.assignee, {
      title: 'who',
      cell: ({ summary }) => (summary.progress?.assignee ? nameOf(trail, summary.progress.assignee) : ''),
    }),
    ...some(({ summary }) => summary.progress?.labels.length, {
      title: 'labels',
      cell: ({ summary }) => (summary.progress?.labels ?? []).join(', '),
    }),
    ...(desks.size > 1
      ? [{ title: 'desk', cell: ({ summary }: ListedCase) => summary.desks.join(' ') }]
      : []),
    { title: 'begins', cell: beginning },
  ]
}

const markOf = ({ number, summary }: ListedCase, added: readonly number[]): string =>
  added.includes(number) ? 'just in' : summary.progress?.unread === true ? 'unread' : ''

const severityOf = (severity: Severity | null): Piece =>
  severity === 'critical' || severity === 'high' ? { text: severity, style: 'red' } : (severity ?? '')

function clockOf({ summary }: ListedCase, now: number): Piece {
  const clock = summary.progress?.clock ?? null
  return clock === null ? '' : leftOf(clock.due, now)
}

const beginning = ({ summary }: ListedCase): Piece =>
  summary.status === 'void' ? { text: 'set aside: not sealed as it claims', style: 'red' } : summary.preview

export const listedForPrograms = (trail: Trail, { number, summary }: ListedCase) => {
  const { name, day, desks, language, status, preview, envelope, progress } = summary
  return {
    number,
    name,
    day: dayText(day),
    desks,
    language,
    status,
    preview,
    envelope,
    progress: progress && {
      status: progress.status,
      assignee: progress.assignee && personOf(trail, progress.assignee),
      labels: progress.labels,
      severity: progress.severity,
      mergedInto: progress.mergedInto,
      conflicts: progress.conflicts.map((id) => personOf(trail, id)),
      clock: progress.clock && { ...progress.clock, due: dayText(progress.clock.due) },
      unread: progress.unread,
    },
  }
}
