import { LONGEST_TEXT } from '../../../src/protocol/thread/events.ts'
import type { App } from '../app.ts'
import { button, type Child, h } from '../dom.ts'
import { wellFormed } from '../draft.ts'
import { type Field, textField } from '../field.ts'
import type { Session } from '../session/index.ts'
import type { Comeback } from '../state.ts'
import { percentText } from '../words/text.ts'
import { say } from './talk.ts'
import { returnWords } from './words/index.ts'

/** One field for whatever there is to say. */
export function replyField(app: App, session: Session, comeback: Comeback): readonly Child[] {
  const { state } = app
  const words = returnWords[state.language].conversation
  const isSending = comeback.busy === 'sending'
  const field = textField({
    id: 'reply',
    label: words.reply,
    labelledBy: 'reply-heading',
    hint: words.replyAbout,
    rows: 6,
    value: state.reply,
    type: (text) => {
      state.reply = text
      field.complain(null)
    },
  })
  // What is on its way is not changed any more, and can still be copied.
  field.input.readOnly = isSending
  const send = () => {
    if (!fits(app, field, state.reply, words.empty)) return
    const text = wellFormed(state.reply)
    void say(app, session, comeback, { type: 'say', text }, () => {
      state.reply = ''
    })
  }
  return [
    h('h2', { id: 'reply-heading' }, words.reply),
    field.root,
    h(
      'div',
      { class: 'actions' },
      button(words.send, send, {
        class: 'main',
        id: 'send',
        'aria-disabled': isSending ? 'true' : undefined,
      }),
      h('p', { role: 'status' }, isSending && words.sending),
    ),
  ]
}

/** Complains when nothing or too much was written. */
export function fits(app: App, field: Field, text: string, empty: string): boolean {
  const { language } = app.state
  const share = new TextEncoder().encode(wellFormed(text)).length / LONGEST_TEXT
  const tooLong = returnWords[language].conversation.tooLong
  const problem = share > 1 ? tooLong(percentText(language, share)) : text.trim() === '' ? empty : ''
  if (problem === '') return true
  field.complain(problem)
  field.input.focus()
  app.announce(problem)
  return false
}
