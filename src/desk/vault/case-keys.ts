import type { Bytes } from '../../protocol/bytes.ts'
import { damaged, type SealedRows, type Sealer } from './rows.ts'

/** The key of each case: without it no row of the case can be opened. */
export interface SealersOfCases {
  /** Whether the case has one; a forgotten one has none. */
  has(number: number): boolean
  /**
   * @param sealed the key as it lies in the database, for whoever has it at hand
   * @throws `file_damaged` when there is none
   */
  of(number: number, sealed?: Bytes | null): Sealer
  make(number: number): Sealer
  drop(number: number): void
}

interface KeyRows {
  readonly find: (number: number) => Bytes | undefined
  readonly keep: (number: number, sealed: Bytes) => void
}

/** Opens each key once; whether there is one is asked each time, since another command may have forgotten the case. */
export function caseKeys(rows: SealedRows, { find, keep }: KeyRows): SealersOfCases {
  const opened = new Map<number, Sealer>()
  const open = (number: number, sealed = find(number)): Sealer => {
    if (sealed === undefined) throw damaged(`the key of case ${number}`)
    const sealer = rows.openKey(number, sealed)
    opened.set(number, sealer)
    return sealer
  }
  return {
    has: (number) => find(number) !== undefined,
    of: (number, sealed) => opened.get(number) ?? open(number, sealed ?? undefined),
    make(number) {
      // Not remembered: the transaction may fail.
      const { sealed, sealer } = rows.newKey(number)
      keep(number, sealed)
      return sealer
    },
    drop: (number) => void opened.delete(number),
  }
}
