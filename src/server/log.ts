import { type DestinationStream, pino } from 'pino'
import { isCandorError } from '../protocol/errors.ts'
import { dayOf, dayText } from '../protocol/time.ts'
import type { LogLevel } from './config.ts'

/** One answered request: the pattern of its route, never its address. */
interface RequestLine {
  readonly route: string
  readonly method: string
  readonly status: number
}

/**
 * All that this server can write down. There is no way to hand it a request: addresses, headers, queries and bodies are
 * kept out by what these functions take, not by a list of what to remove.
 */
export interface ServerLog {
  life(event: LifeEvent): void
  /** An error that is the server's fault. */
  failure(error: unknown, route?: string): void
  request(line: RequestLine): void
}

type LifeEvent =
  | 'started'
  | 'stopping'
  | 'stopped'
  | 'no-organisation'
  | 'receipts-do-not-count'
  | 'no-form'
  | 'form-unsigned'

const sentences: Readonly<Record<LifeEvent, string>> = {
  started: 'the server takes requests',
  stopping: 'the server is stopping: it finishes what it has begun',
  stopped: 'the server has stopped',
  'no-organisation': 'no organisation is named and none is published yet: the first one published is taken',
  'receipts-do-not-count':
    'the keyring does not list the key in server.key: restore that file, or publish a keyring with the new key; no tip is taken until then',
  'no-form': 'dist/form is missing: the server runs without a form',
  'form-unsigned':
    'the keyring lists other files than those in dist/form: the form refuses itself until a keyring with their hashes is published',
}

export interface LogOptions {
  readonly level: LogLevel
  /** Seconds since 1970-01-01 UTC. */
  readonly clock: () => number
  readonly destination: DestinationStream
}

export function openLog({ level, clock, destination }: LogOptions): ServerLog {
  const log = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${dayText(dayOf(clock()))}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
  return {
    life: (event) => log.info(sentences[event]),
    failure: (error, route) =>
      log.error({ ...causeOf(error), ...(route === undefined ? {} : { route }) }, 'failed'),
    request: ({ route, method, status }) => log.debug({ route, method, status }, 'answered'),
  }
}

/** Our own errors speak for themselves; the words of others may quote what came in, so only where they arose is kept. */
function causeOf(error: unknown) {
  if (isCandorError(error)) return { code: error.code, cause: error.message, ...framesOf(error.cause) }
  return { code: 'server_failed', ...framesOf(error) }
}

function framesOf(error: unknown): { kind?: string; frames?: string[] } {
  if (!(error instanceof Error)) return {}
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim())
  return {
    kind: error.constructor.name,
    frames: lines.filter((line) => /^at .*:\d+\)?$/.test(line)).slice(0, 12),
  }
}
