import type { Codename } from '../../../src/source/submit.ts'
import type { App } from '../app.ts'
import { copyButton } from '../copying.ts'
import { button, type Child, h, paragraph } from '../dom.ts'
import { textField } from '../field.ts'
import { backButton, heading } from '../heading.ts'
import { withSession } from '../with-session.ts'
import { numberText } from '../words/text.ts'

/** Twelve words before anything is sent: no broken connection can take them away. */
export const codename = withSession((app, session) => {
  const kept = (app.state.codename ??= session.newCodename())
  return app.state.asked === null ? show(app, kept) : ask(app, kept, app.state.asked)
})

const listed = ({ state }: App, { words, numbers }: Codename): string => (state.asNumbers ? numbers : words)

function show(app: App, kept: Codename): readonly Child[] {
  const { state } = app
  const words = app.words().codename
  const items = listed(app, kept)
    .split(' ')
    .map((word) => h('li', {}, h('span', {}, word)))
  const swap = () => {
    state.asNumbers = !state.asNumbers
    app.again('swap')
  }
  const toAsking = () => {
    state.asked = twoPlaces()
    state.guesses = ['', '']
    app.go('codename')
  }
  return [
    backButton(app),
    heading(words.title),
    paragraph(words.about, 'lead'),
    h('ol', { class: 'words', 'aria-label': words.list, lang: 'en', dir: 'ltr' }, ...items),
    h(
      'div',
      { class: 'tools' },
      button(state.asNumbers ? words.asWords : words.asNumbers, swap, { class: 'quiet', id: 'swap' }),
      button(words.print, () => print()),
      copyButton(app, () => listed(app, kept)),
    ),
    paragraph(words.keep, 'notice'),
    h(
      'div',
      { class: 'actions' },
      button(words.kept, toAsking, { class: 'main' }),
      button(words.skip, () => goOn(app, false)),
    ),
  ]
}

function ask(app: App, kept: Codename, asked: readonly [number, number]): readonly Child[] {
  const { state } = app
  const words = app.words().codename
  const place = (at: number) => numberText(state.language, at + 1)
  const fields = asked.map((at, i) =>
    textField({
      id: `word-${i}`,
      label: words.word(place(at)),
      value: state.guesses[i as 0 | 1],
      type: (text) => {
        state.guesses[i as 0 | 1] = text
        fields[i]?.complain(null)
      },
    }),
  )
  const next = () => {
    const wrong = asked.findIndex((at, i) => !isWord(kept, at, state.guesses[i as 0 | 1]))
    if (wrong < 0) return goOn(app, true)
    const problem = words.wrong(place(asked[wrong as 0 | 1]))
    fields[wrong]?.complain(problem)
    fields[wrong]?.input.focus()
    app.announce(problem)
  }
  const backToWords = () => {
    state.asked = null
    app.go('codename')
  }
  return [
    h('p', { class: 'back' }, button(words.again, backToWords, { class: 'link' })),
    heading(words.askTitle),
    paragraph(words.askAbout, 'lead'),
    ...fields.map(({ root }) => root),
    h(
      'div',
      { class: 'actions' },
      button(app.words().next, next, { class: 'main' }),
      button(words.skip, () => goOn(app, false)),
    ),
  ]
}

function goOn(app: App, comesBack: boolean): void {
  app.state.comesBack = comesBack
  app.state.asked = null
  app.go('check')
}

function isWord({ words, numbers }: Codename, at: number, guess: string): boolean {
  const given = guess.trim().toLowerCase()
  return given === words.split(' ')[at] || given.padStart(4, '0') === numbers.split(' ')[at]
}

/** Two different places, in order. */
function twoPlaces(): [number, number] {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint8Array(2))
  const first = a % 12
  const second = (first + 1 + (b % 11)) % 12
  return [Math.min(first, second), Math.max(first, second)]
}
