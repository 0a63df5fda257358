import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { CandorError } from '../../protocol/errors.ts'
import { LARGEST_STATEMENT } from '../../protocol/keyring/dsse.ts'
import {
  bytesOf,
  documentShape,
  NO_QUERY,
  numberOf,
  publicationShape,
  refusalShape,
  seqParams,
} from './shapes.ts'

const JSON_TYPE = 'application/json'

const newest = {
  summary: 'The newest keyring that is complete',
  description:
    'The signed keyring, byte for byte as published. Complete: every recipient’s intake keys are here.',
  querystring: NO_QUERY,
  response: { 200: documentShape('A DSSE envelope'), default: refusalShape },
}

const one = {
  summary: 'One keyring of the chain',
  params: seqParams,
  querystring: NO_QUERY,
  response: { 200: documentShape('A DSSE envelope'), default: refusalShape },
}

const publish = {
  summary: 'Publish a keyring',
  description: 'The signatures in it are what authorises it. The same bytes again are fine.',
  consumes: [JSON_TYPE],
  querystring: NO_QUERY,
  body: documentShape('A DSSE envelope'),
  response: { 200: publicationShape, default: refusalShape },
}

export const keyringRoutes =
  ({ keyrings }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(
      JSON_TYPE,
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => body,
    )

    app.get('/v1/keyring', { schema: newest }, async (_request, reply) => {
      const served = keyrings.served()
      if (served === null) throw incomplete()
      return reply.type(JSON_TYPE).send(keyrings.statement(served.keyring.seq))
    })

    app.get('/v1/keyrings/:seq', { schema: one }, async (request, reply) =>
      reply.type(JSON_TYPE).send(keyrings.statement(numberOf(request.params.seq))),
    )

    app.put('/v1/keyring', { schema: publish, bodyLimit: LARGEST_STATEMENT }, (request, reply) => {
      const { seq, served, waitingFor } = keyrings.publish(bytesOf(request))
      reply.send({ seq, served, waitingFor: [...waitingFor] })
    })
  }

const incomplete = () =>
  new CandorError('keyring_missing', 'this server has no keyring with the keys of all its recipients yet')
