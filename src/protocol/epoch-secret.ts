import type { Bytes } from './bytes.ts'
import { type IntakeBlock, intakeListBytes } from './epoch.ts'
import type { Primitives } from './primitives/primitives.ts'

/** The secret halves of consecutive intake keys: X-Wing seeds of 32 bytes (docs/protocol.md, 5.1). */
export interface IntakeSecrets {
  readonly firstEpoch: number
  readonly seeds: readonly Bytes[]
}

/** The public halves, signed by the recipient (docs/protocol.md, 5.2). */
export function signIntakeBlock(
  p: Primitives,
  recipientId: string,
  identity: Bytes,
  secrets: IntakeSecrets,
): IntakeBlock {
  const keys = secrets.seeds.map((seed) => p.kemPublicKey(seed))
  const message = intakeListBytes(
    recipientId,
    secrets.firstEpoch,
    keys.map((key) => p.sha256(key)),
  )
  return { firstEpoch: secrets.firstEpoch, keys, signature: p.sign(identity, message) }
}
