import { type Bytes, toHex } from '../protocol/bytes.ts'
import {
  type Drop,
  LARGEST_SHARD,
  LARGEST_WEEKS,
  parseDrops,
  parseShard,
  parseWeeks,
  type Weeks,
  type WireDrop,
} from '../protocol/drop.ts'
import { LARGEST_INTAKE_BLOCK } from '../protocol/epoch.ts'
import { LARGEST_STATEMENT } from '../protocol/keyring/dsse.ts'
import { MOST_RECIPIENTS } from '../protocol/keyring/statement.ts'
import { KEM_PUBLIC_KEY } from '../protocol/primitives/primitives.ts'
import { promiseFrom } from '../protocol/promise.ts'
import {
  LARGEST_RECIPIENTS,
  LARGEST_SUBMISSION,
  parseEntries,
  parseRecipients,
  parseTips,
  type WireEntry,
  type WirePage,
  type WireRecipients,
  type WireTip,
} from '../protocol/wire.ts'
import { checkedSkew } from './clock.ts'
import { type Call, type Network, send } from './transport.ts'

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
  /** The server's week, and into how many shards the drops of each week are parted. */
  weeks(): Promise<Weeks>
  /** The conversations' drops of one shard, fillers among them; `bits` as the server lists them for the week. */
  shard(week: number, bits: number, shard: number): Promise<readonly Drop[]>
  /** Resolves once the drop is durable; the same bytes again are fine. */
  putDrop(locator: Uint8Array, cell: Uint8Array): Promise<void>
  /** Drops of both kinds; `authorize` signs the path for a time. */
  teamDrops(after: number, authorize: Authorize): Promise<WirePage<WireDrop>>
  putTeamDrop(locator: Uint8Array, cell: Uint8Array, authorize: Authorize): Promise<void>
  putKeyring(statement: Uint8Array): Promise<void>
  putIntakeBlock(recipientId: string, block: Uint8Array): Promise<void>
  /** The newest block that was delivered for a recipient, as it is: for `parseIntakeBlock`. `not_found` when there is none. */
  intakeBlock(recipientId: string): Promise<Uint8Array>
  /** Who has fetched what, for a recipient or a root; `authorize` signs the path for a time. */
  recipients(authorize: Authorize): Promise<WireRecipients>
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
  const caller = callerOf(network, server, clock)
  return {
    server,
    skew: caller.skew,
    ...keyRequests(caller),
    ...tipRequests(caller),
    ...dropRequests(caller),
  }
}

function callerOf(network: Network, server: URL, clock: () => number) {
  let skew: number | null = null
  const call = async (request: Call): Promise<Uint8Array> => {
    const answer = await send(network, server, request)
    if (answer.serverTime !== null) skew = answer.serverTime - clock()
    return answer.body
  }
  return {
    skew: () => skew,
    get: (path: string, limit: number, headers: Call['headers'] = {}) =>
      call({ method: 'GET', path, limit, headers }),
    put: async (path: string, body: Uint8Array, headers: Call['headers'] = OCTETS, patient = false) => {
      await call({ method: 'PUT', path, headers, patient, body, limit: SMALL })
    },
    post: (path: string, body: Uint8Array) =>
      call({ method: 'POST', path, headers: OCTETS, patient: true, body, limit: SMALL }),
    /** For one try: by the clock that the answers have shown. */
    signed: (authorize: Authorize, method: Call['method'], path: string, body: Bytes = new Uint8Array()) => ({
      authorization: authorize({ method, path, body, time: clock() + checkedSkew(skew) }),
    }),
  }
}

type Caller = ReturnType<typeof callerOf>

const keyRequests = ({
  get,
  put,
}: Caller): Pick<Api, 'keyring' | 'epoch' | 'putKeyring' | 'putIntakeBlock' | 'intakeBlock'> => ({
  keyring: (seq) => get(seq === undefined ? '/v1/keyring' : `/v1/keyrings/${seq}`, LARGEST_STATEMENT),
  epoch: (epoch, seq) =>
    get(`/v1/epochs/${epoch}${seq === undefined ? '' : `?keyring=${seq}`}`, MOST_RECIPIENTS * KEM_PUBLIC_KEY),
  putKeyring: (statement) => put('/v1/keyring', statement, { 'content-type': 'application/json' }),
  putIntakeBlock: (recipientId, block) => put(`/v1/recipients/${recipientId}/epochs`, block),
  intakeBlock: (recipientId) => get(`/v1/recipients/${recipientId}/epochs`, LARGEST_INTAKE_BLOCK),
})

const tipRequests = ({
  get,
  post,
  signed,
}: Caller): Pick<Api, 'submit' | 'entries' | 'tips' | 'recipients'> => ({
  submit: async (submission) => promiseFrom(await post('/v1/tips', submission)),
  entries: async (after) => parseEntries(await get(`/v1/entries?after=${after}`, LARGEST_PAGE)),
  tips: async (after, authorize) => {
    const path = `/v1/tips?after=${after}`
    const headers = () => signed(authorize, 'GET', path)
    return parseTips(await get(path, LARGEST_PAGE + LARGEST_SUBMISSION, headers))
  },
  recipients: async (authorize) => {
    const path = '/v1/recipients'
    return parseRecipients(await get(path, LARGEST_RECIPIENTS, () => signed(authorize, 'GET', path)))
  },
})

const dropRequests = ({
  get,
  put,
  signed,
}: Caller): Pick<Api, 'weeks' | 'shard' | 'putDrop' | 'teamDrops' | 'putTeamDrop'> => ({
  weeks: async () => parseWeeks(await get('/v1/weeks', LARGEST_WEEKS)),
  shard: async (week, bits, shard) =>
    parseShard(await get(`/v1/drops/${week}/${shard}`, LARGEST_SHARD), { week, bits, shard }),
  putDrop: (locator, cell) => put(`/v1/drops/${toHex(locator)}`, cell, OCTETS, true),
  teamDrops: async (after, authorize) => {
    const path = `/v1/team/drops?after=${after}`
    return parseDrops(await get(path, LARGEST_PAGE, () => signed(authorize, 'GET', path)))
  },
  putTeamDrop: (locator, cell, authorize) => {
    const path = `/v1/team/drops/${toHex(locator)}`
    return put(path, cell, () => ({ ...OCTETS, ...signed(authorize, 'PUT', path, cell) }), true)
  },
})
