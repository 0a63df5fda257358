import { type CandorError, isCandorError } from '../protocol/errors.ts'
import type { Refusal } from './wire.ts'

/** The local server’s own refusals; those of the desk are errors of Candor. */
export class DeskRefusal extends Error {
  readonly status: number
  readonly refusal: Refusal
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.refusal = { code, message }
  }
}

export const isLocked = () => new DeskRefusal(423, 'locked', 'the desk is locked')

/** @param what why, as half a sentence that holds nothing of the request */
export const malformed = (what: string) => new DeskRefusal(400, 'request_malformed', what)

const STATUS: Readonly<Record<string, number>> = {
  not_found: 404,
  password_wrong: 403,
  vault_busy: 409,
  storage_full: 507,
}

const FAILED: Refusal = {
  code: 'desk_failed',
  message: 'the desk failed at this; nothing is known to be lost',
}

/** How anything that was thrown is answered. The words of a bug may hold secrets: nobody is told them. */
export function answerOf(error: unknown): { readonly status: number; readonly refusal: Refusal } {
  if (error instanceof DeskRefusal) return error
  if (isCandorError(error)) return { status: STATUS[error.code] ?? 400, refusal: refusalOf(error) }
  const status = statusOfFramework(error)
  if (status === 413)
    return { status, refusal: { code: 'request_malformed', message: 'this request is too long' } }
  if (status >= 400 && status < 500)
    return {
      status,
      refusal: { code: 'request_malformed', message: 'this is no request of the desk’s page' },
    }
  return { status: 500, refusal: FAILED }
}

/** What went wrong somewhere in the background. */
export const troubleOf = (error: unknown): Refusal => (isCandorError(error) ? refusalOf(error) : FAILED)

const refusalOf = ({ code, message, hint, isFromServer }: CandorError): Refusal => ({
  code,
  message,
  ...(isFromServer ? { isFromServer } : {}),
  ...(hint === undefined ? {} : { hint }),
})

const statusOfFramework = (error: unknown): number =>
  error instanceof Error ? ((error as { readonly statusCode?: number }).statusCode ?? 500) : 500
