import type { Api } from '../client/api.ts'
import { type Bytes, equal, toBase64 } from '../protocol/bytes.ts'
import { parseIntakeBlock } from '../protocol/epoch.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { trustGenesis, trustNext } from '../protocol/keyring/chain.ts'
import { checkGoesOn } from '../protocol/keyring/goes-on.ts'
import type { Ceremony } from '../protocol/keyring/proposal.ts'
import type { Keyring, Recipient } from '../protocol/keyring/statement.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { parseDay } from '../protocol/time.ts'
import { followPublished } from './follow.ts'
import type { SignedChain } from './kept-chain.ts'

/** A keyring counts for authors by its first day: published long after it, it would take back what they wrote since. */
const MOST_DAYS_OLD = 14

/**
 * Refuses a proposal that was drafted too long ago.
 * @param today days since 1970-01-01 UTC
 * @throws `proposal_stale`
 */
export function checkFresh({ draft }: Ceremony, today: number): void {
  const { validFrom } = draft.keyring
  if (today - parseDay(validFrom) <= MOST_DAYS_OLD) return
  throw new CandorError(
    'proposal_stale',
    `this proposal was drafted for ${validFrom}, more than ${MOST_DAYS_OLD} days ago`,
    'draft it again, and have it signed again',
  )
}

/** The chain with the proposal as its last keyring; refuses one that would count for nobody. */
function chainWith(p: Notary, { proposal, trail, previous }: Ceremony): SignedChain {
  const { chain, next } = proposal
  const last = previous === null ? trustGenesis(p, next, null) : trustNext(p, previous, next)
  return { statements: [...chain, next], trail: [...trail, last] }
}

/**
 * Hands in whatever of the chain the server lacks, and then the intake blocks. The same again is fine: what was
 * interrupted is done by doing it again.
 * @param seen what this admin saw last
 * @throws `proposal_stale` when another keyring was published meanwhile, and every refusal of the server
 */
export async function publishCeremony(
  p: Notary,
  api: Api,
  ceremony: Ceremony,
  seen: SignedChain | null,
): Promise<SignedChain> {
  const mine = chainWith(p, ceremony)
  const { chain: theirs, held } = await followPublished(p, api, seen, ceremony.draft.orgId)
  checkNotOvertaken(ceremony, theirs)
  for (const statement of mine.statements.slice(held)) await api.putKeyring(statement)
  for (const { id, block } of ceremony.proposal.blocks) await deliver(api, id, block)
  return theirs !== null && theirs.trail.length > mine.trail.length ? theirs : mine
}

function checkNotOvertaken({ draft, trail }: Ceremony, theirs: SignedChain | null): void {
  if (theirs === null) return
  const there = theirs.trail[draft.keyring.seq - 1]
  if (there !== undefined && !equal(there.hash, draft.hash))
    throw new CandorError(
      'proposal_stale',
      `another keyring ${draft.keyring.seq} was published meanwhile`,
      'draft it again, from the newest keyring, and have it signed again',
    )
  checkGoesOn(theirs.trail.slice(0, trail.length), trail)
}

/** What is there already need not be newer: somebody may have handed in more since the proposal was drafted. */
async function deliver(api: Api, id: string, block: Bytes): Promise<void> {
  try {
    await api.putIntakeBlock(id, block)
  } catch (error) {
    if (!isCandorError(error, 'intake_list_old', 'recipient_unknown')) throw error
  }
}

/** Ids of those for whom the server has no block with the keys that the keyring lists. */
export async function waitingFor(p: Notary, api: Api, { recipients }: Keyring): Promise<string[]> {
  const held = await blocksOf(api, recipients)
  return recipients.filter((each) => !covers(p, each, held.get(each.id))).map(({ id }) => id)
}

/** The newest intake block of each recipient that the server has; nothing about them was checked. */
export async function blocksOf(api: Api, recipients: readonly Recipient[]): Promise<Map<string, Bytes>> {
  const blocks = new Map<string, Bytes>()
  for (const { id } of recipients) {
    const block = await api.intakeBlock(id).catch(noBlock)
    if (block !== null) blocks.set(id, block)
  }
  return blocks
}

function noBlock(error: unknown): null {
  if (isCandorError(error, 'not_found')) return null
  throw error
}

function covers(p: Notary, recipient: Recipient, bytes: Bytes | undefined): boolean {
  if (bytes === undefined) return false
  try {
    const hashes = parseIntakeBlock(p, recipient, bytes).keys.map((key) => toBase64(p.sha256(key)))
    return recipient.epochs.some((hash) => hashes.includes(hash))
  } catch (error) {
    if (isCandorError(error)) return false
    throw error
  }
}
