import type { Refusal } from '../../../src/local/wire.ts'
import { Refused } from '../state/api.ts'
import { commonWords } from './common.ts'
import { words } from './index.ts'

/** Why something did not work, in words; null where the page shows it anyway, such as when it was locked meanwhile. */
export function refusalText(error: unknown): string | null {
  if (!(error instanceof Refused)) throw error
  const { code } = error.refusal
  return code === 'locked' || code === 'session_missing' ? null : refusalWords(error.refusal)
}

/** What the words of these codes say is about the server, whoever says it; those of all others are about this computer. */
const ABOUT_SERVER: readonly string[] = [
  'network_unreachable',
  'network_timeout',
  'server_busy',
  'server_failed',
  'rate_limited',
]

/** What has no words here is said as the program says it. What the server says is never said of this computer. */
export function refusalWords({ code, message, hint, isFromServer = false }: Refusal): string {
  const { refusals, fromServer } = words(commonWords)
  if (isFromServer && !ABOUT_SERVER.includes(code)) return fromServer(code)
  const known = Object.hasOwn(refusals, code) ? refusals[code] : undefined
  return known ?? [refusals.other, message, hint].filter(Boolean).join(' ')
}
