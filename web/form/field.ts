import { h, set } from './dom.ts'

export interface Field {
  readonly root: HTMLElement
  readonly input: HTMLInputElement | HTMLTextAreaElement
  /** Says what is wrong beside the field, or takes it back. */
  readonly complain: (problem: string | null) => void
}

interface Asked {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly note?: string
  readonly example?: string
  readonly rows?: number
  readonly value: string
  readonly type: (text: string) => void
  /** The label is the heading of the screen already. */
  readonly labelledBy?: string
}

/** Browsers, keyboards and extensions are asked to keep, correct, translate and send away nothing. */
export const discreet = {
  autocomplete: 'off',
  autocorrect: 'off',
  autocapitalize: 'off',
  spellcheck: 'false',
  writingsuggestions: 'false',
  translate: 'no',
  dir: 'auto',
  'data-gramm': 'false',
  'data-gramm_editor': 'false',
  'data-enable-grammarly': 'false',
  'data-lpignore': 'true',
  'data-1p-ignore': 'true',
  'data-bwignore': 'true',
}

export function textField(asked: Asked): Field {
  const { id, label, hint = '', note = '', example = '', labelledBy } = asked
  const input =
    asked.rows === undefined ? h('input', { type: 'text' }) : h('textarea', { rows: `${asked.rows}` })
  const error = h('p', { class: 'error', id: `${id}-error` })
  const described = [hint && `${id}-hint`, example && `${id}-example`].filter((each) => each !== '')
  set(input, {
    id,
    ...discreet,
    'aria-labelledby': labelledBy,
    'aria-describedby': described.join(' ') || undefined,
  })
  input.value = asked.value
  input.addEventListener('input', () => asked.type(input.value))
  const root = h(
    'div',
    { class: 'field' },
    labelledBy === undefined &&
      h('label', { for: id }, label, note !== '' && h('span', { class: 'note' }, ` (${note})`)),
    hint !== '' && h('p', { class: 'hint', id: `${id}-hint` }, hint),
    error,
    input,
    example !== '' && h('p', { class: 'hint example', id: `${id}-example` }, example),
  )
  const complain = (problem: string | null) => {
    error.textContent = problem ?? ''
    const ids = problem === null ? described : [`${id}-error`, ...described]
    set(input, {
      'aria-invalid': problem === null ? undefined : 'true',
      'aria-describedby': ids.join(' ') || undefined,
    })
  }
  return { root, input, complain }
}
