import type { SessionScreen } from '../app.ts'
import { button, h, paragraph } from '../dom.ts'
import { wellFormed } from '../draft.ts'
import { textField } from '../field.ts'
import { heading } from '../heading.ts'
import { pauseLine } from '../pause-line.ts'
import { fits } from './reply.ts'
import { say } from './talk.ts'
import { trouble } from './trouble.ts'
import { returnWords } from './words/index.ts'

/** Asks once more, and says what it means: what was read cannot be taken back. */
export const withdraw: SessionScreen = (app, session, signal) => {
  const { state } = app
  const { comeback } = state
  const words = returnWords[state.language].withdraw
  const isSending = comeback?.busy === 'sending'
  const field = textField({
    id: 'farewell',
    label: words.why,
    hint: words.whyAbout,
    rows: 3,
    value: state.farewell,
    type: (text) => {
      state.farewell = text
      field.complain(null)
    },
  })
  field.input.readOnly = isSending
  const send = () => {
    if (comeback === null || (state.farewell.trim() !== '' && !fits(app, field, state.farewell, ''))) return
    const text = wellFormed(state.farewell)
    void say(app, session, comeback, { type: 'withdraw', text }, () => {
      state.farewell = ''
    })
  }
  return [
    heading(words.title),
    paragraph(words.about, 'lead'),
    paragraph(words.not),
    paragraph(words.stays),
    field.root,
    comeback !== null && trouble(app, comeback),
    pauseLine(app, signal),
    h('p', { role: 'status' }, isSending && returnWords[state.language].conversation.sending),
    h(
      'div',
      { class: 'actions' },
      button(words.no, () => app.go('conversation'), { class: 'main' }),
      button(words.yes, send, {
        class: 'quiet',
        id: 'withdraw',
        'aria-disabled': isSending ? 'true' : undefined,
      }),
    ),
  ]
}
