import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { CandorError, type ErrorCode, isCandorError } from '../protocol/errors.ts'
import type { ServerLog } from './log.ts'
import { statusOf } from './status.ts'

/** What a client is told. */
export interface Refusal {
  readonly status: number
  readonly code: ErrorCode
  readonly message: string
}

/** Seconds after which a busy server may be asked again. */
const BUSY_SECONDS = 2

const FAILED = 'the server failed; nothing is known to be lost, and trying again is safe'

/** What is behind these is for the operator's log: only the words here are told to others. */
const told: Partial<Record<ErrorCode, string>> = {
  storage_full: 'the server has no space left; nothing of this was stored',
  server_busy: 'the server is busy; nothing of this was stored',
}

/** The server's own refusals of a request that no rule has seen yet. */
export class HttpRefusal extends Error {
  readonly refusal: Refusal
  constructor(status: number, code: ErrorCode, message: string) {
    super(message)
    this.refusal = { status, code, message }
  }
}

const framework: Readonly<Record<number, string>> = {
  400: 'the request is not as the interface demands',
  413: 'the body of this request is too long',
  414: 'the address of this request is too long',
  415: 'this address takes another content type',
}

/** Every error as an answer; the internals stay inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof HttpRefusal) return error.refusal
  if (isCandorError(error)) return refusalByCode(error)
  const status = statusOfFramework(error)
  const message = framework[status]
  if (message !== undefined) return { status, code: 'request_malformed', message }
  return { status: 500, code: 'server_failed', message: FAILED }
}

function refusalByCode({ code, message }: CandorError): Refusal {
  const status = statusOf[code]
  if (status === 500) return { status, code: 'server_failed', message: FAILED }
  return { status, code, message: told[code] ?? message }
}

function statusOfFramework(error: unknown): number {
  if (!(error instanceof Error)) return 500
  const { statusCode, validation } = error as Partial<FastifyError>
  return validation === undefined ? (statusCode ?? 500) : 400
}

/** Sets everything of an answer that refuses but its body, and logs what is the server's fault. */
export function refuse(
  log: ServerLog,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Refusal {
  const refusal = refusalOf(error)
  const { status } = refusal
  if (status >= 500) log.failure(error, request.routeOptions.url)
  if (status === 401) reply.header('www-authenticate', 'Candor')
  if (status === 503) reply.header('retry-after', BUSY_SECONDS)
  reply.code(status)
  return refusal
}

/** The one place where an error becomes an answer for a program. */
export const answerErrors =
  (log: ServerLog) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { code, message } = refuse(log, error, request, reply)
    return reply.send({ code, message })
  }
