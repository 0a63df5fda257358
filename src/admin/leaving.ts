import { CandorError } from '../protocol/errors.ts'
import type { Handover } from '../protocol/handover.ts'
import type { Keyring, Recipient } from '../protocol/keyring/statement.ts'

/** For how long a handover can be believed. */
const MOST_DAYS_OLD = 7

/** The desks at which somebody is the only one. */
export const desksAloneAt = ({ recipients }: Keyring, { id, desks }: Recipient): string[] =>
  desks.filter((desk) => recipients.every((each) => each.id === id || !each.desks.includes(desk)))

/**
 * Refuses to remove somebody of whose vault something would be lost.
 * @param fetchedAll whether they had every tip that had come in before they made the handover
 * @param today days since 1970-01-01 UTC
 * @throws `handover_needed`
 */
export function checkHandover(
  { id }: Recipient,
  handover: Handover,
  fetchedAll: boolean,
  today: number,
): void {
  const { recipientId, day, alone } = handover
  if (recipientId !== id) throw needed('this handover is of somebody else', 'name the file that they made')
  if (today - day > MOST_DAYS_OLD || day > today + 1)
    throw needed(`this handover is more than ${MOST_DAYS_OLD} days old, or of a day to come`)
  if (alone.length > 0)
    throw needed(
      `${alone.length} ${alone.length === 1 ? 'case is' : 'cases are'} still theirs alone`,
      'have them hand those over with candor grant, sync, and make it again',
    )
  if (!fetchedAll) throw needed('they had not fetched everything when they made this handover')
}

const needed = (
  message: string,
  hint = 'have them run candor sync, then candor handover, and send the file',
) => new CandorError('handover_needed', message, hint)
