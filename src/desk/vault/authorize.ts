import type { Authorize } from '../../client/api.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { signRequest } from '../../protocol/request.ts'
import { asListed } from './identity.ts'
import type { Vault } from './vault.ts'

/** Signs requests as the person whose vault it is, with the identity that a keyring lists (docs/protocol.md, 10.3). */
export function authorizer(
  p: Primitives,
  { orgId, identity }: Pick<Vault, 'orgId' | 'identity'>,
  newest: Keyring,
): Authorize {
  const { recipientId, signing } = asListed(p, identity, newest)
  return (request) => signRequest(p, recipientId, signing, { orgId, ...request })
}
