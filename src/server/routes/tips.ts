import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { LARGEST_SUBMISSION } from '../../protocol/wire.ts'
import {
  afterQuery,
  bytesOf,
  bytesShape,
  NO_QUERY,
  noteShape,
  numberOf,
  OCTETS,
  refusalShape,
} from './shapes.ts'

const submit = {
  summary: 'Hand in a sealed tip',
  description: 'Answers when it is stored durably. The same bytes again get the same promise.',
  consumes: [OCTETS],
  querystring: NO_QUERY,
  body: bytesShape('The receipt tag of 32 bytes, then the envelope'),
  response: { 201: noteShape('The promise: a signed note'), default: refusalShape },
}

const read = {
  summary: 'Envelopes after a cursor, for recipients',
  description:
    'Whole batches, signed for in the Authorization header by a recipient of the newest keyring or the served one.',
  querystring: afterQuery,
  response: { 200: bytesShape('A page of envelopes'), default: refusalShape },
}

export const tipRoutes =
  (intake: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body)

    app.post('/v1/tips', { schema: submit, bodyLimit: LARGEST_SUBMISSION }, async (request, reply) =>
      reply
        .code(201)
        .type('text/plain; charset=utf-8')
        .send(await intake.submit(bytesOf(request))),
    )

    app.get('/v1/tips', { schema: read }, async ({ method, originalUrl, headers, query }, reply) => {
      const received = { method, path: originalUrl, authorization: headers.authorization }
      return reply.type(OCTETS).send(intake.list.tips(received, numberOf(query.after)))
    })
  }
