import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import type { LocalDesk } from '../desk.ts'
import { keysView } from '../keys-view.ts'
import { approveProposal, dropProposal, proposalFile, takeProposal } from '../proposals.ts'
import { nothing, parse } from '../requests.ts'
import type { ProposalRequest } from '../wire.ts'

/** A proposal brings every keyring that there was: after some years that is more than other requests may be. */
const LARGEST_PROPOSAL = 64 * 1024 * 1024

const proposal = v.strictObject({ file: v.string() }) satisfies v.GenericSchema<unknown, ProposalRequest>

interface ById {
  readonly Params: { readonly id: string }
}

/** How the keys stand, who reads what, and the proposals that wait for this person. */
export function keysRoutes(app: FastifyInstance, local: LocalDesk): void {
  const here = () => {
    const { p, cabinet, vault, today } = local.here()
    return { p, desk: { cabinet, vault: vault() }, today: today() }
  }
  app.get('/api/keys', async () => {
    const { p, desk, today } = here()
    return keysView(p, desk, today)
  })
  app.post('/api/proposals', { bodyLimit: LARGEST_PROPOSAL }, async ({ body }) => {
    const { p, desk } = here()
    return takeProposal(p, desk, parse(proposal, body).file)
  })
  app.get<ById>('/api/proposals/:id', async ({ params }) => {
    const { p, desk } = here()
    return proposalFile(p, desk, params.id)
  })
  app.post<ById>('/api/proposals/:id/approve', async ({ params, body }) => {
    const { p, desk } = here()
    parse(nothing, body)
    return approveProposal(p, desk, params.id)
  })
  app.delete<ById>('/api/proposals/:id', async ({ params }, reply) => {
    const { p, desk } = here()
    dropProposal(p, desk, params.id)
    return reply.code(204).send()
  })
}
