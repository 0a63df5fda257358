import { type Bytes, fromBase64 } from '../bytes.ts'
import { epochOfDay, firstDayOfEpoch, parseDay } from '../time.ts'
import type { TrustedKeyring } from './chain.ts'
import type { Keyring } from './statement.ts'

/** The keyrings of an organisation that were checked, oldest first; never empty. */
export type Trail = readonly TrustedKeyring[]

/** The ids of all recipients whom the organisation ever listed. */
export const recipientsEver = (trail: Trail): string[] => [
  ...new Set(trail.flatMap(({ keyring }) => keyring.recipients.map(({ id }) => id))),
]

/** Before its keyring is in force somebody may write with a new identity, in weeks. */
const BEFORE = 1
/** After a keyring has come into force without it somebody may write with an old identity, in weeks. */
const AFTER = 4

/** The identities with which a recipient may sign what lies in a week, 32 bytes each (docs/protocol.md, 11.5). */
export function identitiesOf(trail: Trail, id: string, week: number): Bytes[] {
  const identities = trail.flatMap(({ keyring }, i) => {
    const identity = identityIn(keyring, id)
    if (identity === undefined || week < weekFrom(keyring) - BEFORE) return []
    const without = trail.slice(i + 1).find((later) => identityIn(later.keyring, id) !== identity)
    return without === undefined || week <= weekFrom(without.keyring) + AFTER ? [identity] : []
  })
  return [...new Set(identities)].map(fromBase64)
}

/**
 * The identities, in base64, that keyrings list for a recipient which were in force on a day of a week: without the time
 * that is left before and after (docs/protocol.md, 11.8).
 */
export const identitiesInForce = (trail: Trail, id: string, week: number): string[] =>
  trail.flatMap(({ keyring }, i) => {
    const identity = identityIn(keyring, id)
    return identity !== undefined && isInForce(keyring, trail[i + 1]?.keyring, week) ? [identity] : []
  })

function isInForce(keyring: Keyring, next: Keyring | undefined, week: number): boolean {
  if (weekFrom(keyring) > week) return false
  const from = Math.max(parseDay(keyring.validFrom), firstDayOfEpoch(week))
  return next === undefined || parseDay(next.validFrom) > from
}

const identityIn = ({ recipients }: Keyring, id: string): string | undefined =>
  recipients.find((each) => each.id === id)?.identity

const weekFrom = ({ validFrom }: Keyring): number => epochOfDay(parseDay(validFrom))

/** The policy that holds for what came in on a day: that of the last keyring valid by then (docs/protocol.md, 12.3). */
export const policyOn = (trail: Trail, day: number): Keyring['policy'] =>
  trail.reduce((before, each) => (parseDay(each.keyring.validFrom) <= day ? each : before)).keyring.policy
