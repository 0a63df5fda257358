import type { FastifyInstance } from 'fastify'
import type { LocalDesk } from '../desk.ts'
import { changesAfter, inboxOf } from '../inbox.ts'
import { preferencesSchema } from '../preferences.ts'
import { nothing, parse, parseNumber } from '../requests.ts'

export function inboxRoutes(app: FastifyInstance, desk: LocalDesk): void {
  app.get('/api/inbox', async () => inboxOf(desk.here()))
  app.get<{ Querystring: { after?: string } }>('/api/changes', async ({ query }) =>
    changesAfter(desk, parseNumber(query.after)),
  )
  app.post('/api/sync', async ({ body }, reply) => {
    parse(nothing, body)
    desk.here().syncing.now()
    return reply.code(204).send()
  })
  app.put('/api/preferences', async ({ body }, reply) => {
    desk.here().preferences.keep(parse(preferencesSchema, body))
    return reply.code(204).send()
  })
}
