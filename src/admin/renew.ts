import { parseIntakeBlock } from '../protocol/epoch.ts'
import { isCandorError } from '../protocol/errors.ts'
import { checkIntakeKeys, listOf } from '../protocol/keyring/intake-check.ts'
import type { RecipientBlock } from '../protocol/keyring/proposal.ts'
import type { Recipient } from '../protocol/keyring/statement.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'

/** Why a list stays as it is. */
export type Kept = 'none' | 'same' | 'unsigned' | 'earlier' | 'later' | 'other-keys' | 'no-key'

export interface Renewal {
  readonly recipients: readonly Recipient[]
  readonly blocks: readonly RecipientBlock[]
  /** Whose list stays as it is, by id. */
  readonly kept: ReadonlyMap<string, Kept>
}

/**
 * Takes in the newest intake keys that recipients handed in (docs/protocol.md, 5.5). What the server gives is not
 * believed: a list that the recipient did not sign, or that goes back, or that nobody could seal to, is left out.
 * @param blocks as the server has them, by id
 * @param epoch this week
 */
export function renewLists(
  p: Primitives,
  recipients: readonly Recipient[],
  blocks: ReadonlyMap<string, Uint8Array>,
  epoch: number,
): Renewal {
  const kept = new Map<string, Kept>()
  const taken: RecipientBlock[] = []
  const renewed = recipients.map((recipient) => {
    const block = blocks.get(recipient.id)
    const newer = block === undefined ? 'none' : newerList(p, recipient, block, epoch)
    if (typeof newer === 'string') kept.set(recipient.id, newer)
    if (typeof newer === 'string' || block === undefined) return recipient
    taken.push({ id: recipient.id, block })
    return newer
  })
  return { recipients: renewed, blocks: taken, kept }
}

function newerList(p: Primitives, before: Recipient, bytes: Uint8Array, epoch: number): Recipient | Kept {
  const block = outcomeOf(() => parseIntakeBlock(p, before, bytes))
  if (block === null) return 'unsigned'
  const newer = { ...before, ...listOf(p, block) }
  const fault = faultOf(before, newer, epoch)
  if (fault !== null) return fault
  return outcomeOf(() => checkIntakeKeys(p, block.keys) ?? true) === null ? 'no-key' : newer
}

function faultOf(before: Recipient, newer: Recipient, epoch: number): Kept | null {
  if (before.firstEpoch === newer.firstEpoch && before.epochs.join() === newer.epochs.join()) return 'same'
  if (newer.firstEpoch < before.firstEpoch || endOf(newer) < endOf(before)) return 'earlier'
  if (newer.firstEpoch > epoch) return 'later'
  return repeats(before, newer) ? null : 'other-keys'
}

const endOf = ({ firstEpoch, epochs }: Recipient): number => firstEpoch + epochs.length

/** A tip of a week that both have is opened with one key, whichever keyring it was sealed under. */
function repeats(before: Recipient, newer: Recipient): boolean {
  const shared = before.epochs.slice(newer.firstEpoch - before.firstEpoch)
  return shared.every((hash, i) => newer.epochs[i] === hash)
}

/** Null when it was refused; anything but a refusal is a bug. */
function outcomeOf<Value>(act: () => Value): Value | null {
  try {
    return act()
  } catch (error) {
    if (isCandorError(error)) return null
    throw error
  }
}
