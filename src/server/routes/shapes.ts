import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Bytes } from '../../protocol/bytes.ts'
import { HttpRefusal } from '../errors.ts'

/** Whole numbers in addresses have one spelling. */
const wholeNumber = (description: string) => Type.String({ pattern: '^(0|[1-9][0-9]{0,9})$', description })

const MOST = 0xffff_ffff

/** A whole number that the protocol can write in four bytes. */
export function numberOf(text: string): number {
  const value = Number(text)
  if (value <= MOST) return value
  throw new HttpRefusal(400, 'request_malformed', `a number in this address is above ${MOST}`)
}

/** The body as plain bytes; empty when there was none. */
export function bytesOf({ body }: FastifyRequest): Bytes {
  if (!Buffer.isBuffer(body)) return new Uint8Array()
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
}

export const OCTETS = 'application/octet-stream'
export const NO_QUERY = Type.Object({}, { additionalProperties: false })

export const seqParams = Type.Object({ seq: wholeNumber('The place in the chain; the first keyring is 1') })
export const epochParams = Type.Object({ epoch: wholeNumber('Weeks since 1970-01-01 UTC') })
export const recipientParams = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'The recipient’s id' }),
})

export const shardParams = Type.Object({
  week: wholeNumber('A week that is listed'),
  shard: wholeNumber('The first bits of the locators after their week, as a number'),
})
export const locatorParams = Type.Object({
  locator: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'The locator of the drop: its week, then 28 bytes',
  }),
})

export const afterQuery = Type.Object(
  { after: wholeNumber('The cursor: the `next` of the page before, 0 at first') },
  { additionalProperties: false },
)
export const keyringQuery = Type.Object(
  { keyring: Type.Optional(wholeNumber('The keyring meant, when it is not the newest one served')) },
  { additionalProperties: false },
)

const content = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: Type.Unsafe<unknown>({ contentMediaType: type }) } },
})

/** A body or an answer that is not JSON of ours. */
export const bytesShape = (description: string) => content(OCTETS, description)
export const noteShape = (description: string) => content('text/plain', description)
export const documentShape = (description: string) => content('application/json', description)
/** An answer without a body. */
export const emptyShape = (description: string) => Type.Unsafe<undefined>({ type: 'null', description })

export const publicationShape = Type.Object(
  {
    seq: Type.Integer({ description: 'The keyring’s place in the chain' }),
    served: Type.Boolean({ description: 'Whether sources are given it, or one after it' }),
    waitingFor: Type.Array(Type.String(), {
      description: 'Ids of the recipients whose intake keys are still to be delivered before it is served',
    }),
  },
  { description: 'How the newest keyring stands' },
)

/** What every refusal looks like. */
export const refusalShape = Type.Object(
  {
    code: Type.String({ description: 'Never changes its meaning' }),
    message: Type.String({ description: 'What happened and what to do, in English' }),
  },
  { description: 'A refusal' },
)
