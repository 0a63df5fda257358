import type { App, SessionScreen } from '../app.ts'
import { choice, toggled } from '../choice.ts'
import { button, fill, h, paragraph } from '../dom.ts'
import { alertBox, heading } from '../heading.ts'
import type { Session } from '../session/index.ts'
import { wipe } from '../state.ts'
import { knownDesks } from './desks.ts'
import { returnWords } from './words/index.ts'

/** A new tip to somebody else, and what that means. */
export const elsewhere: SessionScreen = (app, session) => {
  const { state } = app
  const words = returnWords[state.language].elsewhere
  const problem = alertBox()
  const write = () => {
    const { desks } = state
    fill(problem, desks.length === 0 && paragraph(words.noDesk))
    if (desks.length === 0) return
    wipe(state)
    state.desks = desks
    app.go('story')
  }
  const back = () => app.go('conversation')
  return [
    h('p', { class: 'back' }, button(words.back, back, { class: 'link' })),
    heading(words.title),
    h('ul', {}, ...[words.own, words.untold, words.keep].map((text) => h('li', {}, text))),
    deskChoice(app, session),
    problem,
    h('div', { class: 'actions' }, button(words.write, write, { class: 'main' })),
  ]
}

function deskChoice(app: App, session: Session): HTMLElement {
  const keyring = session.keyring()
  const { state } = app
  const { comeback, language } = state
  const words = returnWords[language].elsewhere
  const known = comeback === null ? [] : knownDesks(session, comeback.tip.conversation)
  const options = keyring.desks.map((desk) => {
    const { id, label, about } = desk
    const told = known.includes(desk) ? { note: words.known } : { about }
    return choice(app, keyring, { id: `desk-${id}`, label, ...told }, state.desks.includes(id), (on) => {
      state.desks = toggled(state.desks, id, on)
    })
  })
  return h(
    'fieldset',
    {},
    h('legend', {}, words.where),
    known.length === 0 && paragraph(words.unknown),
    ...options,
  )
}
