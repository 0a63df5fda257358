import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { LocalDesk } from './desk.ts'
import { guardGate, pathOf } from './gate.ts'
import { strictHeaders } from './headers.ts'
import { type PageFile, pageRoutes } from './page.ts'
import { answerOf, DeskRefusal } from './refusals.ts'
import { caseRoutes } from './routes/cases.ts'
import { deskRoutes } from './routes/desk.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { keysRoutes } from './routes/keys.ts'
import { searchRoutes } from './routes/search.ts'
import type { Sessions } from './sessions.ts'

interface Serving {
  readonly desk: LocalDesk
  readonly sessions: Sessions
  readonly page: readonly PageFile[]
}

/** A draft, and what is said in a case, with room; nothing longer is read. */
const LARGEST_BODY = 1024 * 1024

/** The HTTP side of the desk, ready to listen. */
export function buildServer({ desk, sessions, page }: Serving): FastifyInstance {
  const app = Fastify({
    // A log of requests would say who worked on which case, and when.
    logger: false,
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    requestTimeout: 30_000,
    frameworkErrors: refuse,
    // What is no HTTP is no browser of ours.
    clientErrorHandler: (_error, socket) => void socket.destroy(),
  })
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler(refuse)
  guardGate(app, sessions)
  app.addHook('onRequest', async (request) => {
    if (isBehindLock(pathOf(request))) desk.here()
  })
  app.setNotFoundHandler(async () => {
    throw new DeskRefusal(404, 'not_found', 'the desk has nothing here')
  })
  pageRoutes(app, page)
  deskRoutes(app, desk, sessions)
  inboxRoutes(app, desk)
  caseRoutes(app, desk)
  searchRoutes(app, desk)
  keysRoutes(app, desk)
  return app
}

const OPEN: readonly string[] = ['/api/session', '/api/prove', '/api/state', '/api/unlock', '/api/lock']

const isBehindLock = (path: string): boolean => path.startsWith('/api/') && !OPEN.includes(path)

function refuse(error: unknown, _request: unknown, reply: FastifyReply): void {
  const { status, refusal } = answerOf(error)
  void reply.code(status).headers(strictHeaders).send(refusal)
}

/** @returns the origin */
export async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}
