import type { Random } from '../protocol/primitives/primitives.ts'

/** What the program was started with. */
export interface DeskSettings {
  /** The folder of the vault. */
  readonly vault: string
  /** Origin of the intake server. */
  readonly server: string
  readonly isTrial: boolean
  /** Of this program. */
  readonly version: string
  /** Where the password of a trial lies, which a person may have to look up; null in earnest. */
  readonly passwordFile: string | null
  /** What is written leaves at a moment of the next so many seconds. */
  readonly jitterSeconds: number
  /** So many seconds at least it stays here, and can be taken back. */
  readonly graceSeconds: number
  /** About how long it is from one sync to the next. */
  readonly watchSeconds: number
  /** Where a snapshot is kept up to date; null where none is wished for. */
  readonly snapshots: string | null
  /** Whether this program runs within Tor, and so can reach an onion service. */
  readonly isTorified: boolean
}

/** What the program takes of the world. */
export interface World {
  readonly random: Random
  /** Milliseconds since 1970-01-01 UTC. */
  readonly clock: () => number
  /** How often it looks whether something is due, in milliseconds. */
  readonly tickMs: number
}

export const secondsOf = ({ clock }: Pick<World, 'clock'>): number => Math.floor(clock() / 1000)
