import type { Keyring, Recipient } from './statement.ts'

/**
 * How many recipients of `previous` must have signed `next` (docs/protocol.md, 4.4): more than half of them when
 * anyone could read afterwards what they could not before, otherwise none.
 */
export function approvalsNeeded(previous: Keyring, next: Keyring): number {
  const widened = next.recipients.some((recipient) => widens(previous, recipient))
  return widened ? Math.floor(previous.recipients.length / 2) + 1 : 0
}

/** A new person, a new identity, or a desk that this person did not read for. */
function widens(previous: Keyring, next: Recipient): boolean {
  const before = previous.recipients.find(({ id }) => id === next.id)
  if (before === undefined || before.identity !== next.identity) return true
  return next.desks.some((desk) => !before.desks.includes(desk))
}
