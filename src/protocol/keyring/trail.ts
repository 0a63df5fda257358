import { type Bytes, fromBase64 } from '../bytes.ts'
import { parseDay } from '../time.ts'
import type { TrustedKeyring } from './chain.ts'
import type { Keyring } from './statement.ts'

/** The keyrings of an organisation that were checked, oldest first; never empty. */
export type Trail = readonly TrustedKeyring[]

/** The ids of all recipients whom the organisation ever listed. */
export const recipientsEver = (trail: Trail): string[] => [
  ...new Set(trail.flatMap(({ keyring }) => keyring.recipients.map(({ id }) => id))),
]

/** Every identity that a recipient ever had, 32 bytes each: what was signed with an older one still counts. */
export const identitiesOf = (trail: Trail, id: string): Bytes[] => {
  const entries = trail.flatMap(({ keyring }) => keyring.recipients).filter((each) => each.id === id)
  return [...new Set(entries.map(({ identity }) => identity))].map(fromBase64)
}

/** The policy that holds for what came in on a day: that of the last keyring valid by then (docs/protocol.md, 12.3). */
export const policyOn = (trail: Trail, day: number): Keyring['policy'] =>
  trail.reduce((before, each) => (parseDay(each.keyring.validFrom) <= day ? each : before)).keyring.policy
