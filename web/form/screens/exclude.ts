import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { App } from '../app.ts'
import { contactOf } from '../contact.ts'
import { button, type Child, fill, h, paragraph } from '../dom.ts'
import { desksOf, otherQuestions, peopleOf, readersOf } from '../draft.ts'
import { alertBox, backButton, heading } from '../heading.ts'
import { languageOf, textOf } from '../keyring-text.ts'
import { isNamed } from '../names.ts'
import { withSession } from '../with-session.ts'
import { listText } from '../words/text.ts'

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
    fill(problem)
    fill(outcome, ...(readers.length > 0 ? outcomeOf(app, keyring) : []))
    if (readers.length === 0 && desksOf(state, keyring).length > 0) fill(problem, ...nobodyLeft(app, keyring))
  }
  const drawPeople = () => {
    fill(people, ...peopleChoice(app, keyring, show))
    show()
  }
  const next = () => {
    if (desksOf(state, keyring).length === 0) fill(problem, paragraph(words.noDesk))
    if (readersOf(state, keyring).length > 0) return app.go('codename')
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
  const { state } = app
  const words = app.words().exclude
  const people = peopleOf(state, keyring)
  if (people.length === 0) return []
  const named = namesOf(app, keyring)
  const options = people.map(({ id, label }) => {
    const note = isNamed(label, named.all) ? words.same : ''
    return choice(app, keyring, { id: `person-${id}`, label, note }, state.exclude.includes(id), (on) => {
      state.exclude = toggled(state.exclude, id, on)
      change()
    })
  })
  const superior = named.superiors.length > 0
  const hint = superior ? words.superior(listText(state.language, named.superiors)) : words.subject
  return [
    h(
      'fieldset',
      {},
      h('legend', {}, words.people),
      paragraph(words.about),
      h('p', { class: superior ? 'notice' : undefined }, hint),
      ...options,
    ),
    paragraph(`${words.means} ${words.meansNot}`),
  ]
}

interface Choice {
  readonly id: string
  readonly label: readonly string[]
  readonly about?: readonly string[]
  readonly note?: string
}

function choice(
  { state }: App,
  keyring: Keyring,
  { id, label, about = [], note = '' }: Choice,
  checked: boolean,
  change: (on: boolean) => void,
): HTMLElement {
  const explained = about.length > 0 ? textOf(keyring, about, state.language) : note
  const box = h('input', {
    type: 'checkbox',
    id,
    autocomplete: 'off',
    'aria-describedby': explained && `${id}-about`,
  })
  box.checked = checked
  box.addEventListener('change', () => change(box.checked))
  const lang = languageOf(keyring, state.language)
  return h(
    'div',
    { class: 'choice' },
    box,
    h('label', { for: id, lang, dir: 'auto' }, textOf(keyring, label, state.language)),
    explained !== '' && h('p', { class: note === '' ? 'hint' : 'named', id: `${id}-about` }, explained),
  )
}

const toggled = (ids: readonly string[], id: string, on: boolean): string[] =>
  on ? [...ids, id] : ids.filter((each) => each !== id)

function namesOf({ state }: App, keyring: Keyring) {
  const typed = (role: string) =>
    otherQuestions(keyring)
      .filter((question) => question.role === role)
      .flatMap(({ id }) => state.answers[id] ?? [])
      .map((name) => name.trim())
      .filter((name) => name !== '')
  const superiors = typed('superior')
  return { superiors, all: [...typed('subject'), ...superiors] }
}

function outcomeOf({ state, words }: App, keyring: Keyring): readonly Child[] {
  const names = readersOf(state, keyring).map(({ label }) => textOf(keyring, label, state.language))
  return [`${words().exclude.readers} `, h('b', {}, listText(state.language, names))]
}

function nobodyLeft(app: App, keyring: Keyring): readonly Child[] {
  const { nobody, nobodyDesk, nobodyElse } = app.words().exclude
  const contact = contactOf(app)
  return [
    paragraph(keyring.desks.length > 1 ? `${nobody} ${nobodyDesk}` : nobody),
    paragraph(contact === '' ? nobodyElse : `${nobodyElse} ${app.words().start.contact} ${contact}`),
  ]
}
