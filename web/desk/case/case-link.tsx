import type { CaseRef } from '../../../src/local/wire.ts'
import { doDeed } from '../state/deeds.ts'
import { openCase } from '../state/place.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'

/** Opens another case, where it is on this computer. */
export function CaseLink({ to: { number, name } }: { readonly to: CaseRef }) {
  if (number === null)
    return (
      <>
        {name} <span class="soft small">({words(caseWords).links.elsewhere})</span>
      </>
    )
  return (
    <button type="button" class="link" onClick={() => openCase(number)}>
      {name}
    </button>
  )
}

/** Links it with another case, or takes the link away. */
export function setLink(
  number: number,
  { envelope, name }: Pick<CaseRef, 'envelope' | 'name'>,
  on: boolean,
): void {
  const w = words(caseWords).links
  void doDeed([number], { type: 'link', to: envelope, on }, on ? w.linkDone(name) : w.unlinkDone(name))
}
