import type { Bytes } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { checkGoesOn } from '../../protocol/keyring/goes-on.ts'
import { type Ceremony, openProposal, type Proposal } from '../../protocol/keyring/proposal.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Cabinet } from './cabinet.ts'
import { listsMyKeys, loadKept } from './directory.ts'
import { type Identity, keysetListed } from './identity.ts'
import { readState } from './state.ts'
import type { Vault } from './vault.ts'

interface Desk {
  readonly vault: Vault
  readonly cabinet: Cabinet
}

/**
 * A proposal of an admin, checked by itself and against what this vault knows.
 * @throws every refusal of a proposal, `keyring_foreign`, `keyring_forked`, `keyring_rolled_back`, and `intake_key_wrong`
 * when it lists keys in this person's place that their vault did not make
 */
export function checkProposal(p: Primitives, { vault, cabinet }: Desk, proposal: Proposal): Ceremony {
  const ceremony = openProposal(p, proposal, vault.orgId)
  checkGoesOn(loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq), ceremony.trail)
  checkMine(p, vault.identity, ceremony)
  return ceremony
}

function checkMine(p: Primitives, identity: Identity, { draft }: Ceremony): void {
  const isListed = draft.keyring.recipients.some(({ id }) => id === identity.recipientId)
  if (!isListed || listsMyKeys(p, draft, identity)) return
  throw new CandorError(
    'intake_key_wrong',
    'this proposal lists keys in your place that your vault did not make: others would read what is meant for you',
    'do not approve it. Tell your colleagues over another channel, and ask who drafted it',
  )
}

/**
 * What this person signs an approval with: the identity that the keyring before lists is the one that counts.
 * @throws `recipient_unknown` when it lists none of theirs
 */
export function approvingSeed(p: Primitives, identity: Identity, ceremony: Ceremony): Bytes {
  const seed = seedThatCounts(p, identity, ceremony)
  if (seed !== null) return seed
  throw new CandorError(
    'recipient_unknown',
    'your approval would not count: the keyring before this one does not list you',
    'those whom it lists approve it',
  )
}

/** Whether the approval of this person counts. */
export const mayApprove = (p: Primitives, identity: Identity, ceremony: Ceremony): boolean =>
  seedThatCounts(p, identity, ceremony) !== null

function seedThatCounts(p: Primitives, identity: Identity, { previous }: Ceremony): Bytes | null {
  const listed = previous?.keyring.recipients.find(({ id }) => id === identity.recipientId)
  const own = listed === undefined ? undefined : keysetListed(p, identity, listed)
  return own?.signing ?? null
}
