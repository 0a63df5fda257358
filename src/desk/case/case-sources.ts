import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Tip } from '../../protocol/tip.ts'
import type { HeldDrop } from './held.ts'
import type { Watch } from './watch.ts'

/** Everything that a case's threads are read from. */
export interface CaseSources {
  readonly trail: Trail
  /** `E#` as 64 hexadecimal digits. */
  readonly envelope: string
  readonly tip: Tip
  /** The keyring of the tip. */
  readonly keyring: Keyring
  readonly watch: Watch
  readonly drops: readonly HeldDrop[]
  /** The first week of which drops can be held. */
  readonly from: number
}
