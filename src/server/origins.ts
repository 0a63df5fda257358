import type { FastifyInstance } from 'fastify'

/** What a source asks for; a form that is hosted apart asks from another origin. */
const forSources = new Set([
  'GET /healthz',
  'GET /v1/keyring',
  'GET /v1/keyrings/:seq',
  'GET /v1/epochs/:epoch',
  'GET /v1/entries',
  'POST /v1/tips',
  'GET /v1/weeks',
  'GET /v1/drops/:week/:shard',
  'PUT /v1/drops/:locator',
])

/** Anyone may read these without any page, and nothing about the asker changes the answer: so any page may. */
const fromAnywhere = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Date, Retry-After',
  'cross-origin-resource-policy': 'cross-origin',
}

const permission = (method: 'POST' | 'PUT') => ({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': method,
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '7200',
})

/** Lets pages of other origins do what a source does, and nothing that a recipient signs. */
export function openToOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, routeOptions }, reply) => {
    if (forSources.has(`${method} ${routeOptions.url}`)) reply.headers(fromAnywhere)
  })
}

/** What a browser asks before it sends bytes to another origin. */
export function preflightRoutes(app: FastifyInstance): void {
  const allow = (path: string, method: 'POST' | 'PUT') =>
    app.options(path, { schema: { hide: true } }, async (_request, reply) =>
      reply.code(204).headers(permission(method)).send(),
    )
  allow('/v1/tips', 'POST')
  allow('/v1/drops/:locator', 'PUT')
}
