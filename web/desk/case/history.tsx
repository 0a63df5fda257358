import { useState } from 'preact/hooks'
import type { ActView, WaitingView } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { dateText, numberText } from '../words/text.ts'
import { sayAct } from './act-words.ts'
import { useOpenCase } from './open-case.ts'
import { isForSource } from './source-deed.ts'
import { Leaving } from './waiting.tsx'

/** So many of the newest are shown at first. */
const FEW = 5

/** Everything that the team did, in order, and what of it waits to leave. */
export function History() {
  const { view } = useOpenCase()
  const [isWhole, showWhole] = useState(false)
  const w = words(caseWords).history
  const { acts } = view.team
  const shown = isWhole ? acts : acts.slice(-FEW)
  const waiting = view.waiting.filter(isAct)
  return (
    <section class="case-part" aria-labelledby="case-history">
      <h2 id="case-history" tabIndex={-1}>
        {w.title}
      </h2>
      {acts.length + waiting.length === 0 && <p class="soft">{w.nothing}</p>}
      {acts.length > FEW && (
        <button type="button" class="link small" aria-expanded={isWhole} onClick={() => showWhole(!isWhole)}>
          {isWhole ? w.few : w.all(numberText(acts.length))}
        </button>
      )}
      <ol class="bare history">
        {shown.map((act) => (
          <Act key={act.hash} act={act} />
        ))}
        {waiting.map((each) => (
          <WaitingAct key={each.id} waiting={each} />
        ))}
      </ol>
    </section>
  )
}

/** What the source is told, notes and comings stand in their own places until they have left. */
const isAct = ({ deed }: WaitingView): boolean => deed !== null && deed.type !== 'note' && !isForSource(deed)

function Act({ act: { author, day, deed } }: { readonly act: ActView }) {
  return (
    <li>
      <Sentence author={author} deed={deed} /> <time class="soft small">{dateText(day)}</time>
    </li>
  )
}

function WaitingAct({ waiting }: { readonly waiting: WaitingView }) {
  const { deed } = waiting
  if (deed === null || isForSource(deed)) return null
  return (
    <li class="soft">
      <Sentence author={inbox.value?.me ?? ''} deed={deed} /> <Leaving waiting={waiting} />
    </li>
  )
}

function Sentence({ author, deed }: Pick<ActView, 'author' | 'deed'>) {
  const reason = 'reason' in deed ? deed.reason : ''
  return (
    <>
      <PlainText text={sayAct(author, deed)} shown={500} />
      {reason !== '' && (
        <>
          {': '}
          <PlainText text={reason} shown={2000} />
        </>
      )}
    </>
  )
}
