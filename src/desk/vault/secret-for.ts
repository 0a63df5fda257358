import type { Bytes } from '../../protocol/bytes.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import type { Recipient } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type Identity, isErased, keysetListed, seedOf } from './identity.ts'

/** The secret half of the key that counted for this recipient in that epoch (docs/protocol.md, 5.3), while it is held. */
export function secretFor(
  p: Primitives,
  identity: Identity,
  { keyring }: TrustedKeyring,
  index: number,
  epoch: number,
): Bytes | undefined {
  const listed = keyring.recipients[index]
  const keyset = listed === undefined ? undefined : keysetListed(p, identity, listed)
  if (listed === undefined || keyset === undefined) return undefined
  return seedOf(keyset, weekThatCounts(listed, epoch))
}

const weekThatCounts = ({ firstEpoch, epochs }: Recipient, epoch: number): number =>
  Math.min(epoch, firstEpoch + epochs.length - 1)

/** Whether it was held and is erased: everything of that time was looked at before (docs/protocol.md, 5.5). */
export function wasErased(
  p: Primitives,
  identity: Identity,
  { keyring }: TrustedKeyring,
  index: number,
  epoch: number,
): boolean {
  const listed = keyring.recipients[index]
  const keyset = listed === undefined ? undefined : keysetListed(p, identity, listed)
  return listed !== undefined && keyset !== undefined && isErased(keyset, weekThatCounts(listed, epoch))
}
