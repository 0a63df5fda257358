import type { FastifyInstance } from 'fastify'

/** What a source asks for; a form that is hosted apart asks from another origin. */
const forSources = new Set([
  'GET /healthz',
  'GET /v1/keyring',
  'GET /v1/keyrings/:seq',
  'GET /v1/epochs/:epoch',
  'GET /v1/entries',
  'POST /v1/tips',
])

/** Anyone may read these without any page, and nothing about the asker changes the answer: so any page may. */
const fromAnywhere = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Date, Retry-After',
  'cross-origin-resource-policy': 'cross-origin',
}

const permission = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '7200',
}

/** Lets pages of other origins do what a source does, and nothing that a recipient signs. */
export function openToOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, routeOptions }, reply) => {
    if (forSources.has(`${method} ${routeOptions.url}`)) reply.headers(fromAnywhere)
  })
}

/** What a browser asks before it posts bytes to another origin. */
export function preflightRoutes(app: FastifyInstance): void {
  app.options('/v1/tips', { schema: { hide: true } }, async (_request, reply) =>
    reply.code(204).headers(permission).send(),
  )
}
