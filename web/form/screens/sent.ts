import { copyButton } from '../copying.ts'
import { button, h, paragraph } from '../dom.ts'
import { heading } from '../heading.ts'
import { withSession } from '../with-session.ts'
import { dateText } from '../words/text.ts'

/** What happens next and by when, the receipt, and the way out. */
export const sent = withSession((app, session) => {
  const { state } = app
  const words = app.words().sent
  const { acknowledgeDays, feedbackDays } = session.keyring().policy
  const day = state.takenOn ?? session.today()
  const date = (after: number) => dateText(state.language, day + after)
  const receipt = state.receipt ?? ''
  return [
    heading(words.title),
    paragraph(words.arrived(date(0)), 'lead'),
    h('div', { class: 'actions first' }, button(app.words().leave, app.leave, { class: 'main' })),
    h('h2', {}, words.next),
    h(
      'ul',
      {},
      h('li', {}, words.acknowledge(date(acknowledgeDays))),
      h('li', {}, words.feedback(date(acknowledgeDays + feedbackDays))),
      h('li', {}, state.comesBack ? words.comeBack : words.noComeBack),
    ),
    h('h2', {}, words.receipt),
    paragraph(words.receiptAbout),
    h(
      'pre',
      { class: 'receipt', tabindex: '0', 'aria-label': words.receipt, lang: 'en', dir: 'ltr' },
      receipt,
    ),
    copyButton(app, () => receipt),
    paragraph(words.leave, 'hint'),
  ]
})
