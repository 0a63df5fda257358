import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Intake } from '../../intake/intake.ts'
import { fromHex } from '../../protocol/bytes.ts'
import { CELL } from '../../protocol/drop.ts'
import {
  bytesOf,
  bytesShape,
  documentShape,
  emptyShape,
  locatorParams,
  NO_QUERY,
  numberOf,
  OCTETS,
  refusalShape,
  shardParams,
} from './shapes.ts'

const weeks = {
  summary: 'The weeks that hold drops',
  description: 'The server’s week, and for each week how many bits of a locator tell its shards apart.',
  querystring: NO_QUERY,
  response: {
    200: documentShape('`{current, weeks: [{week, bits}]}`, in one spelling'),
    default: refusalShape,
  },
}

const shard = {
  summary: 'The drops of conversations in one shard of a week',
  description: 'The same bytes for everyone, filled up with drops that no key opens.',
  params: shardParams,
  querystring: NO_QUERY,
  response: { 200: bytesShape('A shard: drops in ascending order of locators'), default: refusalShape },
}

const put = {
  summary: 'Leave a drop of a conversation',
  description: 'Answers when it is stored durably. The same bytes again are fine.',
  consumes: [OCTETS],
  params: locatorParams,
  querystring: NO_QUERY,
  body: bytesShape('A cell of 2048 bytes'),
  response: { 201: emptyShape('It is stored'), default: refusalShape },
}

export const dropRoutes =
  ({ drops }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body)

    app.get('/v1/weeks', { schema: weeks }, async (_request, reply) =>
      reply.type('application/json').send(drops.weeks()),
    )

    app.get('/v1/drops/:week/:shard', { schema: shard }, async ({ params }, reply) =>
      reply.type(OCTETS).send(drops.shard(numberOf(params.week), numberOf(params.shard))),
    )

    app.put('/v1/drops/:locator', { schema: put, bodyLimit: CELL }, async (request, reply) => {
      await drops.put(fromHex(request.params.locator), bytesOf(request))
      return reply.code(201).send(undefined)
    })
  }
