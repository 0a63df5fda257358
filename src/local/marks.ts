import { type CaseSummary, readSummary } from '../desk/case/case.ts'
import { lookedAt } from '../desk/casework/seen.ts'
import type { Cabinet } from '../desk/vault/cabinet.ts'
import type { Vault } from '../desk/vault/vault.ts'
import { encodeCanonical, parseJson } from '../protocol/canonical.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'

/**
 * What a person has looked at. Filing it stands in the way of a sync that runs, and it of that: so it is kept beside the case
 * at once, and filed when nothing runs. Nothing of it is lost when the program ends before.
 */
export interface Marks {
  /**
   * @param hashes what the source said that the person has looked at now
   * @param isAll whether nothing of the case is unread then
   */
  keep(number: number, hashes: readonly string[], about: { readonly isAll: boolean }): void
  /** Files what can be filed. */
  file(vault: Vault): void
  /** Whether everything in a case has been looked at that its line says is not. */
  covers(number: number, summary: CaseSummary): boolean
  /** What has been looked at in a case, and is not filed yet. */
  of(number: number): readonly string[]
  numbers(): readonly number[]
}

const NAME = 'looked'

/** What is kept beside a case. */
interface Mark {
  readonly hashes: readonly string[]
  /** How much had been said and done when all of it had been looked at; null where some of it had not. */
  readonly count: number | null
}

export function openMarks(p: Primitives, cabinet: Cabinet): Marks {
  // Rows are sealed under the vault's key, so that what comes out is what went in.
  const marks = new Map(
    [...cabinet.allBeside(NAME)].map(({ number, content }) => [number, parseJson(content) as Mark]),
  )
  return {
    keep(number, hashes, { isAll }) {
      const before = marks.get(number)?.hashes ?? []
      const count = isAll ? countOf(cabinet, number) : null
      const mark = { hashes: [...new Set([...before, ...hashes])], count }
      cabinet.file({ besides: [{ number, name: NAME, content: encodeCanonical(mark) }] })
      marks.set(number, mark)
    },
    file(vault) {
      for (const [number, { hashes }] of marks) {
        if (!fileOne(p, vault, cabinet, number, hashes)) return
        marks.delete(number)
      }
    },
    // What came later has not been looked at.
    covers: (number, { progress }) => progress !== null && marks.get(number)?.count === progress.count,
    of: (number) => marks.get(number)?.hashes ?? [],
    numbers: () => [...marks.keys()],
  }
}

function countOf(cabinet: Cabinet, number: number): number {
  const line = cabinet.summary(number)
  return (line === null ? null : readSummary(line).progress?.count) ?? 0
}

/** False where another program is working in the vault. */
function fileOne(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  hashes: readonly string[],
): boolean {
  try {
    lookedAt(p, vault, cabinet, number, { hashes, forget: NAME })
    return true
  } catch (error) {
    if (isCandorError(error, 'vault_busy')) return false
    // The case is not here any more, or nobody may see it.
    if (isCandorError(error, 'not_found')) return true
    throw error
  }
}
