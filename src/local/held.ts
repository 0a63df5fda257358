import type { Cabinet } from '../desk/vault/cabinet.ts'
import { type Vault, type VaultKey, vaultIn } from '../desk/vault/vault.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { type Marks, openMarks } from './marks.ts'

/** An unlocked vault, into which other programs and threads write as well. */
export interface Held {
  readonly cabinet: Cabinet
  readonly marks: Marks
  /** With the keys that there are by now. */
  readonly vault: () => Vault
  /** The same for whoever goes on working with it. */
  readonly live: Vault
  /** Files what a person has looked at; only while nothing else works in the vault. */
  readonly fileMarks: () => void
  /** This desk itself has filed something. */
  readonly touch: () => void
  /** Whether anything was filed since `look`. */
  readonly isOld: () => boolean
  /** The same, and from now on nothing was. */
  readonly look: () => boolean
  /** The keys may be other ones. */
  readonly readAgain: () => void
}

/** @throws `usage` where the vault has joined no organisation; `file_damaged` */
export function openHeld(p: Primitives, key: VaultKey, cabinet: Cabinet): Held {
  let vault = vaultIn(cabinet, key)
  let turn: number | null = null
  const marks = openMarks(p, cabinet)
  const touch = () => {
    turn = null
  }
  return {
    cabinet,
    marks,
    vault: () => vault,
    live: liveVault(() => vault),
    fileMarks() {
      if (marks.numbers().length === 0) return
      marks.file(vault)
      touch()
    },
    touch,
    isOld: () => cabinet.turn() !== turn,
    look() {
      const [before, now] = [turn, cabinet.turn()]
      turn = now
      return before !== now
    },
    // What was erased must not go on lying in memory.
    readAgain() {
      vault = vaultIn(cabinet, key)
    },
  }
}

const liveVault = (now: () => Vault): Vault => ({
  folder: now().folder,
  orgId: now().orgId,
  key: now().key,
  get identity() {
    return now().identity
  },
})
