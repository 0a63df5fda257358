import type { InboxRow, SearchHit } from '../../../src/local/wire.ts'
import { visibleText } from '../shell/hidden-signs.ts'
import { inbox } from '../state/inbox.ts'
import { type CommonWords, commonWords } from '../words/common.ts'
import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'
import { deskText, personText } from '../words/names.ts'
import { daysLeft, PRESSING } from './clocks.ts'
import { looking, type Shown } from './list.ts'

interface Properties {
  readonly item: Shown
  readonly index: number
  readonly of: number
  readonly top: number
  readonly isAt: boolean
  readonly isSelected: boolean
  readonly onPress: (event: MouseEvent) => void
}

/** One case at a glance: what it is called, how it begins, how it stands, and by when something is due. */
export function Row({ item, index, of, top, isAt, isSelected, onPress }: Properties) {
  const { row, worst, hit } = item
  const isFresh = worst.isNew || worst.isUnread
  return (
    <div
      id={`row-${row.number}`}
      role="option"
      class={['row', isAt && 'is-at', isSelected && 'is-selected', isFresh && 'is-fresh']
        .filter(Boolean)
        .join(' ')}
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={of}
      style={{ insetBlockStart: `${top}px` }}
      onClick={onPress}
    >
      <span class="tick" aria-hidden="true">
        <span>{isSelected ? '✓' : ''}</span>
      </span>
      <FirstLine row={row} worst={worst} />
      {hit === null ? <Beginning row={row} /> : <Found hit={hit} />}
      <Facts item={item} />
    </div>
  )
}

function FirstLine({ row, worst }: { readonly row: InboxRow; readonly worst: InboxRow }) {
  return (
    <span class="row-first">
      <span class="row-name">{row.name}</span>
      <span class="row-number">{row.number}</span>
      <Clock row={worst} />
    </span>
  )
}

function Clock({ row }: { readonly row: InboxRow }) {
  const left = row.status === 'closed' && row.clock === null ? null : daysLeft(row, looking.value.today)
  if (left === null) return null
  const late = left < 0 ? ' is-late' : left <= PRESSING ? ' is-soon' : ''
  return <span class={`row-clock${late}`}>{clockText(left, words(commonWords))}</span>
}

/** Such as “3 days left”. */
function clockText(left: number, w: CommonWords): string {
  return left < 0 ? w.daysLate(-left) : left === 0 ? w.dueToday : w.daysLeft(left)
}

function Beginning({ row }: { readonly row: InboxRow }) {
  if (row.isVoid) return <span class="row-text is-late">{words(inboxWords).row.setAside}</span>
  return (
    <span class="row-text">
      <bdi>{visibleText(row.preview)}</bdi>
    </span>
  )
}

/** Letters before a match: more would push it out of sight. */
const MOST_BEFORE = 28

function Found({ hit: { before, match, after } }: { readonly hit: SearchHit }) {
  // What stands before the match is cut at its beginning, so that the match is seen.
  const near =
    before.length > MOST_BEFORE ? `…${before.slice(-MOST_BEFORE).replace(/^[\udc00-\udfff]/, '')}` : before
  return (
    <span class="row-text">
      <bdi>
        {visibleText(near)}
        <mark>{visibleText(match)}</mark>
        {visibleText(after)}
      </bdi>
    </span>
  )
}

const assigneeText = (id: string, w: CommonWords): string => (id === looking.value.me ? w.me : personText(id))

function Facts({ item: { row, worst, repeats, hit } }: { readonly item: Shown }) {
  const w = words(commonWords)
  const own = words(inboxWords)
  const news = worst.isNew ? own.row.isNew : worst.isUnread ? own.row.isUnread : null
  const hasDesks = Object.keys(inbox.value?.desks ?? {}).length > 1
  return (
    <span class="row-facts">
      {news !== null && <span class="news">{news}</span>}
      {hit !== null && <span>{own.search.where[hit.where]}</span>}
      {!row.isVoid && <span>{w.status[row.status]}</span>}
      {worst.severity !== null && (
        <span class={`severity-${worst.severity}`}>{w.severity[worst.severity]}</span>
      )}
      {row.assignee !== null && <span>{assigneeText(row.assignee, w)}</span>}
      {repeats.length > 0 && <span>{own.row.repeats(repeats.length)}</span>}
      {row.isConflict && <span class="is-late">{own.row.conflict}</span>}
      {hasDesks && row.desks.length > 0 && <span>{row.desks.map(deskText).join(', ')}</span>}
      {worst.waiting > 0 && <span class="is-soon">{own.row.waits}</span>}
      {row.labels.map((label) => (
        <bdi key={label} class="chip">
          {visibleText(label)}
        </bdi>
      ))}
    </span>
  )
}
