import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Intake } from '../../intake/intake.ts'
import { toHex } from '../../protocol/bytes.ts'
import { NO_QUERY, refusalShape } from './shapes.ts'

const health = {
  summary: 'Whether the server works',
  querystring: NO_QUERY,
  response: {
    200: Type.Object({
      status: Type.Literal('ok'),
      organisation: Type.Union([Type.String(), Type.Null()], { description: '64 hexadecimal digits' }),
      keyring: Type.Union([Type.Integer(), Type.Null()], {
        description: 'The keyring that sources are given',
      }),
    }),
    default: refusalShape,
  },
}

export const healthRoutes =
  ({ keyrings }: Intake): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/healthz', { schema: health }, async () => {
      const organisation = keyrings.organisation()
      return {
        status: 'ok' as const,
        organisation: organisation === null ? null : toHex(organisation),
        keyring: keyrings.served()?.keyring.seq ?? null,
      }
    })
  }
