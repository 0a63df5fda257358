import type { Keyring, Question } from '../../../src/protocol/keyring/statement.ts'
import type { App } from '../app.ts'
import { button, type Child, h, paragraph } from '../dom.ts'
import { desksOf, laterDeskOf, laterReadersOf, mainQuestion, readersOf, tipInput } from '../draft.ts'
import { alertBox, backButton, heading } from '../heading.ts'
import { namesOf, spoken, textOf } from '../keyring-text.ts'
import type { ScreenName } from '../state.ts'
import { withSession } from '../with-session.ts'
import { numberText, percentText, sizeText } from '../words/text.ts'

/** Everything as it will be read, by whom, and what is seen of it on the way. */
export const check = withSession((app, session) => {
  const keyring = session.keyring()
  const words = app.words().check
  const size = session.size(tipInput(app.state, keyring))
  const problem = alertBox()
  if (size === null) problem.append(paragraph(app.words().story.tooLong(percentText(app.state.language, 1))))
  const send = () => app.go('sending')
  return [
    backButton(app),
    heading(words.title),
    app.state.peopleChanged && h('div', { class: 'notice' }, paragraph(words.changed)),
    ...readers(app, keyring),
    ...said(app, keyring),
    section(words.comeBack, change(app, 'codename', words.comeBack)),
    paragraph(app.state.comesBack ? words.willComeBack : words.wontComeBack),
    section(words.server),
    size !== null && paragraph(words.sees(sizeText(app.state.language, size))),
    paragraph(words.connection, 'hint'),
    problem,
    size !== null &&
      h('div', { class: 'actions' }, button(app.offline ? words.seal : words.send, send, { class: 'main' })),
  ]
})

const section = (title: string, ...more: readonly Child[]): HTMLElement =>
  h('div', { class: 'section' }, h('h2', {}, title), ...more)

function change({ words, go }: App, screen: ScreenName, what: string): HTMLElement {
  return button(words().change, () => go(screen), {
    class: 'link',
    'aria-label': `${words().change}: ${what}`,
  })
}

function readers(app: App, keyring: Keyring): readonly Child[] {
  const { state } = app
  const words = app.words().check
  const names = (named: readonly Named[]) => listOf(app, keyring, named)
  const desks = keyring.desks.filter(({ id }) => desksOf(state, keyring).includes(id))
  const later = laterDeskOf(state, keyring)
  const out = keyring.recipients.filter(({ id }) => state.exclude.includes(id))
  return [
    section(words.readers, change(app, 'exclude', words.readers)),
    names(readersOf(state, keyring)),
    keyring.desks.length > 1 && h('h3', {}, words.desks),
    keyring.desks.length > 1 && names(desks),
    out.length === 0 ? paragraph(words.nobodyLeftOut) : h('h3', {}, words.leftOut),
    out.length > 0 && names(out),
    ...(later.length === 0 ? [] : laterReaders(app, keyring)),
    paragraph(words.onlyThese),
  ]
}

interface Named {
  readonly label: readonly string[]
}

const listOf = ({ state }: App, keyring: Keyring, named: readonly Named[]): HTMLElement =>
  h('ul', {}, ...named.map(({ label }) => h('li', {}, spoken(keyring, label, state.language))))

/** They are named apart: that they wait is a promise, and it is told what kind of promise. */
function laterReaders(app: App, keyring: Keyring): readonly Child[] {
  const words = app.words()
  const desks = namesOf(keyring, laterDeskOf(app.state, keyring), app.state.language)
  return [
    section(words.check.later(desks), change(app, 'escalate', words.check.later(desks))),
    listOf(app, keyring, laterReadersOf(app.state, keyring)),
    paragraph(words.escalate.promise, 'hint'),
  ]
}

function said(app: App, keyring: Keyring): readonly Child[] {
  const words = app.words().check
  const { answers } = tipInput(app.state, keyring)
  const main = mainQuestion(keyring)
  const rows = keyring.questionnaire.questions.flatMap((question) =>
    [answers[question.id] ?? []]
      .flat()
      .map((text, n) => ({ question, n, text }))
      .filter(({ text }) => text !== ''),
  )
  return [
    section(words.said),
    h(
      'dl',
      {},
      ...rows.flatMap(({ question, n, text }) => [
        h('dt', {}, spoken(keyring, question.label, app.state.language), which(app, question, n)),
        h(
          'dd',
          {},
          h('div', { class: 'answer', dir: 'auto', translate: 'no' }, text),
          change(
            app,
            question.id === main.id ? 'story' : 'details',
            textOf(keyring, question.label, app.state.language) + which(app, question, n),
          ),
        ),
      ]),
    ),
  ]
}

/** Which of several people an answer is about. */
function which({ state, words }: App, { group, role }: Question, n: number): string {
  if (group === '' || (state.repeats[group] ?? 1) < 2) return ''
  const { person, entry } = words().details
  return ` (${(role === '' && group !== 'person' ? entry : person)(numberText(state.language, n + 1))})`
}
