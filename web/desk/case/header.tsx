import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { openDialog } from '../shell/dialog.tsx'
import { AssignPicker } from '../shell/pickers/assign.tsx'
import { LabelsPicker } from '../shell/pickers/labels.tsx'
import { SeverityPicker } from '../shell/pickers/severity.tsx'
import { StatusPicker } from '../shell/pickers/status.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { personText } from '../words/names.ts'
import { dateText, numberText } from '../words/text.ts'
import { useOpenCase } from './open-case.ts'
import { Way } from './way.tsx'

/** Which case it is and how it stands; what can be changed is changed by pressing it. */
export function Header() {
  const { view } = useOpenCase()
  const { number, name, day, isVoid, isGiven } = view.row
  const w = words(caseWords)
  const heading = useRef<HTMLHeadingElement>(null)
  // Whoever opens a case by a key goes on from its name.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  const facts = [w.page.number(numberText(number)), w.head.arrived(dateText(day))]
  return (
    <header class="case-head">
      <Way number={number} />
      <h1 id="case-name" ref={heading} tabIndex={-1}>
        {name}
      </h1>
      <p class="soft small">{[...facts, ...(isGiven ? [w.head.given] : [])].join(' · ')}</p>
      {!isVoid && <Standing />}
    </header>
  )
}

function Standing() {
  const { number, view } = useOpenCase()
  const { status, severity, assignee, labels } = view.row
  const w = words(caseWords).head
  const common = words(commonWords)
  const cases = [number]
  const last = [...view.team.acts, ...view.waiting].findLast(({ deed }) => deed?.type === 'status')?.deed
  return (
    <div class="standing">
      <Fact
        label={w.status}
        because={last?.type === 'status' ? last.reason : ''}
        onChange={() => <StatusPicker cases={cases} />}
      >
        {common.status[status]}
      </Fact>
      <Fact
        label={w.severity}
        because={view.team.severityReason}
        onChange={() => <SeverityPicker cases={cases} />}
      >
        <span class={`severity-${severity ?? 'none'}`}>{common.severity[severity ?? '']}</span>
      </Fact>
      <Fact label={w.assignee} onChange={() => <AssignPicker cases={cases} />}>
        {assignee === null
          ? w.nobody
          : assignee === inbox.value?.me
            ? words(caseWords).page.you
            : personText(assignee)}
      </Fact>
      <Fact label={w.labels} onChange={() => <LabelsPicker cases={cases} />}>
        {labels.length === 0 ? w.noLabels : <PlainText text={labels.join(', ')} />}
      </Fact>
    </div>
  )
}

interface FactProperties {
  readonly label: string
  readonly because?: string
  readonly onChange: () => ComponentChildren
  readonly children: ComponentChildren
}

function Fact({ label, because = '', onChange, children }: FactProperties) {
  const w = words(caseWords).head
  return (
    <div class="fact">
      <button type="button" class="quiet" onClick={() => openDialog(onChange)}>
        <span class="soft small">{label}</span>
        <span class="fact-is">{children}</span>
        <span class="unseen">{w.change}</span>
      </button>
      {because !== '' && (
        <p class="soft small">
          {w.because}: <PlainText text={because} shown={300} />
        </p>
      )}
    </div>
  )
}
