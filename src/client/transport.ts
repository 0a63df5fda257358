import { parseJson } from '../protocol/canonical.ts'
import { CandorError, type ErrorCode, isCandorError } from '../protocol/errors.ts'
import { isAnswerCode } from './codes.ts'

/** What the client needs from the world; handed in, so that tests decide what the network does. */
export interface Network {
  readonly fetch: typeof fetch
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** Told before every wait: how long, and why. */
  readonly onWait?: (seconds: number, why: ErrorCode) => void
}

type Headers = Readonly<Record<string, string>>

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Path and query. */
  readonly path: string
  /** A function makes them anew for every try: a signature is not good for as long as patience may last. */
  readonly headers?: Headers | (() => Headers)
  readonly body?: Uint8Array
  /** Whether something would be lost by giving up soon; whoever only asks can ask again. */
  readonly patient?: boolean
  /** The longest answer that is taken, in bytes. */
  readonly limit: number
}

export interface Answer {
  readonly body: Uint8Array
  /** The server's clock, in seconds since 1970-01-01 UTC; null when it did not say. */
  readonly serverTime: number | null
}

/** Waits between tries, in seconds; a server that names a longer wait is obeyed up to a limit. */
const WAITS = [1, 2, 4, 8, 15] as const
const IMPATIENT = 2
const LONGEST_WAIT = 120
/** Without a byte from the other side; what is sent needs time as well, over Tor at a few kilobytes a second. */
const SILENCE_MS = 60_000
const SLOWEST_BYTES_PER_MS = 4

/** Worth another try with the same bytes: nothing was refused for good. */
const PASSING: readonly ErrorCode[] = [
  'network_unreachable',
  'network_timeout',
  'rate_limited',
  'server_busy',
  'server_failed',
]

/**
 * One request of docs/protocol.md, 10, tried again while the trouble may pass.
 * @throws the server's error by its code, or `network_unreachable`, `network_timeout`, `answer_malformed`
 */
export async function send(network: Network, server: URL, call: Call): Promise<Answer> {
  for (const pause of call.patient === true ? WAITS : WAITS.slice(0, IMPATIENT)) {
    const result = await attempt(network, server, call)
    if ('body' in result) return result
    if (!PASSING.includes(result.error.code) || result.wait > LONGEST_WAIT) throw result.error
    const seconds = Math.max(pause, result.wait)
    network.onWait?.(seconds, result.error.code)
    await network.wait(seconds * 1000)
  }
  const last = await attempt(network, server, call)
  if ('body' in last) return last
  throw last.error
}

interface Failure {
  readonly error: CandorError
  /** Seconds the server asks for; 0 when it does not. */
  readonly wait: number
}

async function attempt(network: Network, server: URL, call: Call): Promise<Answer | Failure> {
  const silence = watchSilence(SILENCE_MS + (call.body?.length ?? 0) / SLOWEST_BYTES_PER_MS)
  try {
    const { method, path, headers = {}, body } = call
    const init = {
      method,
      headers: { ...(typeof headers === 'function' ? headers() : headers) },
      signal: silence.signal,
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    } as const
    const response = await network.fetch(
      new URL(path, server),
      body === undefined ? init : { ...init, body: new Uint8Array(body) },
    )
    const bytes = await readBody(response, call.limit, silence.broken)
    return response.ok ? { body: bytes, serverTime: serverTime(response) } : failureOf(response, bytes)
  } catch (error) {
    if (isCandorError(error)) return { error, wait: 0 }
    return { error: silence.signal.aborted ? timedOut(server) : unreachable(server), wait: 0 }
  } finally {
    silence.end()
  }
}

/** Aborts when nothing was heard for so long; every byte begins the wait anew. */
function watchSilence(milliseconds: number) {
  const controller = new AbortController()
  const start = () => setTimeout(() => controller.abort(), milliseconds)
  let timer = start()
  const broken = () => {
    clearTimeout(timer)
    timer = start()
  }
  return { signal: controller.signal, broken, end: () => clearTimeout(timer) }
}

/** A hostile server must not fill the memory of a source. */
export async function readBody(
  response: Response,
  limit: number,
  onBytes: () => void = () => undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    length += value.length
    if (length > limit) throw tooLong()
    onBytes()
    chunks.push(value)
  }
  return join(chunks, length)
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function serverTime(response: Response): number | null {
  const time = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(time) ? null : Math.floor(time / 1000)
}

function failureOf(response: Response, body: Uint8Array): Failure {
  const wait = Number(response.headers.get('retry-after') ?? 0)
  const { code, message } = (parseJson(body) ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  const seconds = Number.isFinite(wait) && wait > 0 ? Math.ceil(wait) : 0
  if (!isAnswerCode(code) || typeof message !== 'string')
    return { error: strange(response.status), wait: seconds }
  return { error: new CandorError(code, quoted(message), undefined, true), wait: seconds }
}

/** As somebody else's words, on one line: a server must not look like this program speaking. */
const quoted = (message: string): string =>
  `the server says: “${message.slice(0, 300).replace(/\s+/gu, ' ').trim()}”`

const unreachable = (server: URL) =>
  new CandorError(
    'network_unreachable',
    `the server at ${server.origin} cannot be reached`,
    'check the address and the connection, then try again',
  )

const timedOut = (server: URL) =>
  new CandorError(
    'network_timeout',
    `the server at ${server.origin} did not answer in time`,
    'try again; a slow connection needs more patience',
  )

const strange = (status: number) =>
  status >= 500
    ? new CandorError('server_failed', `the server failed (${status})`, 'try again later')
    : new CandorError(
        'answer_malformed',
        `this does not answer like a Candor server (${status})`,
        'check the address',
      )

const tooLong = () =>
  new CandorError(
    'answer_malformed',
    'the answer is longer than any Candor server would send',
    'check the address',
  )
