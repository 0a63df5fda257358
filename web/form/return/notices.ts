import { ranOut } from '../../../src/protocol/thread/clocks.ts'
import type { Conversation, Line } from '../../../src/protocol/thread/conversation.ts'
import type { App } from '../app.ts'
import { contactOf } from '../contact.ts'
import { button, type Child, h, paragraph } from '../dom.ts'
import type { Session } from '../session/index.ts'
import type { Comeback } from '../state.ts'
import { dateText } from '../words/text.ts'
import { otherDesks } from './desks.ts'
import { earlierButton, isPartial } from './earlier.ts'
import { messageId } from './messages.ts'
import { returnWords } from './words/index.ts'

/** Where the case stands, in one sentence, and since when. */
export function statusOf({ state }: App, comeback: Comeback): readonly Child[] {
  const { lines, told, acknowledged, withdrawn } = comeback.tip.conversation
  const words = returnWords[state.language].conversation
  const news = lines.findLast(({ event }) => event.type === 'tell')
  const unread = isPartial(comeback) ? words.unreadHere : words.unread
  const status = told === null ? (acknowledged === null ? unread : words.read) : words.told[told]
  const since = told === null || news === undefined ? '' : words.since(dateText(state.language, news.day))
  return [
    withdrawn && paragraph(words.withdrawn, 'lead'),
    h('p', { class: 'lead' }, h('strong', {}, status), since !== '' && ` ${since}`),
  ]
}

/** A question that nothing was said to since. */
export function openQuestion({ state }: App, lines: readonly Line[]): Child {
  const words = returnWords[state.language].conversation
  const asked = lines.findLastIndex(({ event }) => event.type === 'ask')
  const answered = lines.findLastIndex(({ author }) => author === 'source')
  const line = lines[asked]
  if (line === undefined || answered > asked) return null
  const id = asked === lines.length - 1 ? 'last-message' : messageId(line)
  const go = () => document.getElementById(id)?.focus()
  return h(
    'div',
    { class: 'notice' },
    paragraph(words.question),
    h('p', {}, button(words.toQuestion, go, { class: 'link' })),
  )
}

/** Whether something was due that did not come, as far as is known; whoever withdrew waits for nothing. */
export const isOverdue = (session: Session, { tip }: Comeback): boolean =>
  !tip.conversation.withdrawn && Object.values(tip.clocks).some((clock) => ranOut(clock, session.today()))

/** Says plainly that a day has passed, and where else one can turn. */
export function overdue(app: App, session: Session, comeback: Comeback): Child {
  const words = returnWords[app.state.language].conversation
  const partial = isPartial(comeback)
  if (!isOverdue(session, comeback)) return null
  // What was said long ago is not known before somebody asks for it: nobody is blamed for a silence that may be none.
  const next = partial
    ? [paragraph(words.overEarlier), earlierButton(app, session, comeback)]
    : wayOn(app, session, comeback.tip.conversation)
  return h(
    'div',
    { class: 'notice' },
    h('p', {}, h('strong', {}, partial ? words.overHere : words.over)),
    ...next,
  )
}

function wayOn(app: App, session: Session, conversation: Conversation): readonly Child[] {
  const words = returnWords[app.state.language].conversation
  const { desks } = session.keyring()
  const contact = contactOf(app)
  const others = otherDesks(session, conversation)
  const turn = () => {
    // Nothing is ticked as long as it is not known where the first tip went.
    app.state.desks = others.length < desks.length ? others.map(({ id }) => id) : []
    app.go('elsewhere')
  }
  if (others.length === 0)
    return [paragraph(words.overAlone), contact !== '' && paragraph(`${words.contact} ${contact}`)]
  return [
    paragraph(words.overAbout),
    desks.length > 1 && paragraph(words.overNamed, 'hint'),
    button(words.elsewhere, turn, { class: 'quiet', id: 'elsewhere' }),
  ]
}

/** What is missing or was set aside: calmly, and whom to tell. */
export function findings(app: App, { findings: { missing, forked, aside } }: Conversation): Child {
  const words = returnWords[app.state.language].conversation
  const why = (...all: readonly string[]) => aside.some((each) => all.includes(each.why))
  const ownPart = aside.some((each) => each.why === 'incomplete' && each.author === 'source')
  const cutShort = aside.some((each) => each.why === 'incomplete' && each.author !== 'source')
  const changed = why('unreadable', 'malformed', 'misplaced', 'unsigned', 'not-allowed', 'order', 'removed')
  const sentences = [
    (missing.length > 0 || cutShort) && words.missing,
    (forked.length > 0 || changed) && words.aside,
    why('newer', 'unknown-type') && words.newer,
    ownPart && words.ownPart,
  ].filter((each) => each !== false)
  if (sentences.length === 0) return null
  const contact = contactOf(app)
  return h(
    'div',
    { class: 'notice' },
    ...sentences.map((sentence) => paragraph(sentence)),
    contact !== '' && paragraph(`${words.contact} ${contact}`),
    paragraph(words.certain),
  )
}
