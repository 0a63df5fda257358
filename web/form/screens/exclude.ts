import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { App } from '../app.ts'
import { choice, toggled } from '../choice.ts'
import { contactOf } from '../contact.ts'
import { button, type Child, fill, h, paragraph } from '../dom.ts'
import { desksOf, laterDesks, peopleOf, readersOf } from '../draft.ts'
import { alertBox, backButton, heading } from '../heading.ts'
import { namesOf } from '../keyring-text.ts'
import { leavingOut } from '../leaving-out.ts'
import { withSession } from '../with-session.ts'

/** Where the tip goes, and whom it must not reach. */
export const exclude = withSession((app, session) => {
  const { state } = app
  const keyring = session.keyring()
  const words = app.words().exclude
  const people = h('div')
  const outcome = h('p', { class: 'outcome', role: 'status' })
  const problem = alertBox('problem')
  const show = () => {
    const readers = readersOf(state, keyring)
    const names = namesOf(keyring, readers, state.language)
    fill(problem)
    fill(outcome, ...(readers.length > 0 ? [`${words.readers} `, h('b', {}, names)] : []))
    if (readers.length === 0 && desksOf(state, keyring).length > 0) fill(problem, ...nobodyLeft(app, keyring))
  }
  const drawPeople = () => {
    fill(people, ...peopleChoice(app, keyring, show))
    show()
  }
  const next = () => {
    if (desksOf(state, keyring).length === 0) fill(problem, paragraph(words.noDesk))
    if (readersOf(state, keyring).length > 0)
      return app.go(laterDesks(state, keyring).length > 0 ? 'escalate' : 'codename')
    const open = document.querySelector<HTMLElement>('main input:not(:checked), main input')
    open?.focus()
  }
  drawPeople()
  return [
    backButton(app),
    heading(words.title),
    state.peopleChanged && h('div', { class: 'notice' }, paragraph(app.words().check.changed)),
    keyring.desks.length > 1 && deskChoice(app, keyring, drawPeople),
    people,
    problem,
    outcome,
    h('div', { class: 'actions' }, button(app.words().next, next, { class: 'main' })),
  ]
})

function deskChoice(app: App, keyring: Keyring, change: () => void): HTMLElement {
  const { state } = app
  const words = app.words().exclude
  const options = keyring.desks.map(({ id, label, about }) =>
    choice(app, keyring, { id: `desk-${id}`, label, about }, state.desks.includes(id), (on) => {
      state.desks = toggled(state.desks, id, on)
      change()
    }),
  )
  return h('fieldset', {}, h('legend', {}, words.desks), paragraph(words.desksHint, 'hint'), ...options)
}

function peopleChoice(app: App, keyring: Keyring, change: () => void): readonly Child[] {
  const { means, meansNot } = app.words().exclude
  const people = peopleOf(app.state, keyring)
  if (people.length === 0) return []
  return [leavingOut(app, keyring, people, change), paragraph(`${means} ${meansNot}`)]
}

function nobodyLeft(app: App, keyring: Keyring): readonly Child[] {
  const { nobody, nobodyDesk, nobodyElse } = app.words().exclude
  const contact = contactOf(app)
  return [
    paragraph(keyring.desks.length > 1 ? `${nobody} ${nobodyDesk}` : nobody),
    paragraph(contact === '' ? nobodyElse : `${nobodyElse} ${app.words().start.contact} ${contact}`),
  ]
}
