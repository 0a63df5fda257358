import type { App } from '../app.ts'
import { button, h, paragraph } from '../dom.ts'
import { tipInput } from '../draft.ts'
import { heading } from '../heading.ts'
import type { Session } from '../session/index.ts'
import { withSession } from '../with-session.ts'
import { offlineWords } from './words.ts'

const FILE = 'tip.candor'

/** One sealed file for as long as the page lives: saving it twice hands in the same tip. */
const made = new WeakMap<App, Uint8Array>()

/** Seals at once, and saves where the browser saves things. */
export const saving = withSession((app, session) => {
  const words = app.words()
  const own = offlineWords[app.state.language]
  const first = !made.has(app)
  const bytes = made.get(app) ?? seal(app, session)
  made.set(app, bytes)
  // What is in a file cannot get lost by closing the page.
  app.state.receipt = ''
  if (first) save(bytes)
  return [
    heading(own.savedTitle),
    paragraph(own.saved(FILE), 'lead'),
    paragraph(own.savedNext),
    h(
      'div',
      { class: 'actions' },
      button(words.leave, app.leave, { class: 'main' }),
      button(own.again, () => save(bytes)),
    ),
    paragraph(app.state.comesBack ? words.sent.comeBack : words.sent.noComeBack),
    paragraph(words.sent.leave, 'hint'),
  ]
})

function seal({ state }: App, session: Session): Uint8Array {
  const codename = (state.codename ??= session.newCodename())
  return session.pack(session.seal(codename, tipInput(state, session.keyring())))
}

function save(bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }))
  h('a', { href: address, download: FILE }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
