import type { ErrorCode } from '../../protocol/errors.ts'
import type { Refusal } from '../wire.ts'

/** Why what was due could not be handed in, though the rest of a sync went well. */
export const troubleInWords = (code: ErrorCode | null): Refusal | null =>
  code && {
    code,
    message: 'what was due could not be handed in; it waits for the next sync, and nothing is lost',
  }

const UNREACHABLE: ReadonlySet<string> = new Set(['network_unreachable', 'network_timeout'])

/** Whether the server was not reached at all. */
export const isOffline = ({ code }: Refusal): boolean => UNREACHABLE.has(code)
