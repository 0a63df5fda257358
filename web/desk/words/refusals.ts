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

/** What has no words here is said as the program says it. */
export function refusalWords({ code, message, hint }: Refusal): string {
  const { refusals } = words(commonWords)
  return refusals[code] ?? [refusals.other, message, hint].filter(Boolean).join(' ')
}
