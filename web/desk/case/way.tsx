import { cursor, neighbour } from '../inbox/list.ts'
import { go, openCase } from '../state/place.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'

/** Back to the list, and on to the cases beside this one in it. */
export function Way({ number }: { readonly number: number }) {
  const w = words(caseWords).page
  return (
    <nav class="case-way" aria-label={w.way}>
      <button type="button" class="quiet" onClick={toList}>
        {w.back}
      </button>
      <span class="beside">
        <Beside label={w.previous} number={neighbour(number, -1)} />
        <Beside label={w.next} number={neighbour(number, 1)} />
      </span>
    </nav>
  )
}

export const toList = (): void => go({ number: null })

function Beside({ label, number }: { readonly label: string; readonly number: number | null }) {
  const open = () => {
    if (number === null) return
    cursor.value = number
    openCase(number)
  }
  return (
    <button type="button" class="quiet" disabled={number === null} onClick={open}>
      {label}
    </button>
  )
}
