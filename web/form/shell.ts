import type { App, Screen } from './app.ts'
import type { Connection } from './connection.ts'
import { fill, h, set } from './dom.ts'
import { laterDesks } from './draft.ts'
import { makeHeader } from './header.ts'
import { guardBack } from './history.ts'
import { askBeforeClosing, leaveOnEscape, prepareLeaving } from './leave.ts'
import { emptyState, isUnsent, type ScreenName } from './state.ts'
import { dictionaries, type Language, preferredLanguage } from './words/index.ts'

/** Where Back leads; null where there is no way back. */
const before: Readonly<Record<ScreenName, ScreenName | null>> = {
  start: null,
  story: 'start',
  details: 'story',
  exclude: 'details',
  escalate: 'exclude',
  codename: 'escalate',
  check: 'codename',
  sending: null,
  sent: null,
  stopped: null,
  return: 'start',
  conversation: 'return',
  withdraw: 'conversation',
  elsewhere: 'conversation',
}

/** Where there is no other desk, the screen that asks for one is left out. */
function previous({ state, connection }: App): ScreenName | null {
  const progress = connection.progress()
  const asks = progress.at === 'ready' && laterDesks(state, progress.session.keyring()).length > 0
  return state.screen === 'codename' && !asks ? 'exclude' : before[state.screen]
}

export type Screens = Readonly<Record<ScreenName, Screen>>

/** Puts the screens on the page, one at a time, around the one state. `offline`: there is no server, and the list of people is brought. */
export function runForm(connection: Connection, screens: Screens, { offline } = { offline: false }): void {
  const state = emptyState(preferredLanguage(navigator.languages))
  const words = () => dictionaries[state.language]
  const leaving = prepareLeaving(state)
  const stage = h('main', { class: 'column' })
  const live = h('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' })
  let shown = new AbortController()

  const announce = (text: string) => {
    // The same words twice in a row are read only when they were gone in between.
    fill(live)
    setTimeout(() => fill(live, text), 50)
  }
  const draw = () => {
    shown.abort()
    shown = new AbortController()
    fill(stage, ...screens[state.screen](app, shown.signal))
  }
  const again = (focusId?: string) => {
    draw()
    if (focusId !== undefined) document.getElementById(focusId)?.focus()
  }
  const go = (screen: ScreenName) => {
    state.screen = screen
    draw()
    if (screen !== 'start') guard.arm()
    scrollTo(0, 0)
    stage.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
  }
  const back = () => {
    const asking = state.screen === 'codename' && state.asked !== null
    state.asked = null
    const target = asking ? 'codename' : previous(app)
    if (target !== null) go(target)
    return target !== null
  }
  const guard = guardBack(() => back() || (state.screen !== 'start' && state.screen !== 'sent'))
  const speak = (language: Language) => {
    state.language = language
    set(document.documentElement, { lang: language, dir: words().dir })
    header.speak(words(), language)
  }
  const header = makeHeader((language) => {
    speak(language)
    draw()
  }, leaving.leave)
  const app: App = { state, connection, offline, words, go, back, again, announce, leave: leaving.leave }

  leaveOnEscape(leaving.leave, () => announce(words().leaveAgain))
  askBeforeClosing(() => !leaving.left() && isUnsent(state))
  document.getElementById('page')?.replaceChildren(header.root, stage, live)
  speak(state.language)
  draw()
  if (!offline) connection.start()
}
