import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { afterQuery, bytesShape, numberOf, OCTETS, refusalShape } from './shapes.ts'

const read = {
  summary: 'The public list after a cursor',
  description: 'Which envelope is held under which receipt tag, since which day, in whole batches.',
  querystring: afterQuery,
  response: { 200: bytesShape('A page of entries'), default: refusalShape },
}

export const entryRoutes =
  ({ list }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/v1/entries', { schema: read }, async ({ query }, reply) =>
      reply.type(OCTETS).send(list.entries(numberOf(query.after))),
    )
  }
