import type { App } from './app.ts'
import { button, h } from './dom.ts'

/** The one heading of a screen; it receives the focus, so that it is read first. */
export const heading = (text: string, id?: string): HTMLHeadingElement =>
  h('h1', { tabindex: '-1', id }, text)

export const backButton = ({ words, back }: App): HTMLElement =>
  h('p', { class: 'back' }, button(words().back, back, { class: 'link' }))

/** Told at once, and stays to be read. */
export const alertBox = (id?: string): HTMLElement => h('div', { class: 'alert', role: 'alert', id })
