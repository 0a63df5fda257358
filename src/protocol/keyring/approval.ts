import type { Keyring, Recipient } from './statement.ts'

/**
 * How many recipients of `previous` must have signed `next` (docs/protocol.md, 4.4): more than half of them when
 * anyone could read afterwards what they could not before, sources would take one reader for another or be told apart more
 * easily, or something would be deleted earlier than was promised; otherwise none.
 */
export function approvalsNeeded(previous: Keyring, next: Keyring): number {
  const changed =
    next.recipients.some((each) => widens(previous, each)) ||
    relabels(previous, next) ||
    weakens(previous.policy, next.policy)
  return changed ? Math.floor(previous.recipients.length / 2) + 1 : 0
}

/** A new person, a new identity, or a desk that this person did not read for. */
function widens(previous: Keyring, next: Recipient): boolean {
  const before = previous.recipients.find(({ id }) => id === next.id)
  if (before === undefined || before.identity !== next.identity) return true
  return next.desks.some((desk) => !before.desks.includes(desk))
}

/** An admin alone could otherwise have conversations deleted before a source comes back to them. */
const weakens = (before: Keyring['policy'], now: Keyring['policy']): boolean =>
  now.envelopeDays < before.envelopeDays ||
  now.dropDays < before.dropDays ||
  now.blobDays < before.blobDays ||
  now.shardBits > before.shardBits

/** Sources choose desks, and leave people out, by these labels alone. */
function relabels(previous: Keyring, next: Keyring): boolean {
  const before = new Map(labelled(previous))
  return labelled(next).some(([id, label]) => before.has(id) && before.get(id) !== label)
}

const labelled = ({ desks, recipients }: Keyring): (readonly [id: string, label: string])[] => [
  ...desks.map(({ id, label }) => [`desk ${id}`, JSON.stringify(label)] as const),
  ...recipients.map(({ id, label }) => [`recipient ${id}`, JSON.stringify(label)] as const),
]
