import { toBase64 } from '../protocol/bytes.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import { encodeStatement } from '../protocol/keyring/dsse.ts'
import type { Proposal, RecipientBlock } from '../protocol/keyring/proposal.ts'
import { encodeKeyring, type Keyring } from '../protocol/keyring/statement.ts'
import { dayText, parseDay } from '../protocol/time.ts'
import type { SignedChain } from './kept-chain.ts'
import type { KeyringChanges } from './successor.ts'

/** For how long a keyring can be used that is drafted today. */
const VALID_DAYS = 365

/**
 * The keyring that follows the last one, with nobody's signature yet (docs/protocol.md, 4.6).
 * @param today days since 1970-01-01 UTC
 * @throws `keyring_malformed`, naming the rule that the changes break
 */
export function draftNext(
  { statements, trail }: SignedChain,
  changes: KeyringChanges,
  blocks: readonly RecipientBlock[],
  today: number,
): Proposal {
  const last = trail.at(-1) as TrustedKeyring
  const { seq } = last.keyring
  const from = Math.max(today, parseDay(last.keyring.validFrom))
  const dates = { validFrom: dayText(from), validUntil: dayText(from + VALID_DAYS) }
  const keyring = { ...last.keyring, ...dates, ...changes, seq: seq + 1, previous: toBase64(last.hash) }
  return { chain: statements, next: unsigned(keyring), blocks }
}

/** The first keyring of an organisation, with nobody's signature yet. */
export const draftGenesis = (
  genesis: Omit<Keyring, 'candor' | 'version' | 'seq' | 'previous' | 'validFrom' | 'validUntil'>,
  blocks: readonly RecipientBlock[],
  today: number,
): Proposal => ({ chain: [], next: unsigned(firstOf(genesis, today)), blocks })

const firstOf = (
  genesis: Omit<Keyring, 'candor' | 'version' | 'seq' | 'previous' | 'validFrom' | 'validUntil'>,
  today: number,
): Keyring => ({
  candor: 'keyring',
  version: 1,
  seq: 1,
  previous: '',
  validFrom: dayText(today),
  validUntil: dayText(today + VALID_DAYS),
  ...genesis,
})

const unsigned = (keyring: Keyring) => encodeStatement({ payload: encodeKeyring(keyring), signatures: [] })
