import { STATUSES, type Status } from '../../../../src/protocol/thread/events.ts'
import { doDeed } from '../../state/deeds.ts'
import { commonWords } from '../../words/common.ts'
import { words } from '../../words/index.ts'
import { pickerWords } from '../../words/pickers.ts'
import { closeDialog } from '../dialog.tsx'
import { casesText, common, type OfCases } from './cases.ts'
import { WithReason } from './with-reason.tsx'

/** Sets the status, with a reason for the team. `first` is chosen when it opens: *closed* when somebody closes. */
export function StatusPicker({ cases, first }: OfCases & { readonly first?: Status }) {
  const w = words(pickerWords)
  const { status: names } = words(commonWords)
  const set = (status: Status, reason: string) => {
    closeDialog()
    const name = casesText(cases)
    const said = status === 'closed' ? w.done.closed(name) : w.done.status(name, names[status])
    void doDeed(cases, { type: 'status', status, reason }, said)
  }
  return (
    <WithReason
      title={w.statusTitle(casesText(cases))}
      button={w.setStatus}
      options={STATUSES.map((id) => ({ id, text: names[id] }))}
      first={first ?? common(cases, ({ status }) => status) ?? 'triage'}
      onSet={set}
    />
  )
}
