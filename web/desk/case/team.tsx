import type { ActView, WaitingView } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { dateText } from '../words/text.ts'
import { Findings } from './findings.tsx'
import { NoteBox } from './note-box.tsx'
import { isLeaving, useOpenCase } from './open-case.ts'
import { nameOf } from './people.ts'
import { Leaving } from './waiting.tsx'

/** What colleagues write among themselves, and the box that leads to them alone. */
export function Team() {
  const { view } = useOpenCase()
  const w = words(caseWords).team
  const notes = view.team.acts.filter(({ deed }) => deed.type === 'note')
  const waiting = view.waiting.filter(({ deed }) => deed?.type === 'note')
  return (
    <section class="case-part surface to-team" aria-labelledby="case-team">
      <header>
        <h2 id="case-team" tabIndex={-1}>
          {w.title}
        </h2>
        <p class="small">{w.about}</p>
      </header>
      <Findings findings={view.team.findings} />
      {notes.length + waiting.length === 0 && <p class="soft">{w.nothing}</p>}
      <ol class="bare talk">
        {notes.map((act) => (
          <Note key={act.hash} act={act} />
        ))}
        {waiting.map((each) => (
          <WaitingNote key={each.id} waiting={each} />
        ))}
      </ol>
      {isLeaving(view) ? <p class="soft">{words(caseWords).readers.leaving}</p> : <NoteBox />}
    </section>
  )
}

const Note = ({ act: { author, day, deed } }: { readonly act: ActView }) => (
  <li class="said noted">
    <p class="said-head">
      <strong>{nameOf(author)}</strong> <time class="soft">{dateText(day)}</time>
    </p>
    {deed.type === 'note' && <PlainText text={deed.text} block />}
  </li>
)

const WaitingNote = ({ waiting }: { readonly waiting: WaitingView }) => (
  <li class="said noted is-waiting">
    <p class="said-head">
      <strong>{nameOf(inbox.value?.me ?? '')}</strong> <Leaving waiting={waiting} />
    </p>
    {waiting.deed?.type === 'note' && <PlainText text={waiting.deed.text} block />}
  </li>
)
