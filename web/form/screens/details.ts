import type { Question } from '../../../src/protocol/keyring/statement.ts'
import type { App } from '../app.ts'
import { button, type Child, h, paragraph } from '../dom.ts'
import { otherQuestions } from '../draft.ts'
import { type Field, textField } from '../field.ts'
import { backButton, heading } from '../heading.ts'
import { languageOf, textOf } from '../keyring-text.ts'
import type { Session } from '../session/index.ts'
import { withSession } from '../with-session.ts'
import { numberText } from '../words/text.ts'

/** So many that nobody reaches it; the protocol counts to 99. */
const MOST_REPEATS = 40

interface Place {
  readonly question: Question
  readonly n: number
  readonly field: Field
}

/** The organisation's questions: what is asked together stands together, and can be asked again. */
export const details = withSession((app, session) => {
  const words = app.words().details
  const places: Place[] = []
  const parts = sections(otherQuestions(session.keyring())).flatMap((questions) =>
    questions[0]?.group === ''
      ? questions.map((question) => ask(app, session, question, 0, places))
      : [group(app, session, questions, places)],
  )
  const next = () => {
    const open = places.find(({ question, n }) => question.required && n === 0 && isBlank(app, question))
    if (open === undefined) return app.go('exclude')
    open.field.complain(words.missing)
    open.field.input.focus()
    app.announce(words.missing)
  }
  return [
    backButton(app),
    heading(words.title),
    paragraph(words.about, 'lead'),
    places.some(({ question }) => question.required)
      ? null
      : h('p', {}, button(words.skip, next, { class: 'link' })),
    h('div', { lang: languageOf(session.keyring(), app.state.language) }, ...parts),
    h('div', { class: 'actions' }, button(app.words().next, next, { class: 'main' })),
  ]
})

const isBlank = ({ state }: App, { id }: Question): boolean => (state.answers[id]?.[0] ?? '').trim() === ''

/** Neighbours of the same group are asked together. */
function sections(questions: readonly Question[]): Question[][] {
  const all: Question[][] = []
  for (const question of questions) {
    const last = all.at(-1)
    if (last !== undefined && question.group !== '' && last[0]?.group === question.group) last.push(question)
    else all.push([question])
  }
  return all
}

function group(app: App, session: Session, questions: readonly Question[], places: Place[]): HTMLElement {
  const { state } = app
  const words = app.words().details
  const name = questions[0]?.group ?? ''
  const count = state.repeats[name] ?? 1
  const people = questions.some(({ role }) => role !== '')
  const title = (n: number) => (people ? words.person : words.entry)(numberText(state.language, n + 1))
  const sets = Array.from({ length: count }, (_, n) =>
    h(
      'fieldset',
      {},
      h('legend', { id: `${name}-${n}`, tabindex: '-1' }, title(n)),
      ...questions.map((question) => ask(app, session, question, n, places)),
      count > 1 &&
        h(
          'p',
          {},
          button(words.remove(title(n)), () => remove(app, questions, n), { class: 'link' }),
        ),
    ),
  )
  const add = () => {
    state.repeats[name] = count + 1
    app.again(`${name}-${count}`)
    app.announce(words.added(title(count)))
  }
  const more = count < MOST_REPEATS && h('p', {}, button(people ? words.addPerson : words.addEntry, add))
  return h('div', { class: 'group' }, ...sets, more)
}

function remove(app: App, questions: readonly Question[], n: number): void {
  const { state } = app
  const name = questions[0]?.group ?? ''
  for (const { id } of questions) state.answers[id]?.splice(n, 1)
  state.repeats[name] = Math.max(1, (state.repeats[name] ?? 1) - 1)
  app.again(`${name}-${Math.max(0, n - 1)}`)
  app.announce(app.words().details.removed)
}

function ask(app: App, session: Session, question: Question, n: number, places: Place[]): Child {
  const { state } = app
  const words = app.words()
  const say = (texts: readonly string[]) => textOf(session.keyring(), texts, state.language)
  const example = say(question.example)
  const answers = (state.answers[question.id] ??= [])
  // A gap would shift the answers of the next person.
  while (answers.length <= n) answers.push('')
  const field = textField({
    id: `q-${question.id}-${n}`,
    label: say(question.label),
    hint: say(question.hint),
    note: question.required && n === 0 ? words.details.needed : '',
    example: example === '' ? '' : `${words.example}: ${example}`,
    ...(question.kind === 'long' ? { rows: 3 } : {}),
    value: answers[n] ?? '',
    type: (text) => {
      answers[n] = text
      field.complain(null)
    },
  })
  places.push({ question, n, field })
  return field.root
}
