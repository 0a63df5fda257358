import type { Cabinet } from '../desk/vault/cabinet.ts'
import { encodeCanonical, parseJson } from '../protocol/canonical.ts'
import type { Draft } from './wire.ts'

const NAME = 'draft'
const NONE: Draft = { kind: 'say', told: 'under-review', toSource: '', note: '' }

// Rows are sealed under the case's key, so that what comes out is what went in; an older version kept the texts alone.
export function readDraft(cabinet: Cabinet, number: number): Draft {
  const kept = cabinet.beside(NAME, number)
  return kept === null ? NONE : { ...NONE, ...(parseJson(kept) as Partial<Draft>) }
}

export function keepDraft(cabinet: Cabinet, number: number, draft: Draft): void {
  const isEmpty = draft.kind === NONE.kind && draft.toSource === '' && draft.note === ''
  const content = isEmpty ? null : encodeCanonical(draft)
  cabinet.file({ besides: [{ number, name: NAME, content }] })
}
