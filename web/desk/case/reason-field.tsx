import { useId } from 'preact/hooks'

interface Properties {
  readonly label: string
  readonly value: string
  readonly onWrite: (value: string) => void
  readonly wrong?: string
}

/** In letters: 2,000 bytes of a team's message hold them in every alphabet of the page. */
const LONGEST = 900

/** Why something is done, in one line. */
export function ReasonField({ label, value, onWrite, wrong = '' }: Properties) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        maxLength={LONGEST}
        autocomplete="off"
        aria-invalid={wrong !== '' || undefined}
        aria-describedby={`${id}-wrong`}
        onInput={({ currentTarget }) => onWrite(currentTarget.value)}
      />
      <span class="wrong" id={`${id}-wrong`} role="alert">
        {wrong}
      </span>
    </div>
  )
}
