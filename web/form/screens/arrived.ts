import { button, fill, h, paragraph } from '../dom.ts'
import { textField } from '../field.ts'
import { backButton, heading } from '../heading.ts'
import { pauseLine } from '../pause-line.ts'
import { codeOf, reasonOf } from '../refusal.ts'
import { withSession } from '../with-session.ts'
import { dateText } from '../words/text.ts'

/** Looks for a codename's tips in the public list: the server sees that somebody read the list. */
export const arrived = withSession((app, session, signal) => {
  const { state } = app
  const words = app.words().arrived
  const result = h('div', { class: 'result', role: 'status' })
  const field = textField({
    id: 'sought',
    label: words.label,
    hint: words.about,
    rows: 3,
    value: state.sought,
    type: (text) => {
      state.sought = text
      field.complain(null)
    },
  })
  const look = async () => {
    fill(result, words.looking)
    try {
      const days = await session.arrivals(state.sought)
      const lines = days.map((day) => words.found(dateText(state.language, day)))
      fill(result, ...(lines.length > 0 ? lines : [words.none]).map((line) => paragraph(line, 'notice')))
    } catch (error) {
      fill(result)
      if (codeOf(error) !== 'codename_wrong') return stopHere(reasonOf(error))
      field.complain(words.wrong)
      field.input.focus()
      app.announce(words.wrong)
    }
  }
  const stopHere = (reason: ReturnType<typeof reasonOf>) => {
    state.refusal = reason
    app.go('stopped')
  }
  return [
    backButton(app),
    heading(words.title),
    field.root,
    h(
      'div',
      { class: 'actions' },
      button(words.look, () => void look(), { class: 'main' }),
    ),
    pauseLine(app, signal),
    result,
  ]
})
