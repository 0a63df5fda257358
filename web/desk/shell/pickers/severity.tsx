import { SEVERITIES, type Severity } from '../../../../src/protocol/thread/events.ts'
import { doDeed } from '../../state/deeds.ts'
import { commonWords } from '../../words/common.ts'
import { words } from '../../words/index.ts'
import { pickerWords } from '../../words/pickers.ts'
import { closeDialog } from '../dialog.tsx'
import { casesText, common, type OfCases } from './cases.ts'
import { WithReason } from './with-reason.tsx'

const LEVELS: readonly (Severity | '')[] = [...SEVERITIES.toReversed(), '']

/** Says how much harm is at stake, with a reason for the team. */
export function SeverityPicker({ cases }: OfCases) {
  const w = words(pickerWords)
  const { severity: names } = words(commonWords)
  const set = (level: Severity | '', reason: string) => {
    closeDialog()
    const said = w.done.severity(casesText(cases), names[level])
    void doDeed(cases, { type: 'severity', level, reason }, said)
  }
  return (
    <WithReason
      title={w.severityTitle(casesText(cases))}
      button={w.setSeverity}
      options={LEVELS.map((id) => ({ id, text: names[id] }))}
      first={common(cases, ({ severity }) => severity ?? '') ?? 'medium'}
      onSet={set}
    />
  )
}
