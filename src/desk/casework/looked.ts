import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { CaseSummary } from '../case/case.ts'
import type { Watch } from '../case/watch.ts'
import type { Cabinet } from '../vault/cabinet.ts'

/** Reading the threads of every case at every sync would take long: what was looked at is looked at again when it changes. */
export interface Looked {
  /** Whether somebody who reads a case may have gone, or a source may have to be led to another key. */
  mayBeDue(number: number, line: CaseSummary, watch: Watch, today: number): boolean
  /** The case was looked at. */
  mark(number: number, watch: Watch, today: number): void
  /** Null when nothing was looked at. */
  item(): { readonly name: string; readonly content: Uint8Array } | null
}

/** The keyring under which, and for each case what was held then and on which day. */
interface Kept {
  readonly seq: number
  readonly cases: Readonly<Record<string, readonly [held: number, day: number]>>
}

const NAME = 'looked'

export function openLooked(cabinet: Cabinet, trail: Trail): Looked {
  const seq = trail.at(-1)?.keyring.seq ?? 0
  const raw = cabinet.item(NAME)
  // Rows are sealed under the vault's key, so that what comes out is what went in.
  const kept = raw === null ? null : (parseJson(raw) as Kept)
  const cases: Record<string, readonly [number, number]> = kept?.seq === seq ? { ...kept.cases } : {}
  let isNew = false
  return {
    mayBeDue(number, line, watch, today) {
      const [held, day] = cases[`${number}`] ?? [-1, 0]
      if (held === heldBy(watch) && (day === today || !hasMoved(watch))) return false
      return hasKeys(watch) || hasMoved(watch) || someoneHasGone(trail, line.keyringSeq, watch)
    },
    mark(number, watch, today) {
      cases[`${number}`] = [heldBy(watch), today]
      isNew = true
    },
    item: () => (isNew ? { name: NAME, content: encodeCanonical({ seq, cases } satisfies Kept) } : null),
  }
}

const heldBy = ({ held }: Watch): number =>
  Object.values(held).reduce((sum, places) => sum + places.length, 0)

const hasMoved = ({ keys }: Watch): boolean => keys.conversation.length > 1

/** Somebody may have left, or been granted the case. */
const hasKeys = ({ held }: Watch): boolean => Object.keys(held).some((lane) => lane.startsWith('keys '))

function someoneHasGone(trail: Trail, since: number, { people, granted }: Watch): boolean {
  const newest = trail.at(-1)?.keyring.recipients ?? []
  const before = trail.find(({ keyring }) => keyring.seq === since)?.keyring.recipients ?? []
  return [...people, ...granted].some((id) => {
    const now = newest.find((each) => each.id === id)
    const then = before.find((each) => each.id === id)
    return now === undefined || (then !== undefined && then.identity !== now.identity)
  })
}
