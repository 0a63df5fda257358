import type { Cabinet } from '../../src/desk/vault/cabinet.ts'

/** Where something breaks off: before or after the request, or the write to the vault, of that number. */
export type BreakingPoint = 'request' | 'answer' | 'before-write' | 'after-write'

export interface Breakage {
  /** Whether it breaks at this moment, and at every one of its kind from then on. */
  isDue(point: BreakingPoint): boolean
  hasBroken(): boolean
}

/** Whoever pulls the plug. */
export class PowerCut extends Error {}

export function breakingAt(point: BreakingPoint, after: number): Breakage {
  let left = after
  let broken = false
  return {
    isDue(each) {
      if (each !== point) return false
      if (left-- > 0) return false
      broken = true
      return true
    },
    hasBroken: () => broken,
  }
}

/** A cabinet whose machine loses its power. */
export const breaking = (cabinet: Cabinet, breakage: Breakage | undefined): Cabinet => ({
  ...cabinet,
  file: (filing) => {
    if (breakage?.isDue('before-write') === true) throw new PowerCut('the power went')
    const added = cabinet.file(filing)
    if (breakage?.isDue('after-write') === true) throw new PowerCut('the power went')
    return added
  },
})
