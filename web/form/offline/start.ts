import type { App, Screen } from '../app.ts'
import { button, fill, h, paragraph } from '../dom.ts'
import { alertBox, heading } from '../heading.ts'
import { spoken } from '../keyring-text.ts'
import { offlineWords } from './words.ts'

/** Asks for the file with the list of people, and shows whose it is. */
export const startOffline =
  (choose: (json: unknown) => void): Screen =>
  (app, signal) => {
    const { start } = app.words()
    const words = offlineWords[app.state.language]
    const outcome = h('div')
    const problem = alertBox('keys-problem')
    const input = h('input', {
      type: 'file',
      id: 'keys',
      accept: '.candor',
      'aria-describedby': 'keys-problem',
    })
    input.addEventListener('change', () => void read(input).then(choose))
    const show = () => {
      const { at } = app.connection.progress()
      fill(problem, at === 'refused' && paragraph(words.keysWrong))
      fill(outcome, ...(at === 'ready' ? owner(app) : []))
    }
    app.connection.watch(show, signal)
    show()
    return [
      heading(start.title),
      paragraph(words.what, 'lead'),
      h('h2', {}, words.keys),
      paragraph(words.keysAbout),
      h('div', { class: 'field' }, h('label', { for: 'keys' }, words.keysLabel), input),
      problem,
      paragraph(start.limits, 'limits'),
      outcome,
    ]
  }

async function read(input: HTMLInputElement): Promise<unknown> {
  const text = (await input.files?.[0]?.text()) ?? ''
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whose list it is: a name can be imitated, the digits cannot. */
function owner({ connection, words, state, go }: App) {
  const progress = connection.progress()
  if (progress.at !== 'ready') return []
  const { session } = progress
  const digits = session.organisation().match(/.{8}/g) ?? []
  return [
    h(
      'p',
      { class: 'receiver' },
      `${words().start.goesTo}: `,
      h('b', {}, spoken(session.keyring(), session.keyring().name, state.language)),
    ),
    paragraph(offlineWords[state.language].compare),
    h('p', { class: 'address', dir: 'ltr' }, digits.join(' ')),
    h(
      'div',
      { class: 'actions' },
      button(words().start.write, () => go('story'), { class: 'main' }),
    ),
  ]
}
