import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { documentShape, NO_QUERY, refusalShape } from './shapes.ts'

const read = {
  summary: 'When recipients last asked for tips',
  description:
    'Signed for in the Authorization header by a recipient or a root of the newest keyring: the day of the last request, and the batch up to which they have everything.',
  querystring: NO_QUERY,
  response: { 200: documentShape('The newest batch, and every recipient'), default: refusalShape },
}

export const recipientRoutes =
  ({ oversee }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/v1/recipients', { schema: read }, async ({ method, originalUrl, headers }, reply) => {
      const received = { method, path: originalUrl, authorization: headers.authorization }
      return reply.type('application/json').send(oversee(received))
    })
  }
