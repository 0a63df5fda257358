import { type Bytes, toBase64 } from '../bytes.ts'
import type { IntakeBlock } from '../epoch.ts'
import { CandorError } from '../errors.ts'
import { type Primitives, SEED } from '../primitives/primitives.ts'
import type { Recipient } from './statement.ts'

/** What a recipient is listed with, as their intake block has it (docs/protocol.md, 4.1.1 and 5.2). */
export const listOf = (
  p: Primitives,
  { firstEpoch, keys, signature }: IntakeBlock,
): Pick<Recipient, 'firstEpoch' | 'epochs' | 'signature'> => ({
  firstEpoch,
  epochs: keys.map((key) => toBase64(p.sha256(key))),
  signature: toBase64(signature),
})

/**
 * Refuses intake keys to which nobody could seal: they would stop every tip (docs/protocol.md, 5.4).
 * @throws `intake_key_wrong`
 */
export function checkIntakeKeys(p: Primitives, keys: readonly Bytes[]): void {
  if (keys.every((key) => canSealTo(p, key))) return
  throw new CandorError(
    'intake_key_wrong',
    'one of these intake keys is no key: nobody could seal anything to it',
    'have the person make the keys again',
  )
}

// Which randomness is used does not matter: what comes out is thrown away.
function canSealTo(p: Primitives, key: Bytes): boolean {
  try {
    p.kemEncapsulate(key, new Uint8Array(2 * SEED))
    return true
  } catch {
    return false
  }
}
