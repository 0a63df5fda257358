import type { App, SessionScreen } from '../app.ts'
import { button, type Child, h, paragraph } from '../dom.ts'
import { backButton, heading } from '../heading.ts'
import { pauseLine } from '../pause-line.ts'
import type { Session } from '../session/index.ts'
import type { Comeback } from '../state.ts'
import { dateText } from '../words/text.ts'
import { clockList } from './clocks.ts'
import { earlierButton, isPartial } from './earlier.ts'
import { messageList, visibleLines } from './messages.ts'
import { findings, isOverdue, openQuestion, overdue, statusOf } from './notices.ts'
import { readersNow } from './readers.ts'
import { replyField } from './reply.ts'
import { lookAgain } from './talk.ts'
import { trouble } from './trouble.ts'
import { returnWords } from './words/index.ts'

/** What came of a tip, and the conversation about it. */
export const conversation: SessionScreen = (app, session, signal) => {
  const { comeback, language } = app.state
  if (comeback === null) {
    queueMicrotask(() => app.go('return'))
    return []
  }
  const { tip } = comeback
  const words = returnWords[language].conversation
  const day = dateText(language, tip.day)
  return [
    backButton(app),
    heading(words.title(day)),
    tipChoice(app, comeback),
    ...statusOf(app, comeback),
    openQuestion(app, visibleLines(tip.conversation.lines)),
    paragraph(words.listed(day), 'hint'),
    h('h2', {}, words.due),
    clockList(language, tip, session.today()),
    overdue(app, session, comeback),
    findings(app, tip.conversation),
    ...messages(app, session, comeback),
    readersNow(app, session, tip),
    ...replyField(app, session, comeback),
    trouble(app, comeback),
    pauseLine(app, signal),
    h(
      'p',
      { class: 'section' },
      button(words.withdraw, () => app.go('withdraw'), { class: 'link' }),
    ),
    paragraph(words.leave, 'hint'),
  ]
}

/** The same words may stand for several tips. */
function tipChoice(app: App, comeback: Comeback): Child {
  const { language } = app.state
  const { tips } = comeback.visit
  if (tips.length < 2) return null
  const turn = (tip: Comeback['tip'], id: string) => () => {
    Object.assign(comeback, { tip, outcome: null, refusal: null })
    app.again(id)
  }
  const choices = tips.map((tip, i) =>
    button(dateText(language, tip.day), turn(tip, `tip-${i}`), {
      id: `tip-${i}`,
      'aria-pressed': `${tip === comeback.tip}`,
    }),
  )
  const label = returnWords[language].conversation.which
  return h('div', { class: 'tools', role: 'group', 'aria-label': label }, paragraph(`${label}:`), ...choices)
}

function messages(app: App, session: Session, comeback: Comeback): readonly Child[] {
  const words = returnWords[app.state.language].conversation
  const lines = visibleLines(comeback.tip.conversation.lines)
  const again = () => void lookAgain(app, session, comeback)
  return [
    h('h2', { id: 'conversation-heading', tabindex: '-1' }, words.heading),
    ...(isPartial(comeback) && !isOverdue(session, comeback)
      ? [paragraph(words.earlierAbout, 'hint'), h('p', {}, earlierButton(app, session, comeback))]
      : []),
    lines.length === 0
      ? paragraph(isPartial(comeback) ? words.silenceHere : words.silence)
      : messageList(app, session, lines),
    h(
      'div',
      { class: 'tools' },
      button(words.again, again, { class: 'quiet', id: 'look-again' }),
      h('p', { class: 'note' }, progressOf(app, comeback)),
    ),
  ]
}

function progressOf({ state }: App, { busy, outcome }: Comeback): string {
  const words = returnWords[state.language].conversation
  if (busy !== null) return busy === 'looking' ? words.looking : ''
  return outcome === null
    ? ''
    : { sent: words.sent, new: words.somethingNew, nothing: words.nothingNew }[outcome]
}
