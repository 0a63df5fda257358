import { openDialog } from '../shell/dialog.tsx'
import { AssignPicker } from '../shell/pickers/assign.tsx'
import { casesText } from '../shell/pickers/cases.ts'
import { LabelsPicker } from '../shell/pickers/labels.tsx'
import { MergePicker } from '../shell/pickers/merge.tsx'
import { SeverityPicker } from '../shell/pickers/severity.tsx'
import { StatusPicker } from '../shell/pickers/status.tsx'
import { doDeed } from '../state/deeds.ts'
import { inbox, rows } from '../state/inbox.ts'
import { words } from '../words/index.ts'
import { personText } from '../words/names.ts'
import { pickerWords } from '../words/pickers.ts'
import { meant } from './list.ts'

/** The cases that a key or a button is about; a tip that was set aside has no case to work on. */
const forMeant = (act: (cases: readonly number[]) => void) => (): void => {
  const cases = meant().filter((number) => rows.peek().get(number)?.isVoid === false)
  if (cases.length > 0) act(cases)
}

/** What can be done with the cases that are selected, or with the one that is open. */
export const acts = {
  status: forMeant((cases) => openDialog(() => <StatusPicker cases={cases} />)),
  close: forMeant((cases) => openDialog(() => <StatusPicker cases={cases} first="closed" />)),
  severity: forMeant((cases) => openDialog(() => <SeverityPicker cases={cases} />)),
  assign: forMeant((cases) => openDialog(() => <AssignPicker cases={cases} />)),
  labels: forMeant((cases) => openDialog(() => <LabelsPicker cases={cases} />)),
  merge: forMeant((cases) => openDialog(() => <MergePicker cases={cases} />)),
  takeOver: forMeant((cases) => {
    const to = inbox.peek()?.me ?? ''
    const said = words(pickerWords).done.assigned(casesText(cases), personText(to))
    void doDeed(cases, { type: 'assign', to }, said)
  }),
}
