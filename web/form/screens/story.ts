import type { Screen } from '../app.ts'
import { button, fill, h, paragraph } from '../dom.ts'
import { mainQuestion } from '../draft.ts'
import { textField } from '../field.ts'
import { backButton, heading } from '../heading.ts'
import { textOf } from '../keyring-text.ts'
import { stop } from '../with-session.ts'
import { percentText } from '../words/text.ts'

/** Bytes of UTF-8 that one answer may have (docs/protocol.md, 7.4). */
const MOST = 1_000_000
/** From this share on it is said how much room is left. */
const LONG = 0.7

/** One large field. It can be filled in before anything else has arrived. */
export const story: Screen = (app) => {
  const { state, connection } = app
  const words = app.words()
  const asked = question(app)
  const length = h('p', { class: 'hint', role: 'status' })
  const field = textField({
    id: 'story',
    label: asked.label,
    hint: asked.hint,
    example: asked.example === '' ? '' : `${words.example}: ${asked.example}`,
    rows: 10,
    value: state.story,
    labelledBy: 'question',
    type: (text) => {
      state.story = text
      field.complain(null)
      measure()
    },
  })
  const share = () => new TextEncoder().encode(state.story).length / MOST
  const measure = () => {
    const long = state.story.length > (MOST * LONG) / 3 && share() > LONG
    fill(length, long && words.story.long(percentText(state.language, share())))
  }
  const next = () => {
    const problem = problemOf()
    if (problem === null) return connection.progress().at === 'refused' ? stop(app) : app.go('details')
    field.complain(problem)
    field.input.focus()
    app.announce(problem)
  }
  const problemOf = () => {
    if (state.story.trim() === '') return words.story.empty
    return share() > 1 ? words.story.tooLong(percentText(state.language, share())) : null
  }
  measure()
  return [
    backButton(app),
    heading(asked.label, 'question'),
    field.root,
    length,
    paragraph(words.story.stays, 'hint'),
    h('div', { class: 'actions' }, button(words.next, next, { class: 'main' })),
  ]
}

/** In the organisation's words when they are here already, otherwise in the page's own. */
function question({ connection, state, words }: Parameters<Screen>[0]) {
  const { title, hint, example } = words().story
  const progress = connection.progress()
  if (progress.at !== 'ready') return { label: title, hint, example }
  const keyring = progress.session.keyring()
  const main = mainQuestion(keyring)
  const say = (texts: readonly string[]) => textOf(keyring, texts, state.language)
  return { label: say(main.label), hint: say(main.hint), example: say(main.example) }
}
