import { toUtf8 } from '../../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../../src/protocol/canonical.ts'
import { envelopeSize } from '../../../src/protocol/envelope.ts'
import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import { BODY_SIZES } from '../../../src/protocol/padding.ts'
import { SIGNATURE } from '../../../src/protocol/primitives/primitives.ts'
import type { TipDraft } from '../../../src/protocol/tip.ts'

const MOST_TEXT = 1_000_000
const LENGTH = 4
const TAG = 32
const KEY = '='.repeat(44)
const KEM_KEY = '='.repeat(1624)

/** What will be handed to the server, in bytes, by docs/protocol.md, 6.4, 7.2 and 10.2; null when it is too long. */
export function packageSize({ recipients, questionnaire }: Keyring, draft: TipDraft): number | null {
  const tip = {
    candor: 'tip',
    version: 1,
    verify: KEY,
    seal: KEM_KEY,
    thread: KEY,
    questionnaire: questionnaire.version,
  }
  const content = LENGTH + SIGNATURE + encodeCanonical({ ...tip, ...draft }).length
  if (draft.answers.some(({ text }) => toUtf8(text).length > MOST_TEXT)) return null
  const body = BODY_SIZES.find((size) => size >= content)
  return body === undefined ? null : TAG + envelopeSize(recipients.length, body)
}
