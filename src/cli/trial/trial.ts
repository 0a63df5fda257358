import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Context } from '../program.ts'

/** A trial organisation, made or to be made. */
export interface Trial {
  readonly context: Context
  readonly p: Primitives
  /** The server's data folder. */
  readonly data: string
  /** The trial's own folder inside it. */
  readonly folder: string
  /** The built form as a keyring lists it; null while it is not built. */
  readonly form: Keyring['form'] | null
  /** Whether it is made with a second desk. */
  readonly oversight: boolean
}
