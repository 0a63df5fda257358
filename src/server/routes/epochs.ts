import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { LARGEST_INTAKE_BLOCK } from '../../protocol/epoch.ts'
import {
  bytesOf,
  bytesShape,
  epochParams,
  keyringQuery,
  NO_QUERY,
  numberOf,
  OCTETS,
  publicationShape,
  recipientParams,
  refusalShape,
} from './shapes.ts'

const keys = {
  summary: 'The intake keys of a week',
  description: 'One X-Wing public key of 1216 bytes for every recipient, in keyring order.',
  params: epochParams,
  querystring: keyringQuery,
  response: { 200: bytesShape('The keys one after another'), default: refusalShape },
}

const deliver = {
  summary: 'Deliver the intake keys of a recipient',
  description: 'The recipient’s signature in the block is what authorises it, whoever delivers it.',
  consumes: [OCTETS],
  params: recipientParams,
  querystring: NO_QUERY,
  body: bytesShape('An intake block'),
  response: { 200: publicationShape, default: refusalShape },
}

const block = {
  summary: 'The newest intake keys of a recipient',
  description: 'The block as it was delivered, under the identity of the newest keyring.',
  params: recipientParams,
  querystring: NO_QUERY,
  response: { 200: bytesShape('An intake block'), default: refusalShape },
}

export const epochRoutes =
  ({ epochs }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body)

    app.get('/v1/epochs/:epoch', { schema: keys }, async ({ params, query }, reply) => {
      const seq = query.keyring === undefined ? undefined : numberOf(query.keyring)
      return reply.type(OCTETS).send(epochs.keys(numberOf(params.epoch), seq))
    })

    app.get('/v1/recipients/:id/epochs', { schema: block }, async ({ params }, reply) =>
      reply.type(OCTETS).send(epochs.block(params.id)),
    )

    app.put(
      '/v1/recipients/:id/epochs',
      { schema: deliver, bodyLimit: LARGEST_INTAKE_BLOCK },
      (request, reply) => {
        const { seq, served, waitingFor } = epochs.deliver(request.params.id, bytesOf(request))
        reply.send({ seq, served, waitingFor: [...waitingFor] })
      },
    )
  }
