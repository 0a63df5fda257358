import { fill, h, set } from '../dom.ts'
import { discreet } from '../field.ts'
import { type Offer, offer } from './spelling.ts'

export interface WordField {
  readonly root: HTMLElement
  readonly input: HTMLInputElement
  readonly put: (word: string) => void
  readonly complain: (isWrong: boolean) => void
}

interface Asked {
  readonly id: string
  readonly label: string
  readonly n: string
  readonly value: string
  readonly digits: boolean
  readonly list: readonly string[]
  /** Told whatever is written, with every letter. */
  readonly write: (text: string) => void
  /** Done with this word, and on to the next. */
  readonly next: () => void
  /** Left: what is meant beyond doubt can be filled in. */
  readonly leave: () => void
  readonly tell: (offer: Offer) => void
}

/** One of the twelve, with the words that may be meant below it (the pattern “combobox” of ARIA). */
export function wordField(asked: Asked): WordField {
  const { id, write, next, leave } = asked
  const input = inputOf(asked)
  const choose = (word: string) => {
    input.value = word
    write(word)
    options.close()
    next()
  }
  const options = optionList(asked, input, choose)
  input.addEventListener('input', () => {
    write(input.value)
    options.open()
  })
  input.addEventListener('focus', () => input.getAttribute('aria-invalid') === 'true' && options.open())
  input.addEventListener('blur', () => {
    options.close()
    leave()
  })
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || !isOwn(event.key, options.isOpen())) return
    event.preventDefault()
    if (event.key === 'ArrowDown') options.move(1)
    else if (event.key === 'ArrowUp') options.move(-1)
    else choose(options.active() ?? input.value)
  })
  // Leaving by Esc comes before everything: the list closes, and the key goes on.
  input.addEventListener('keydown', ({ key }) => key === 'Escape' && options.close())
  const root = h('li', {}, h('label', { for: id, 'aria-hidden': 'true' }, asked.n), input, options.root)
  const put = (word: string) => {
    input.value = word
    write(word)
  }
  const complain = (isWrong: boolean) =>
    set(input, {
      'aria-invalid': isWrong ? 'true' : undefined,
      'aria-describedby': isWrong ? 'recall-problem' : undefined,
    })
  return { root, input, put, complain }
}

const isOwn = (key: string, open: boolean): boolean =>
  key === 'Enter' || key === ' ' || (open && (key === 'ArrowDown' || key === 'ArrowUp'))

function inputOf({ id, label, value, digits }: Asked): HTMLInputElement {
  const input = h('input', {
    ...discreet,
    type: 'text',
    id,
    role: 'combobox',
    dir: 'ltr',
    lang: 'en',
    inputmode: digits ? 'numeric' : 'text',
    enterkeyhint: 'next',
    'aria-label': label,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
  })
  input.value = value
  return input
}

function optionList(
  { id, label, list, tell }: Asked,
  input: HTMLInputElement,
  choose: (word: string) => void,
) {
  const root = h('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': label, lang: 'en', hidden: true })
  let words: readonly string[] = []
  let at = -1
  const mark = (place: number) => {
    at = place
    ;[...root.children].forEach((each, i) => set(each, { 'aria-selected': `${i === at}` }))
    set(input, { 'aria-activedescendant': at < 0 ? undefined : `${id}-option-${at}` })
  }
  const show = (next: readonly string[]) => {
    words = next
    fill(root, ...words.map((word, i) => option(`${id}-option-${i}`, word, choose)))
    root.hidden = words.length === 0
    set(input, { 'aria-expanded': `${words.length > 0}` })
    mark(-1)
  }
  const open = () => {
    const offered = offer(list, input.value)
    const isDone = offered.words.length === 1 && offered.words[0] === input.value
    show(isDone ? [] : offered.words)
    if (!isDone) tell(offered)
  }
  return {
    root,
    open,
    close: () => show([]),
    isOpen: () => words.length > 0,
    active: () => words[at],
    move: (step: number) => mark((at + step + (at < 0 && step < 0 ? 1 : 0) + words.length) % words.length),
  }
}

function option(id: string, word: string, choose: (word: string) => void): HTMLElement {
  const element = h('li', { id, role: 'option', 'aria-selected': 'false' }, word)
  // The field keeps the focus, so that the keyboard of a phone stays.
  element.addEventListener('pointerdown', (event) => event.preventDefault())
  element.addEventListener('click', () => choose(word))
  return element
}
