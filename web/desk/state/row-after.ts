import type { InboxRow, TeamDeed } from '../../../src/local/wire.ts'

/** How a line of the inbox will look once the local server has done this: shown before it has. */
export function rowAfter(
  row: InboxRow,
  deed: TeamDeed,
  numberOf: (envelope: string) => number | null,
): InboxRow {
  return { ...row, ...changeOf(row, deed, numberOf), waiting: row.waiting + 1 }
}

function changeOf(
  { labels }: InboxRow,
  deed: TeamDeed,
  numberOf: (envelope: string) => number | null,
): Partial<InboxRow> {
  switch (deed.type) {
    case 'status':
      return { status: deed.status }
    case 'severity':
      return { severity: deed.level === '' ? null : deed.level }
    case 'assign':
      return { assignee: deed.to === '' ? null : deed.to }
    case 'label':
      return { labels: [...new Set([...labels, ...deed.add])].filter((each) => !deed.remove.includes(each)) }
    case 'merge':
      return { repeats: deed.into === '' ? null : numberOf(deed.into) }
    case 'conflict':
      return { isConflict: true }
    case 'note':
    case 'link':
    case 'name':
    case 'delay':
      break
  }
  return {}
}
