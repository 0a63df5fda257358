import type { Authorize } from '../client/api.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { signRequest } from '../protocol/request.ts'
import type { Vault } from './vault.ts'

/** Signs requests as the person whose vault it is (docs/protocol.md, 10.3). */
export const authorizer =
  (p: Primitives, { orgId, identity }: Pick<Vault, 'orgId' | 'identity'>): Authorize =>
  (request) =>
    signRequest(p, identity.recipientId, identity.signing, { orgId, ...request })
