import { useState } from 'preact/hooks'
import { doDeed } from '../../state/deeds.ts'
import { inbox } from '../../state/inbox.ts'
import { commonWords } from '../../words/common.ts'
import { words } from '../../words/index.ts'
import { personText } from '../../words/names.ts'
import { pickerWords } from '../../words/pickers.ts'
import { closeDialog, Dialog } from '../dialog.tsx'
import { casesText, type OfCases } from './cases.ts'
import { Choose, type Option } from './choose.tsx'
import { fits } from './fits.ts'

/** Gives cases to somebody, or to nobody. */
export function AssignPicker({ cases }: OfCases) {
  const [typed, type] = useState('')
  const w = words(pickerWords)
  const assign = ({ id, text }: Option) => {
    closeDialog()
    const to = id === NOBODY ? '' : id
    const said = to === '' ? w.done.freed(casesText(cases)) : w.done.assigned(casesText(cases), text)
    void doDeed(cases, { type: 'assign', to }, said)
  }
  const options = peopleToChoose().filter(({ text }) => fits(text, typed))
  return (
    <Dialog title={w.assignTitle(casesText(cases))}>
      <Choose label={w.person} options={options} typed={typed} onType={type} onChoose={assign} />
    </Dialog>
  )
}

const NOBODY = 'nobody'

/** Oneself first, then everybody whom the organisation lists, then nobody. */
function peopleToChoose(): Option[] {
  const { people = {}, me = '' } = inbox.value ?? {}
  const others = Object.keys(people).filter((id) => id !== me && people[id]?.isListed === true)
  const named = others.map((id) => ({ id, text: personText(id) }))
  const byName = (a: Option, b: Option) => a.text.localeCompare(b.text)
  return [
    { id: me, text: personText(me) },
    ...named.sort(byName),
    { id: NOBODY, text: words(commonWords).nobody },
  ]
}
