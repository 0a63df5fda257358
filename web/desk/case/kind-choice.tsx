import type { SourceDeed } from '../../../src/local/wire.ts'
import { TOLD, type Told } from '../../../src/protocol/thread/events.ts'
import { Choices } from '../shell/choices.tsx'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'

type Kind = SourceDeed['type']
const KINDS = ['say', 'ask', 'tell'] as const

interface KindProperties {
  readonly kind: Kind
  readonly onChoose: (kind: Kind) => void
}

/** Whether something is said, asked, or told as news of the tip. */
export function KindChoice({ kind, onChoose }: KindProperties) {
  const w = words(caseWords).toSource
  return (
    <fieldset class="kinds">
      <legend class="unseen">{w.how}</legend>
      {KINDS.map((each) => (
        <label key={each}>
          <input type="radio" name="kind" checked={each === kind} onChange={() => onChoose(each)} />
          <span>{w[each]}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface StatusProperties {
  readonly status: Told
  readonly onTell: (status: Told) => void
}

/** How the source is told that it stands. */
export function StatusChoice({ status, onTell }: StatusProperties) {
  const w = words(caseWords).toSource
  const options = TOLD.map((id) => ({ id, text: w.told[id] }))
  return <Choices legend={w.stands} options={options} chosen={status} onChoose={onTell} />
}
