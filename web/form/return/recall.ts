import type { App, SessionScreen } from '../app.ts'
import { button, type Child, fill, h, paragraph } from '../dom.ts'
import { alertBox, backButton, heading } from '../heading.ts'
import { pauseLine } from '../pause-line.ts'
import { codeOf } from '../refusal.ts'
import type { Session } from '../session/index.ts'
import { listText, numberText } from '../words/text.ts'
import { complete, type Offer, plain } from './spelling.ts'
import { begin } from './talk.ts'
import { type WordField, wordField } from './word-field.ts'
import { returnWords } from './words/index.ts'

/** Twelve fields, numbered as the words were shown. */
export const recall: SessionScreen = (app, session, signal) => {
  const { state } = app
  const words = returnWords[state.language].words
  const result = h('div', { class: 'result', role: 'status' })
  const problem = alertBox('recall-problem')
  const fields = wordFields(app, session, () => {
    fill(problem)
    fill(result)
  })
  const swap = () => {
    state.recallsNumbers = !state.recallsNumbers
    app.again('swap')
  }
  const look = async () => {
    fill(result)
    const wrong = wrongPlaces(session, state.recalled)
    fields.forEach((field, i) => field.complain(wrong.includes(i)))
    const entropy = wrong.length > 0 ? null : entropyOf(session, state.recalled)
    fill(problem, ...(entropy === null ? explain(app, session, wrong) : []))
    if (entropy === null) return fields[wrong[0] ?? -1]?.input.focus()
    fill(result, words.looking)
    if (!(await begin(app, session, entropy))) fill(result, paragraph(words.none, 'notice'))
  }
  return [
    backButton(app),
    heading(words.title),
    paragraph(words.about, 'lead'),
    h(
      'div',
      { class: 'tools' },
      button(state.recallsNumbers ? words.asWords : words.asNumbers, swap, { class: 'quiet', id: 'swap' }),
    ),
    problem,
    h('ol', { class: 'recall', 'aria-label': words.list, dir: 'ltr' }, ...fields.map(({ root }) => root)),
    h(
      'div',
      { class: 'actions' },
      button(words.look, () => void look(), { class: 'main', id: 'look' }),
    ),
    pauseLine(app, signal),
    result,
  ]
}

function wordFields(app: App, session: Session, change: () => void): readonly WordField[] {
  const { state } = app
  const { codenameWords: list } = session
  const words = returnWords[state.language].words
  const place = (i: number) => numberText(state.language, i + 1)
  const go = (i: number) => (fields[i]?.input ?? document.getElementById('look'))?.focus()
  const settle = (i: number) => {
    const written = state.recalled[i] ?? ''
    const meant = complete(list, written)
    if (meant === null || meant === written) return
    fields[i]?.put(meant)
    app.announce(words.taken(place(i), meant))
  }
  const write = (i: number, text: string) => {
    change()
    fields[i]?.complain(false)
    state.recalled[i] = text
    const parts = text.split(/[\s,.;-]+/)
    if (parts.length > 1)
      spread(
        fields,
        i,
        parts.filter((part) => part !== ''),
        go,
      )
    else if (/^\d{4}$/.test(text) && complete(list, text) !== null) go(i + 1)
  }
  const fields: readonly WordField[] = state.recalled.map((value, i) =>
    wordField({
      id: `recall-${i}`,
      label: words.word(place(i)),
      n: place(i),
      value,
      digits: state.recallsNumbers,
      list,
      write: (text) => write(i, text),
      next: () => go(i + 1),
      leave: () => settle(i),
      tell: (offered) => tell(app, offered),
    }),
  )
  return fields
}

/** Several words at once, pasted or spoken: they go into this field and the next ones. */
function spread(
  fields: readonly WordField[],
  from: number,
  parts: readonly string[],
  go: (i: number) => void,
): void {
  const start = parts.length >= fields.length ? 0 : from
  fields[from]?.put('')
  parts.slice(0, fields.length - start).forEach((part, i) => fields[start + i]?.put(part))
  go(start + parts.length)
}

function tell({ state, announce }: App, { words, near }: Offer): void {
  if (words.length === 0) return
  const { fitting, near: close } = returnWords[state.language].words
  announce((near ? close : fitting)(listText(state.language, words)))
}

/** The places, counted from 0, at which no word and no number stands. */
const wrongPlaces = ({ codenameWords }: Session, recalled: readonly string[]): number[] =>
  recalled.flatMap((written, i) => (complete(codenameWords, written) === null ? [i] : []))

function entropyOf(session: Session, recalled: readonly string[]): Uint8Array | null {
  const words = recalled.map((written) => complete(session.codenameWords, written) ?? '')
  try {
    return session.entropyOf(words.join(' '))
  } catch (error) {
    if (codeOf(error) !== 'codename_wrong') throw error
    return null
  }
}

/** What is wrong, place by place; when every word is one, only the whole can be wrong. */
function explain({ state }: App, session: Session, wrong: readonly number[]): readonly Child[] {
  const { language, recalled } = state
  const words = returnWords[language].words
  if (wrong.length === 0) return [paragraph(words.order)]
  const place = (i: number) => numberText(language, i + 1)
  const empty = wrong.filter((i) => plain(recalled[i] ?? '') === '')
  const unknown = wrong.filter((i) => !empty.includes(i))
  const lines = unknown.map((i) => {
    const written = (recalled[i] ?? '').trim()
    return (/\d/.test(written) ? words.unknownNumber : words.unknown)(place(i), written)
  })
  return [
    h('p', {}, h('strong', {}, words.check)),
    h(
      'ul',
      {},
      ...lines.map((line) => h('li', { dir: 'auto' }, line)),
      empty.length > 0 && h('li', {}, words.empty(empty.map(place).join(', '))),
    ),
    unknown.some((i) => /\p{Script=Cyrillic}/u.test(recalled[i] ?? '')) && paragraph(words.latin),
  ]
}
