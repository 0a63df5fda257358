import { type Bytes, toBase64 } from '../bytes.ts'
import type { Signatures } from '../primitives/primitives.ts'
import { type Statement, signedBytes } from './dsse.ts'

/** Adds the signature of one root or one approving recipient; signing twice changes nothing (docs/protocol.md, 4.3). */
export function signStatement(p: Signatures, statement: Statement, seed: Bytes): Statement {
  const key = toBase64(p.verifyingKey(seed))
  if (statement.signatures.some((each) => each.key === key)) return statement
  const signature = p.sign(seed, signedBytes(statement.payload))
  return { payload: statement.payload, signatures: [...statement.signatures, { key, signature }] }
}
