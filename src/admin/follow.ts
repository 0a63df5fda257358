import type { Api } from '../client/api.ts'
import { type Bytes, equal } from '../protocol/bytes.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { type TrustedKeyring, trustGenesis, trustNext } from '../protocol/keyring/chain.ts'
import { parseStatement } from '../protocol/keyring/dsse.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import type { SignedChain } from './kept-chain.ts'

/** What a server has of a chain. */
export interface Published {
  /** Null while nothing was published. */
  readonly chain: SignedChain | null
  /** How many keyrings the server has; fewer than the chain when it was set back to a backup. */
  readonly held: number
}

/**
 * Every keyring that was published, also those that wait for intake keys and that sources are not given yet.
 * @param seen what this admin saw last
 * @param orgId the organisation, 32 bytes; null takes any
 * @throws every refusal of a chain
 */
export async function followPublished(
  p: Notary,
  api: Api,
  seen: SignedChain | null,
  orgId: Bytes | null,
): Promise<Published> {
  const held = await heldOf(p, api, seen?.trail ?? [])
  if (seen !== null && held < seen.trail.length) return { chain: seen, held }
  const statements = [...(seen?.statements ?? [])]
  const trail = [...(seen?.trail ?? [])]
  for (;;) {
    const next = await statementAt(api, trail.length + 1)
    if (next === null) break
    const last = trail.at(-1)
    trail.push(last === undefined ? trustGenesis(p, next, orgId) : trustNext(p, last, next))
    statements.push(next)
  }
  return { chain: trail.length === 0 ? null : { statements, trail }, held: trail.length }
}

/** How many of the known keyrings the server has; it must have the same. */
async function heldOf(p: Notary, api: Api, trail: readonly TrustedKeyring[]): Promise<number> {
  for (let seq = trail.length; seq > 0; seq--) {
    const statement = await statementAt(api, seq)
    if (statement === null) continue
    if (equal(p.sha256(parseStatement(statement).payload), (trail[seq - 1] as TrustedKeyring).hash))
      return seq
    throw new CandorError(
      'keyring_forked',
      `the server has another keyring ${seq} than the one known here`,
      'do not publish anything. Ask every admin over another channel what they signed',
    )
  }
  return 0
}

async function statementAt(api: Api, seq: number): Promise<Bytes | null> {
  try {
    return await api.keyring(seq)
  } catch (error) {
    if (isCandorError(error, 'keyring_missing')) return null
    throw error
  }
}
