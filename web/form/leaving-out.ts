import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import type { App } from './app.ts'
import { choice, toggled } from './choice.ts'
import { h, paragraph } from './dom.ts'
import { otherQuestions } from './draft.ts'
import { isNamed } from './names.ts'
import { listText } from './words/text.ts'

/** Which of these people must not read the tip. */
export function leavingOut(
  app: App,
  keyring: Keyring,
  people: Keyring['recipients'],
  change: () => void,
): HTMLElement {
  const { state } = app
  const words = app.words().exclude
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
  return h(
    'fieldset',
    {},
    h('legend', {}, words.people),
    paragraph(words.about),
    h('p', { class: superior ? 'notice' : undefined }, hint),
    ...options,
  )
}

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
