import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { App } from '../app.ts'
import { choice } from '../choice.ts'
import { button, type Child, fill, h, paragraph } from '../dom.ts'
import { laterDesks, laterPeopleOf, laterReadersOf } from '../draft.ts'
import { alertBox, backButton, heading } from '../heading.ts'
import { namesOf } from '../keyring-text.ts'
import { leavingOut } from '../leaving-out.ts'
import { withSession } from '../with-session.ts'
import { dateText } from '../words/text.ts'

/** One more desk, for the case that nobody answers in time. */
export const escalate = withSession((app, session) => {
  const { state } = app
  const keyring = session.keyring()
  const words = app.words().escalate
  const { acknowledgeDays, feedbackDays } = keyring.policy
  const date = (after: number) => dateText(state.language, session.today() + after)
  const later = h('div')
  const outcome = h('p', { class: 'outcome', role: 'status' })
  const problem = alertBox()
  const show = () => {
    const readers = laterReadersOf(state, keyring)
    const names = namesOf(keyring, readers, state.language)
    fill(outcome, ...(readers.length > 0 ? [`${words.readers} `, h('b', {}, names)] : []))
    const empty = readers.length === 0 && laterPeopleOf(state, keyring).length > 0
    fill(problem, empty && paragraph(words.nobodyLeft))
  }
  const drawPeople = () => {
    fill(later, ...peopleThere(app, keyring, show))
    show()
  }
  drawPeople()
  return [
    backButton(app),
    heading(words.title),
    paragraph(words.about(date(acknowledgeDays), date(acknowledgeDays + feedbackDays))),
    deskChoice(app, keyring, drawPeople),
    later,
    problem,
    outcome,
    h(
      'div',
      { class: 'actions' },
      button(app.words().next, () => app.go('codename'), { class: 'main' }),
    ),
  ]
})

function deskChoice(app: App, keyring: Keyring, change: () => void): HTMLElement {
  const { state } = app
  const words = app.words().escalate
  const pick = (id: string | null) => () => {
    state.escalate = id
    change()
  }
  const desks = laterDesks(state, keyring)
  if (!desks.some(({ id }) => id === state.escalate)) state.escalate = null
  return h(
    'fieldset',
    {},
    h('legend', {}, words.desk),
    choice(
      app,
      keyring,
      { id: 'later-none', label: words.none, oneOf: 'later' },
      state.escalate === null,
      pick(null),
    ),
    ...desks.map(({ id, label, about }) =>
      choice(
        app,
        keyring,
        { id: `later-${id}`, label, about, oneOf: 'later' },
        state.escalate === id,
        pick(id),
      ),
    ),
  )
}

function peopleThere(app: App, keyring: Keyring, change: () => void): readonly Child[] {
  const people = laterPeopleOf(app.state, keyring)
  if (people.length === 0) return []
  return [
    h('div', { class: 'notice' }, paragraph(app.words().escalate.promise)),
    leavingOut(app, keyring, people, change),
  ]
}
