import { type Bytes, toBase64 } from '../protocol/bytes.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Signatures } from '../protocol/primitives/primitives.ts'
import { signKeyring } from './sign-keyring.ts'

/** What may differ from the keyring before; its place in the chain follows by itself. */
export type KeyringChanges = Partial<Omit<Keyring, 'candor' | 'version' | 'seq' | 'previous'>>

/**
 * The keyring that follows another one, signed (docs/protocol.md, 4.4). Whether the signatures are enough is for the
 * reader to say: new readers also need the approval of those before them.
 * @param seeds Ed25519 seeds of the roots, and of the recipients who approve
 * @throws `keyring_malformed`, naming the rule that the changes break
 */
export function succeed(
  p: Signatures,
  { hash, keyring }: TrustedKeyring,
  changes: KeyringChanges,
  seeds: readonly Bytes[],
): Bytes {
  const { seq } = keyring
  return signKeyring(p, { ...keyring, ...changes, seq: seq + 1, previous: toBase64(hash) }, seeds)
}
