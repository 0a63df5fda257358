import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Intake } from '../../intake/intake.ts'
import type { Clock } from '../../intake/keyrings.ts'
import { toBase64, toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import { NO_QUERY, refusalShape } from './shapes.ts'

/** The languages of the form, in the order of the texts in `org.json`. */
const LANGUAGES = ['en', 'ru', 'kk'] as const

const place = {
  summary: 'What the form must know about the place where it stands',
  querystring: NO_QUERY,
  response: {
    200: Type.Object({
      organisation: Type.String({ description: '64 hexadecimal digits' }),
      api: Type.String({ description: 'The origin of this interface; empty: where the form stands' }),
      contact: Type.Array(Type.String(), { description: `In ${LANGUAGES.join(', ')}` }),
    }),
    default: refusalShape,
  },
}

const keysFile = {
  summary: 'All that is needed to seal a tip without a connection',
  description: 'The whole chain, and the intake keys of this week and the next, as one file.',
  querystring: NO_QUERY,
  response: {
    200: Type.Object({
      candor: Type.Literal('keys'),
      version: Type.Literal(1),
      keyrings: Type.Array(Type.String(), {
        description: 'Signed statements as base64, the first one first',
      }),
      epochs: Type.Array(Type.Object({ epoch: Type.Integer(), keys: Type.String() })),
    }),
    default: refusalShape,
  },
}

/** Two files that the form needs beside its own, and that are different for every organisation. */
export const organisationRoutes =
  ({ keyrings, epochs }: Intake, clock: Clock): FastifyPluginAsyncTypebox =>
  async (app) => {
    const served = () => keyrings.served() ?? missing()

    app.get('/org.json', { schema: place }, async () => {
      const { orgId, keyring } = served()
      return { organisation: toHex(orgId), api: '', contact: contactOf(keyring) }
    })

    app.get('/keys.candor', { schema: keysFile }, async (_request, reply) => {
      const { seq } = served().keyring
      const now = epochOfDay(dayOf(clock()))
      reply.header('content-disposition', 'attachment; filename="keys.candor"')
      return {
        candor: 'keys' as const,
        version: 1 as const,
        keyrings: Array.from({ length: seq }, (_, i) => toBase64(keyrings.statement(i + 1))),
        epochs: [now, now + 1].map((epoch) => ({ epoch, keys: toBase64(epochs.keys(epoch, seq)) })),
      }
    })
  }

const contactOf = ({ languages, contact }: Keyring): string[] =>
  LANGUAGES.map((language) => contact[languages.indexOf(language)] ?? '')

function missing(): never {
  throw new CandorError(
    'keyring_missing',
    'this server has no keyring with the keys of all its recipients yet',
  )
}
