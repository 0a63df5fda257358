import type { Line } from '../../../src/protocol/thread/conversation.ts'
import { dayText } from '../../../src/protocol/time.ts'
import type { App } from '../app.ts'
import { type Child, h, paragraph } from '../dom.ts'
import { spoken } from '../keyring-text.ts'
import type { Session } from '../session/index.ts'
import { dateText } from '../words/text.ts'
import { listedAs } from './listed-as.ts'
import { type ReturnWords, returnWords } from './words/index.ts'

/** What people say; recaps and new keys are matters of the programs. */
const shown = ['say', 'ask', 'tell', 'acknowledge', 'withdraw']

export const visibleLines = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ event }) => shown.includes(event.type))

export const messageId = ({ hash }: Line): string => `message-${hash}`

/** Oldest first. Nothing that somebody wrote becomes anything but text. */
export function messageList(app: App, session: Session, lines: readonly Line[]): HTMLElement {
  const items = lines.map((line, i) => item(app, session, line, i === lines.length - 1))
  return h('ol', { class: 'conversation' }, ...items)
}

function item(app: App, session: Session, line: Line, isLast: boolean): HTMLElement {
  const { language } = app.state
  const words = returnWords[language].conversation
  const own = line.author === 'source'
  return h(
    'li',
    { class: own ? 'own' : undefined, id: isLast ? 'last-message' : messageId(line), tabindex: '-1' },
    h(
      'p',
      { class: 'who' },
      h('strong', {}, own ? words.you : nameOf(app, session, line.author)),
      ' ',
      h('time', { class: 'note', datetime: dayText(line.day) }, dateText(language, line.day)),
    ),
    ...said(line, words),
  )
}

function nameOf({ state }: App, session: Session, author: string): Child {
  const listed = listedAs(session, author)
  return listed === null ? author : spoken(listed.keyring, listed.label, state.language)
}

function said({ event }: Line, words: ReturnWords['conversation']): readonly Child[] {
  switch (event.type) {
    case 'say':
      return [exact(event.text)]
    case 'ask':
      return [paragraph(words.asks, 'named'), exact(event.text)]
    case 'tell':
      return [paragraph(words.says, 'named'), paragraph(words.told[event.status]), exact(event.text)]
    case 'acknowledge':
      return [paragraph(words.reads, 'named'), paragraph(words.readsText)]
    case 'withdraw':
      return [paragraph(words.withdraws, 'named'), paragraph(words.withdrawsText), exact(event.text)]
    case 'recap':
    case 'rekey':
    case 'follow':
      break
  }
  return []
}

const exact = (text: string): Child =>
  text !== '' && h('div', { class: 'answer', dir: 'auto', translate: 'no' }, text)
