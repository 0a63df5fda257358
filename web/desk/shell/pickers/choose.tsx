import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../words/index.ts'
import { pickerWords } from '../../words/pickers.ts'
import { PlainText } from '../plain-text.tsx'

export interface Option {
  readonly id: string
  readonly text: string
  /** A second, quieter line. */
  readonly hint?: string
  /** Only where several can be chosen. */
  readonly isOn?: boolean | 'mixed'
}

interface Properties {
  readonly label: string
  /** What fits to what is typed. */
  readonly options: readonly Option[]
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly onChoose: (option: Option) => void
  readonly isMany?: boolean
}

/** A field to type in, and below it what fits: the arrows move, Enter chooses, a press chooses. */
export function Choose({ label, options, typed, onType, onChoose, isMany = false }: Properties) {
  const [at, goTo] = useState(0)
  const [id, list] = [useId(), useRef<HTMLDivElement>(null)]
  const place = Math.min(at, options.length - 1)
  useLayoutEffect(() => list.current?.children[place]?.scrollIntoView({ block: 'nearest' }), [place])
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const option = options[place]
    if (step !== 0) goTo(Math.max(0, Math.min(place + step, options.length - 1)))
    else if (event.key === 'Enter' && !event.ctrlKey && option !== undefined) onChoose(option)
    else return
    event.preventDefault()
  }
  const type = (text: string) => {
    goTo(0)
    onType(text)
  }
  return (
    <div class="choose">
      <input
        role="combobox"
        aria-label={label}
        placeholder={label}
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={place >= 0 ? `${id}-${place}` : undefined}
        autocomplete="off"
        spellcheck={false}
        data-first
        value={typed}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={press}
      />
      <div ref={list} id={id} role="listbox" aria-label={label} aria-multiselectable={isMany || undefined}>
        {options.map((option, i) => (
          <Line
            key={option.id}
            id={`${id}-${i}`}
            option={option}
            isAt={i === place}
            onChoose={() => onChoose(option)}
          />
        ))}
      </div>
      {options.length === 0 && <p class="soft">{words(pickerWords).none}</p>}
    </div>
  )
}

interface LineProperties {
  readonly id: string
  readonly option: Option
  readonly isAt: boolean
  readonly onChoose: () => void
}

function Line({ id, option, isAt, onChoose }: LineProperties) {
  const { text, hint, isOn } = option
  const sign = isOn === 'mixed' ? '–' : isOn === true ? '✓' : ''
  const keepFocus = (event: MouseEvent) => event.preventDefault()
  return (
    <div
      id={id}
      role="option"
      class={isAt ? 'option is-at' : 'option'}
      aria-selected={isOn === undefined ? isAt : isOn === true}
      onMouseDown={keepFocus}
      onClick={onChoose}
    >
      {isOn !== undefined && (
        <span class="sign" aria-hidden="true">
          {sign}
        </span>
      )}
      <span class="option-text">
        <PlainText text={text} shown={300} />
        {hint !== undefined && (
          <span class="soft small">
            <PlainText text={hint} shown={300} />
          </span>
        )}
      </span>
    </div>
  )
}
