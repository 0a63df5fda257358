import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'

const PARTS = ['tip', 'readers', 'talk', 'team', 'names', 'links', 'history'] as const

/** A case is long: this leads to its parts from everywhere in it. */
export function Parts() {
  const w = words(caseWords).page
  return (
    <nav class="case-parts" aria-label={w.parts}>
      {PARTS.map((part) => (
        <button key={part} type="button" class="link small" onClick={() => show(`case-${part}`)}>
          {w.part[part]}
        </button>
      ))}
    </nav>
  )
}

/** Its heading has the focus then, so that a screen reader goes on from there. */
function show(id: string): void {
  const heading = document.getElementById(id)
  heading?.scrollIntoView({ block: 'start' })
  heading?.focus({ preventScroll: true })
}
