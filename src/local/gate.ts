import type { FastifyInstance, FastifyRequest } from 'fastify'
import { strictHeaders } from './headers.ts'
import { DeskRefusal } from './refusals.ts'
import { noSession, type Sessions } from './sessions.ts'

/**
 * Whom this server answers: the page that it served itself, in a browser on this machine, with a session. Every request
 * passes here before anything else looks at it. Any other page in the same browser can send requests to this port, and any
 * user of this machine can: neither knows a session, and no browser keeps one for them, since there are no cookies.
 */
export function guardGate(app: FastifyInstance, sessions: Sessions): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(strictHeaders)
    const own = `127.0.0.1:${request.socket.localPort}`
    checkName(request, own)
    checkMethod(request)
    if (isApi(request)) checkAsked(request, sessions)
    else checkLooked(request)
  })
}

/** By the route that was found: an address can be spelled in many ways. */
export const pathOf = ({ routeOptions, url }: FastifyRequest): string => routeOptions.url ?? url

const isApi = (request: FastifyRequest): boolean => pathOf(request).startsWith('/api/')

/** A name of somebody else's that leads here belongs to a page of theirs. */
function checkName({ headers }: FastifyRequest, own: string): void {
  if (headers.host !== own) throw new DeskRefusal(421, 'request_malformed', 'the desk has another address')
  if (headers.origin !== undefined && headers.origin !== `http://${own}`) throw foreign()
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE'])

function checkMethod({ method }: FastifyRequest): void {
  if (!METHODS.has(method)) throw new DeskRefusal(405, 'request_malformed', 'the desk knows no such request')
}

/** A session is not handed to a server that has not proved itself. */
const BEFORE_SESSION: readonly string[] = ['/api/session', '/api/prove']

/** What the page asks for. */
function checkAsked(request: FastifyRequest, sessions: Sessions): void {
  const { headers, method } = request
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') throw foreign()
  if ((method === 'POST' || method === 'PUT') && headers['content-type'] !== 'application/json')
    throw new DeskRefusal(415, 'request_malformed', 'the desk takes JSON')
  if (BEFORE_SESSION.includes(pathOf(request))) return
  const [, session] = /^Bearer ([\w-]{43})$/.exec(headers.authorization ?? '') ?? []
  if (session === undefined || !sessions.holds(session)) throw noSession()
}

/** The page itself is for a person who follows the link, and its files are for the page: nobody else learns that they are here. */
function checkLooked({ headers }: FastifyRequest): void {
  const [site, destination] = [headers['sec-fetch-site'], headers['sec-fetch-dest']]
  const isOwn = site === undefined || site === 'same-origin' || destination === 'document'
  if (!isOwn) throw foreign()
}

const foreign = () => new DeskRefusal(403, 'request_malformed', 'the desk answers its own page alone')
