import type { App } from './app.ts'
import { button, h } from './dom.ts'

/** Copies a text, or says that the browser does not let it. */
export function copyButton({ words, announce }: App, text: () => string, label = words().copy): HTMLElement {
  const said = h('span', { class: 'said' })
  const say = (what: string) => {
    said.textContent = what
    announce(what)
  }
  const copy = () => {
    copyText(text()).then(
      () => say(words().copied),
      () => say(words().copyFailed),
    )
  }
  return h('span', { class: 'copying' }, button(label, copy), said)
}

async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
