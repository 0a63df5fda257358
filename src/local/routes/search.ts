import type { FastifyInstance } from 'fastify'
import type { LocalDesk } from '../desk.ts'
import { malformed } from '../refusals.ts'
import { parseNumber } from '../requests.ts'

export function searchRoutes(app: FastifyInstance, desk: LocalDesk): void {
  app.get<{ Querystring: { q?: unknown } }>('/api/search', async ({ query: { q } }) => {
    if (typeof q !== 'string') throw malformed('there is nothing to search for')
    return desk.here().searching.find(q)
  })
  app.get<{ Params: { number: string } }>('/api/cases/:number/similar', async ({ params }) =>
    desk.here().searching.similar(parseNumber(params.number)),
  )
}
