import type { FastifyInstance } from 'fastify'
import type { LocalDesk } from '../desk.ts'
import { nothing, parse, prove, session, unlock } from '../requests.ts'
import type { Sessions } from '../sessions.ts'

/** The link, and the lock. */
export function deskRoutes(app: FastifyInstance, desk: LocalDesk, sessions: Sessions): void {
  app.post('/api/session', async ({ body }) => sessions.take(parse(session, body).token))
  app.post('/api/prove', async ({ body, headers }) => ({
    mac: sessions.prove(`http://${headers.host}`, parse(prove, body).nonce),
  }))
  app.get('/api/state', async () => desk.state())
  app.post('/api/unlock', async ({ body }) => {
    await desk.unlock(parse(unlock, body).password)
    return desk.state()
  })
  app.post('/api/lock', async ({ body }) => {
    parse(nothing, body)
    await desk.lock()
    return desk.state()
  })
  app.post('/api/alive', async ({ body }, reply) => {
    parse(nothing, body)
    desk.alive()
    return reply.code(204).send()
  })
}
