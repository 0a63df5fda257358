import type { Bytes } from '../protocol/bytes.ts'
import { encodeStatement, type Statement } from '../protocol/keyring/dsse.ts'
import { signStatement } from '../protocol/keyring/sign.ts'
import { encodeKeyring, type Keyring } from '../protocol/keyring/statement.ts'
import type { Signatures } from '../protocol/primitives/primitives.ts'

/**
 * A keyring as a signed statement (docs/protocol.md, 4.3).
 * @param seeds Ed25519 seeds of everyone who signs it
 * @throws `keyring_malformed`, naming the rule that the choices break
 */
export function signKeyring(p: Signatures, keyring: Keyring, seeds: readonly Bytes[]): Bytes {
  const unsigned: Statement = { payload: encodeKeyring(keyring), signatures: [] }
  return encodeStatement(seeds.reduce((statement, seed) => signStatement(p, statement, seed), unsigned))
}
