import type { App, Screen } from '../app.ts'
import { contactOf } from '../contact.ts'
import { copyButton } from '../copying.ts'
import { button, type Child, h, paragraph } from '../dom.ts'
import { plainText } from '../draft.ts'
import { heading } from '../heading.ts'
import type { Reason } from '../refusal.ts'

/** Worth another try without changing anything about the page. */
const passing: readonly Reason[] = ['clock', 'unready', 'unknown', 'expired']

/** Why it stopped, that nothing is lost, and what to do. */
export const stopped: Screen = (app) => {
  const { state } = app
  const words = app.words().stopped
  const reason = state.refusal ?? 'unknown'
  return [
    heading(reason === 'receipt' ? words.sentTitle : words.title),
    h('div', { class: 'alert' }, paragraph(explain(app, reason))),
    reason !== 'too-long' && paragraph(tell(app)),
    h(
      'div',
      { class: 'actions' },
      passing.includes(reason) && button(app.words().tryAgain, () => tryAgain(app), { class: 'main' }),
      reason === 'too-long' && button(app.words().change, () => app.go('story'), { class: 'main' }),
    ),
    ...yours(app),
  ]
}

function explain({ words }: App, reason: Reason): string {
  return reason === 'too-long' ? words().story.tooLong('100\u00a0%') : words().stopped[reason]
}

function tell(app: App): string {
  const { tell, tellHere } = app.words().stopped
  const contact = contactOf(app)
  return contact === '' ? tell : `${tellHere} ${contact}`
}

/** Begins again where the person was: what they typed is still there. */
function tryAgain({ connection, state, go }: App): void {
  state.refusal = null
  connection.start()
  go(state.story === '' ? 'start' : 'check')
}

function yours(app: App): readonly Child[] {
  const text = plainText(app.state)
  const words = app.words().stopped
  if (text === '') return []
  return [
    h('h2', {}, words.yours),
    paragraph(words.yoursAbout),
    h('div', { class: 'answer', dir: 'auto', translate: 'no' }, text),
    copyButton(app, () => text),
  ]
}
