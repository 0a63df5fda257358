import type { InboxRow } from '../../../../src/local/wire.ts'
import { doDeed } from '../../state/deeds.ts'
import { words } from '../../words/index.ts'
import { pickerWords } from '../../words/pickers.ts'
import { closeDialog } from '../dialog.tsx'
import { CasePicker } from './case-picker.tsx'
import { casesText, type OfCases } from './cases.ts'

/** Says that cases repeat another one. */
export function MergePicker({ cases }: OfCases) {
  const w = words(pickerWords)
  const merge = ({ envelope, name }: InboxRow) => {
    closeDialog()
    void doDeed(cases, { type: 'merge', into: envelope }, w.done.merged(casesText(cases), name))
  }
  return (
    <CasePicker
      title={w.mergeTitle(casesText(cases))}
      about={w.mergeAbout}
      without={cases}
      onChoose={merge}
    />
  )
}

/** Takes it out of the case that it was merged into. */
export const takeApart = (number: number): Promise<boolean> =>
  doDeed([number], { type: 'merge', into: '' }, words(pickerWords).done.apart(casesText([number])))
