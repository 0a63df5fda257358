import type { NamedKind } from '../../protocol/thread/events.ts'
import type { CaseRef } from './case.ts'

// ---- search: GET /api/search?q=, GET /api/cases/:number/similar ------------------------------------------------------------

export interface SearchAnswer {
  readonly hits: readonly SearchHit[]
  /** All that match; `hits` has the best 50. */
  readonly total: number
  /** Cases that are in the index, and cases there are: fewer while it is being made. */
  readonly indexed: number
  readonly of: number
}
export interface SearchHit {
  readonly number: number
  readonly where: 'tip' | 'conversation' | 'note' | 'name' | 'label'
  /** A piece of the text around the first match. */
  readonly before: string
  readonly match: string
  readonly after: string
}
export interface SimilarCase extends CaseRef {
  readonly why: readonly { readonly kind: NamedKind | 'words'; readonly text: string }[]
}
