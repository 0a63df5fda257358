import type { App, Screen } from '../app.ts'
import { contactOf } from '../contact.ts'
import { button, fill, h, paragraph } from '../dom.ts'
import { heading } from '../heading.ts'
import { spoken } from '../keyring-text.ts'
import { stop } from '../with-session.ts'

/** What this is, what to mind before writing, and two ways on. */
export const start: Screen = (app, signal) => {
  const { start: words } = app.words()
  const receiver = h('p', { class: 'receiver' })
  const contact = h('p')
  const show = () => {
    if (app.connection.progress().at === 'refused') return stop(app)
    fill(receiver, ...receiverOf(app))
    const where = contactOf(app)
    fill(contact, where !== '' && `${words.contact} ${where}`)
  }
  app.connection.watch(show, signal)
  queueMicrotask(show)
  return [
    heading(words.title),
    paragraph(words.what, 'lead'),
    receiver,
    h('h2', {}, words.before),
    h(
      'ul',
      { class: 'advice' },
      h('li', {}, h('strong', {}, words.work), paragraph(words.workWhy)),
      h('li', {}, h('strong', {}, words.tor), paragraph(words.torWhy), torHelp(words)),
      h('li', {}, h('strong', {}, words.danger), paragraph(words.dangerWhy), contact),
    ),
    paragraph(words.limits, 'limits'),
    h(
      'div',
      { class: 'actions' },
      button(words.write, () => app.go('story'), { class: 'main' }),
      button(words.comeBack, () => app.go('return')),
    ),
  ]
}

function receiverOf({ connection, words, state }: App) {
  const progress = connection.progress()
  if (progress.at !== 'ready') return []
  const keyring = progress.session.keyring()
  return [`${words().start.goesTo}: `, h('b', {}, spoken(keyring, keyring.name, state.language))]
}

const torHelp = (words: ReturnType<App['words']>['start']): HTMLElement =>
  h(
    'details',
    {},
    h('summary', {}, words.torHow),
    h('ol', {}, ...words.torSteps.map((step) => h('li', {}, step))),
    h('p', { class: 'address', dir: 'ltr' }, location.origin + location.pathname),
  )
