import { useId } from 'preact/hooks'

interface Properties<Id extends string> {
  readonly legend: string
  /** Where something else says it for the eye, such as the title of a dialog. */
  readonly isUnseen?: boolean
  readonly options: readonly { readonly id: Id; readonly text: string }[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
}

/** One of a few, all of them in sight. */
export function Choices<Id extends string>({
  legend,
  isUnseen = false,
  options,
  chosen,
  onChoose,
}: Properties<Id>) {
  const name = useId()
  return (
    <fieldset>
      <legend class={isUnseen ? 'unseen' : undefined}>{legend}</legend>
      {options.map(({ id, text }) => (
        <label key={id} class="choice">
          <input type="radio" name={name} checked={id === chosen} onChange={() => onChoose(id)} />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
