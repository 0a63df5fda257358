import { LARGEST_STATEMENT } from '../protocol/keyring/dsse.ts'
import { MOST_RECIPIENTS } from '../protocol/keyring/statement.ts'
import { KEM_PUBLIC_KEY } from '../protocol/primitives/primitives.ts'
import { promiseFrom } from '../protocol/promise.ts'
import {
  LARGEST_SUBMISSION,
  parseEntries,
  parseTips,
  type WireEntry,
  type WirePage,
  type WireTip,
} from '../protocol/wire.ts'
import { checkedSkew } from './clock.ts'
import { type Answer, type Call, type Network, send } from './transport.ts'

/** The requests of docs/protocol.md, 10, as functions. */
export interface Api {
  readonly server: URL
  /** How far the server's clock is ahead, in seconds; null before the first answer. */
  readonly skew: () => number | null
  /** The newest keyring, or one of the chain, as a signed statement. */
  keyring(seq?: number): Promise<Uint8Array>
  /** Intake keys of an epoch; `seq` names another keyring than the newest. */
  epoch(epoch: number, seq?: number): Promise<Uint8Array>
  /** Answers with the promise. */
  submit(submission: Uint8Array): Promise<string>
  entries(after: number): Promise<WirePage<WireEntry>>
  /** `authorize` signs the path for a time. */
  tips(after: number, authorize: Authorize): Promise<WirePage<WireTip>>
  putKeyring(statement: Uint8Array): Promise<void>
  putIntakeBlock(recipientId: string, block: Uint8Array): Promise<void>
}

/** Makes the `Authorization` header for a request at a time of the server's clock. */
export type Authorize = (request: {
  readonly method: string
  readonly path: string
  readonly body: Uint8Array
  readonly time: number
}) => string

const OCTETS = { 'content-type': 'application/octet-stream' }
const SMALL = 65_536
/** A page stops after the batch that fills it: room for the largest batch on top. */
const LARGEST_PAGE = 64 * 1024 * 1024

/** @param clock seconds since 1970-01-01 UTC */
export function connect(network: Network, server: URL, clock: () => number): Api {
  let skew: number | null = null
  const call = async (request: Call): Promise<Answer> => {
    const answer = await send(network, server, request)
    if (answer.serverTime !== null) skew = answer.serverTime - clock()
    return answer
  }
  const get = async (path: string, limit: number, headers = {}) =>
    (await call({ method: 'GET', path, limit, headers })).body
  return {
    server,
    skew: () => skew,
    keyring: (seq) => get(seq === undefined ? '/v1/keyring' : `/v1/keyrings/${seq}`, LARGEST_STATEMENT),
    epoch: (epoch, seq) =>
      get(
        `/v1/epochs/${epoch}${seq === undefined ? '' : `?keyring=${seq}`}`,
        MOST_RECIPIENTS * KEM_PUBLIC_KEY,
      ),
    submit: async (body) =>
      promiseFrom(
        (await call({ method: 'POST', path: '/v1/tips', headers: OCTETS, patient: true, body, limit: SMALL }))
          .body,
      ),
    entries: async (after) => parseEntries(await get(`/v1/entries?after=${after}`, LARGEST_PAGE)),
    tips: async (after, authorize) => {
      const path = `/v1/tips?after=${after}`
      const signed = (): Record<string, string> => ({
        authorization: authorize({
          method: 'GET',
          path,
          body: new Uint8Array(),
          time: clock() + checkedSkew(skew),
        }),
      })
      return parseTips(await get(path, LARGEST_PAGE + LARGEST_SUBMISSION, signed()))
    },
    putKeyring: async (body) => {
      await call({
        method: 'PUT',
        path: '/v1/keyring',
        headers: { 'content-type': 'application/json' },
        body,
        limit: SMALL,
      })
    },
    putIntakeBlock: async (recipientId, body) => {
      await call({
        method: 'PUT',
        path: `/v1/recipients/${recipientId}/epochs`,
        headers: OCTETS,
        body,
        limit: SMALL,
      })
    },
  }
}
