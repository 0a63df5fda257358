import type { CaseView } from '../../../src/local/wire.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'

/** A tip that no honest software made: what was wrong with it, and what to do. */
export function VoidTip({ why }: { readonly why: NonNullable<CaseView['why']> }) {
  const w = words(caseWords).void
  return (
    <section class="case-part notice warning" aria-labelledby="case-void">
      <h2 id="case-void">{w.title}</h2>
      <p>{w[why]}</p>
      <p>{w.about}</p>
      <p>{w.todo}</p>
    </section>
  )
}
