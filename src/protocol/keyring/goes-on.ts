import { equal } from '../bytes.ts'
import { CandorError } from '../errors.ts'
import type { TrustedKeyring } from './chain.ts'

/**
 * Whether what somebody offers goes on from what was seen before.
 * @throws `keyring_foreign`, `keyring_forked`, `keyring_rolled_back`
 */
export function checkGoesOn(seen: readonly TrustedKeyring[], offered: readonly TrustedKeyring[]): void {
  const [first, other] = [seen[0], offered[0]]
  if (first !== undefined && other !== undefined && !equal(first.hash, other.hash))
    throw new CandorError(
      'keyring_foreign',
      'this belongs to another organisation than the one known here',
      'check which file and which folder were named, and who sent the file',
    )
  const split = seen.find(({ hash }, i) => offered[i] !== undefined && !equal(hash, offered[i].hash))
  if (split !== undefined)
    throw new CandorError(
      'keyring_forked',
      `this holds another keyring ${split.keyring.seq} than the one known here: two chains were signed`,
      'do not sign anything. Ask every admin over another channel what they signed',
    )
  if (offered.length < seen.length)
    throw new CandorError(
      'keyring_rolled_back',
      `this ends at keyring ${offered.length}, and keyring ${seen.length} is known here already`,
      'have it drafted again, from the newest keyring',
    )
}
