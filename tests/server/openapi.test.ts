import { describe, expect, it } from 'vitest'
import { serverForTest } from './support.ts'

const described = [
  'GET /healthz',
  'GET /keys.candor',
  'GET /org.json',
  'GET /v1/drops/{week}/{shard}',
  'GET /v1/entries',
  'GET /v1/epochs/{epoch}',
  'GET /v1/keyring',
  'GET /v1/keyrings/{seq}',
  'GET /v1/openapi.json',
  'GET /v1/recipients',
  'GET /v1/recipients/{id}/epochs',
  'GET /v1/team/drops',
  'GET /v1/tips',
  'GET /v1/weeks',
  'POST /v1/tips',
  'POST /v1/upload',
  'PUT /v1/drops/{locator}',
  'PUT /v1/keyring',
  'PUT /v1/recipients/{id}/epochs',
  'PUT /v1/team/drops/{locator}',
]

interface Description {
  readonly openapi: string
  readonly paths: Record<
    string,
    Record<string, { summary?: string; responses: object; requestBody?: unknown }>
  >
}

describe('the description of the interface', () => {
  it('lists exactly the routes that exist, each with what it answers', async () => {
    const { get, origin } = await serverForTest()
    const { openapi, paths } = (await (await get('/v1/openapi.json')).json()) as Description
    expect(openapi).toBe('3.1.0')
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.sort()).toEqual(described)
    for (const route of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      expect(route.summary).toBeTruthy()
      expect(Object.keys(route.responses)).toContain('default')
    }
    expect(paths['/v1/tips']?.['post']?.requestBody).toBeDefined()
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
    for (const path of Object.keys(paths)) {
      const address = new URL(path.replaceAll(/\{[a-z]+\}/g, '1'), origin)
      const taken = await Promise.all(
        methods.map(async (method) => ({ method, status: (await fetch(address, { method })).status })),
      )
      const known = taken.filter(({ status }) => status !== 405).map(({ method }) => `${method} ${path}`)
      expect(known).toEqual(described.filter((each) => each.endsWith(` ${path}`)))
    }
  })
})
