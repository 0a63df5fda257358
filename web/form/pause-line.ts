import type { App } from './app.ts'
import { button, fill, h } from './dom.ts'
import { soonText } from './words/text.ts'

/** Why nothing goes on, when it will be tried again, and a way not to wait. Empty while all goes well. */
export function pauseLine({ words, state, connection, announce }: App, signal: AbortSignal): HTMLElement {
  const { patience } = connection
  const why = h('span')
  const when = h('span')
  const box = h(
    'div',
    { class: 'notice', hidden: true },
    h('p', {}, why, ' ', when),
    button(words().tryNow, patience.tryNow),
  )
  let told = ''
  const show = () => {
    const pause = patience.pause()
    box.hidden = pause === null
    if (pause === null) return
    fill(why, words().waiting[pause.why])
    const seconds = Math.max(1, Math.ceil((pause.until - Date.now()) / 1000))
    fill(when, words().waiting.again(soonText(state.language, seconds)))
    // The seconds are for the eyes; told aloud once is enough.
    if (told !== pause.why) announce(words().waiting[pause.why])
    told = pause.why
  }
  const ticking = setInterval(show, 1000)
  signal.addEventListener('abort', () => clearInterval(ticking))
  patience.watch(show, signal)
  show()
  return box
}
