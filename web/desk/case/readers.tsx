import type { CaseView, Readers as ReadersView, WaitingView } from '../../../src/local/wire.ts'
import { openDialog } from '../shell/dialog.tsx'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { personText } from '../words/names.ts'
import { dateText } from '../words/text.ts'
import { GrantDialog, LeaveDialog } from './comings.tsx'
import { isLeaving, useOpenCase } from './open-case.ts'
import { nameOf, namesOf } from './people.ts'
import { Leaving } from './waiting.tsx'

/** Who can read the case, with the proof of it; who came and went; and how somebody is let in. */
export function Readers({ readers }: { readonly readers: ReadersView }) {
  const open = useOpenCase()
  const w = words(caseWords).readers
  const later = hasRunOut(open.view.clocks) ? [] : readers.later
  return (
    <section class="case-part" aria-labelledby="case-readers">
      <h2 id="case-readers" tabIndex={-1}>
        {w.title}
      </h2>
      <p class="verified">
        <strong>{w.verified}</strong> {hasChanged(readers) ? w.proofThen(namesOf(readers.sealedTo)) : w.proof}
      </p>
      <dl class="pairs">
        <People label={w.now} ids={readers.reading.filter((id) => !later.includes(id))} />
        <People label={w.later} ids={later} />
        <People label={w.leftOut} ids={readers.leftOut} about={w.leftOutAbout} />
        <People label={w.gone} ids={readers.gone} />
      </dl>
      <Moves moves={readers.moves} waiting={open.view.waiting.filter(isMove)} />
      {!isLeaving(open.view) && (
        <div class="buttons">
          <button type="button" onClick={() => openDialog(() => <GrantDialog open={open} />)}>
            {w.grant}
          </button>
          <button type="button" class="quiet" onClick={() => openDialog(() => <LeaveDialog open={open} />)}>
            {w.leave}
          </button>
        </div>
      )}
    </section>
  )
}

/** Whom the source named for that case sees it from then on, even if somebody came after it. */
function hasRunOut(clocks: CaseView['clocks']): boolean {
  const today = inbox.value?.today ?? 0
  return clocks !== null && Object.values(clocks).some(({ due, met }) => (met ?? today) > due)
}

const hasChanged = ({ moves, gone }: ReadersView): boolean => moves.length + gone.length > 0

const isMove = ({ type }: WaitingView): boolean => type === 'grant' || type === 'leave'

interface PeopleProperties {
  readonly label: string
  readonly ids: readonly string[]
  readonly about?: string
}

function People({ label, ids, about }: PeopleProperties) {
  if (ids.length === 0) return null
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {namesOf(ids)}
        {about !== undefined && <span class="soft small"> {about}</span>}
      </dd>
    </div>
  )
}

interface MovesProperties extends Pick<ReadersView, 'moves'> {
  readonly waiting: readonly WaitingView[]
}

function Moves({ moves, waiting }: MovesProperties) {
  const w = words(caseWords).readers
  if (moves.length + waiting.length === 0) return null
  return (
    <ul class="bare moves">
      {moves.map(({ author, to, day, type }, i) => (
        <li key={i}>
          {type === 'grant' && to !== null ? w.letIn(nameOf(author), personText(to)) : w.left(nameOf(author))}{' '}
          <time class="soft small">{dateText(day)}</time>
        </li>
      ))}
      {waiting.map((each) => (
        <li key={each.id} class="soft">
          {each.type === 'leave' ? w.leaving : w.willLetIn} <Leaving waiting={each} />
        </li>
      ))}
    </ul>
  )
}
