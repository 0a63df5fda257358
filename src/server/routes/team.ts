import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { fromHex } from '../../protocol/bytes.ts'
import { CELL } from '../../protocol/drop.ts'
import {
  afterQuery,
  bytesOf,
  bytesShape,
  emptyShape,
  locatorParams,
  NO_QUERY,
  numberOf,
  OCTETS,
  refusalShape,
} from './shapes.ts'

const put = {
  summary: 'Leave a drop of a team',
  description:
    'Signed for in the Authorization header by a recipient of the newest keyring or the served one. The same bytes again are fine.',
  consumes: [OCTETS],
  params: locatorParams,
  querystring: NO_QUERY,
  body: bytesShape('A cell of 2048 bytes'),
  response: { 201: emptyShape('It is stored'), default: refusalShape },
}

const read = {
  summary: 'Drops of both kinds after a cursor, for recipients',
  description: 'Whole batches, signed for like a drop of a team.',
  querystring: afterQuery,
  response: { 200: bytesShape('A page of drops'), default: refusalShape },
}

export const teamRoutes =
  ({ drops }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body)

    app.put('/v1/team/drops/:locator', { schema: put, bodyLimit: CELL }, async (request, reply) => {
      const { method, originalUrl, headers, params } = request
      const received = {
        method,
        path: originalUrl,
        authorization: headers.authorization,
        body: bytesOf(request),
      }
      await drops.putTeam(received, fromHex(params.locator))
      return reply.code(201).send(undefined)
    })

    app.get('/v1/team/drops', { schema: read }, async ({ method, originalUrl, headers, query }, reply) => {
      const received = { method, path: originalUrl, authorization: headers.authorization }
      return reply.type(OCTETS).send(drops.page(received, numberOf(query.after)))
    })
  }
