import { useState } from 'preact/hooks'
import type { ClockName } from '../../../src/protocol/thread/events.ts'
import { dayText } from '../../../src/protocol/time.ts'
import { Choices } from '../shell/choices.tsx'
import { closeDialog, Dialog } from '../shell/dialog.tsx'
import { doDeed } from '../state/deeds.ts'
import { inbox, rows } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { ReasonField } from './reason-field.tsx'

interface Properties {
  readonly number: number
  readonly clocks: readonly ClockName[]
}

const FIRST_OFFER_DAYS = 30

/** Lets a clock run longer, with a reason; the day of the law stays. */
export function DelayDialog({ number, clocks }: Properties) {
  const w = words(caseWords).clocks
  const today = inbox.peek()?.today ?? 0
  const [clock, choose] = useState<ClockName>(clocks.at(-1) ?? 'feedback')
  const [until, set] = useState(dayText(today + FIRST_OFFER_DAYS))
  const [reason, write] = useState('')
  const [isTried, setTried] = useState(false)
  const options = clocks.map((id) => ({ id, text: w[id].title }))
  const isBadDay = until <= dayText(today)
  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (isBadDay || reason.trim() === '') return
    closeDialog()
    void doDeed([number], { type: 'delay', clock, until, reason: reason.trim() }, w.done)
  }
  return (
    <Dialog title={w.delayTitle} of={rows.peek().get(number)?.name ?? ''}>
      <p>{w.delayAbout}</p>
      <form autocomplete="off" onSubmit={submit} noValidate>
        <Choices legend={w.which} options={options} chosen={clock} onChoose={choose} />
        <div class="field">
          <label for="delay-until">{w.day}</label>
          <input
            id="delay-until"
            type="date"
            autocomplete="off"
            min={dayText(today + 1)}
            value={until}
            aria-invalid={(isTried && isBadDay) || undefined}
            aria-describedby="delay-until-wrong"
            onInput={({ currentTarget }) => set(currentTarget.value)}
          />
          <span class="wrong" id="delay-until-wrong" role="alert">
            {isTried && isBadDay && w.badDay}
          </span>
        </div>
        <ReasonField
          label={w.reason}
          value={reason}
          onWrite={write}
          wrong={isTried && reason.trim() === '' ? w.noReason : ''}
        />
        <div class="buttons">
          <button type="submit" class="primary">
            {w.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
