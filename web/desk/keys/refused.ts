import type { Refused } from '../state/api.ts'
import { words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { refusalText } from '../words/refusals.ts'

/** Why a proposal was refused; null where the page shows it anyway, such as when the desk was locked. */
export function refusedText(error: Refused): string | null {
  const { refused } = words(keysWords).proposals
  const { code } = error.refusal
  const isGeneral = code === 'locked' || code === 'session_missing' || code === 'gone'
  return isGeneral ? refusalText(error) : (refused[code] ?? refused.other)
}
