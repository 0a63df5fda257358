import { useState } from 'preact/hooks'
import { doDeed } from '../../state/deeds.ts'
import { rows } from '../../state/inbox.ts'
import { words } from '../../words/index.ts'
import { type PickerWords, pickerWords } from '../../words/pickers.ts'
import { closeDialog, Dialog } from '../dialog.tsx'
import { casesText, type OfCases, rowsOf } from './cases.ts'
import { Choose, type Option } from './choose.tsx'
import { fits } from './fits.ts'

/** What is to become of a label; those that are not here stay as they are. */
type Wishes = ReadonlyMap<string, boolean>

/** Labels for one case or many: what only some of them have stays so until it is ticked. */
export function LabelsPicker({ cases }: OfCases) {
  const [typed, type] = useState('')
  const [wishes, wish] = useState<Wishes>(new Map())
  const w = words(pickerWords)
  const toggle = ({ id, isOn }: Option) => {
    wish(new Map(wishes).set(id, isOn !== true))
    type('')
  }
  const isTooLong = bytesOf(typed.trim()) > LONGEST
  const set = () => {
    if (isTooLong) return
    closeDialog()
    const wished = withTyped(wishes, typed.trim())
    const add = [...wished].filter(([, isOn]) => isOn).map(([label]) => label)
    const remove = [...wished].filter(([, isOn]) => !isOn).map(([label]) => label)
    if (wished.size > 0) void doDeed(cases, { type: 'label', add, remove }, w.done.labels(casesText(cases)))
  }
  const setAtOnce = (event: KeyboardEvent) => event.key === 'Enter' && event.ctrlKey && set()
  const options = optionsFor(cases, wishes, typed, w)
  return (
    <Dialog title={w.labelsTitle(casesText(cases))}>
      <div onKeyDown={setAtOnce}>
        <Choose label={w.label} options={options} typed={typed} onType={type} onChoose={toggle} isMany />
      </div>
      <p class={isTooLong ? 'is-late small' : 'soft small'}>{isTooLong ? w.labelTooLong : w.labelHint}</p>
      <div class="buttons">
        <button type="button" class="primary" onClick={set}>
          {w.setLabels}
        </button>
      </div>
    </Dialog>
  )
}

/** What was typed and not chosen is meant, too. */
const withTyped = (wishes: Wishes, typed: string): Wishes =>
  typed === '' ? wishes : new Map(wishes).set(typed, true)

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** In bytes: what a message of the team allows. */
const LONGEST = 60
/** More than these nobody reads through: typing finds the others. */
const SHOWN = 100

function optionsFor(cases: readonly number[], wishes: Wishes, typed: string, w: PickerWords): Option[] {
  const known = new Set([...rows.peek().values()].flatMap(({ labels }) => labels).concat(...wishes.keys()))
  const fitting = [...known].filter((label) => fits(label, typed)).sort((a, b) => a.localeCompare(b))
  const options = fitting.slice(0, SHOWN).map((label) => stateOf(cases, wishes, label, w))
  const made = typed.trim()
  const isNew = made !== '' && !known.has(made) && bytesOf(made) <= LONGEST
  return isNew ? [...options, { id: made, text: w.create(made), isOn: false }] : options
}

function stateOf(cases: readonly number[], wishes: Wishes, label: string, w: PickerWords): Option {
  const all = rowsOf(cases)
  const having = all.filter(({ labels }) => labels.includes(label)).length
  const wished = wishes.get(label)
  if (wished !== undefined) return { id: label, text: label, isOn: wished }
  if (having > 0 && having < all.length) return { id: label, text: label, isOn: 'mixed', hint: w.onSome }
  return { id: label, text: label, isOn: having > 0 }
}
