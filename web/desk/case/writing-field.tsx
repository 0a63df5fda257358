import type { Signal } from '@preact/signals'

interface Properties {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly text: Signal<string>
  readonly wrong: Signal<string>
  /** Ctrl and Enter go on to what the button does. */
  readonly onSubmit: () => void
}

/** A text of several lines, with what is wrong with it. */
export function WritingField({ id, label, hint, text, wrong, onSubmit }: Properties) {
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    onSubmit()
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        autocomplete="off"
        id={id}
        rows={4}
        value={text.value}
        aria-describedby={`${id}-hint ${id}-wrong`}
        aria-invalid={wrong.value !== '' || undefined}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value
          wrong.value = ''
        }}
        onKeyDown={press}
      />
      <span class="hint" id={`${id}-hint`}>
        {hint}
      </span>
      <span class="wrong" id={`${id}-wrong`} role="alert">
        {wrong.value}
      </span>
    </div>
  )
}
