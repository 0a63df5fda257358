import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { NO_QUERY, refusalShape } from './shapes.ts'

const shape = {
  summary: 'This description',
  querystring: NO_QUERY,
  response: {
    200: Type.Unsafe<unknown>({ description: 'OpenAPI 3.1', type: 'object', additionalProperties: true }),
    default: refusalShape,
  },
}

/** Before the routes that it describes. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Candor', description: 'Anonymous tip intake', version: '1' },
    },
  })
}

export function openapiRoutes(app: FastifyInstance): void {
  let text: string | null = null
  app.get('/v1/openapi.json', { schema: shape }, async (_request, reply) => {
    text ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(text)
  })
}
