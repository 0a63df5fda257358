import { PlainText } from '../shell/plain-text.tsx'
import { api } from '../state/api.ts'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { dateText } from '../words/text.ts'
import { Alone, attempt, isAlone, LeavingDialog } from './comings.tsx'
import { type OpenCase, useOpenCase } from './open-case.ts'
import { nameOf } from './people.ts'

/** Who said that they should not work on this. */
export function Conflicts() {
  const { view } = useOpenCase()
  const w = words(caseWords).conflict
  return (
    <>
      {view.team.conflicts.map(({ author, reason, day }) => (
        <p key={author} class="notice caution">
          {author === inbox.value?.me ? w.mine : `${w.said(nameOf(author))}.`} {dateText(day)}
          {reason !== '' && (
            <>
              {': '}
              <PlainText text={reason} shown={2000} />
            </>
          )}
        </p>
      ))}
    </>
  )
}

/** Tells the team that one should not work on a case, and leaves it. */
export function ConflictDialog({ open }: { readonly open: OpenCase }) {
  const w = words(caseWords).conflict
  if (isAlone(open)) return <Alone open={open} title={w.title} />
  const stepBack = (reason: string) => void attempt(open, w.done, api.conflict(open.number, reason))
  return (
    <LeavingDialog open={open} title={w.ask} label={w.reason} yes={w.yes} onLeave={stepBack}>
      <p>{w.about}</p>
      <ol>
        {w.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </LeavingDialog>
  )
}
