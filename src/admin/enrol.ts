import { CandorError } from '../protocol/errors.ts'
import { checkIntakeKeys, listOf } from '../protocol/keyring/intake-check.ts'
import type { RecipientBlock } from '../protocol/keyring/proposal.ts'
import type { Desk, Keyring, Recipient } from '../protocol/keyring/statement.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { parseRequest } from '../protocol/request-file.ts'

type EnrolmentRequest = ReturnType<typeof parseRequest>

/** What an admin gives to whom they enrol. */
export interface Place {
  readonly desks: readonly string[]
  /** One text for each language; none means the name in the request. */
  readonly label: readonly string[]
}

/** A recipient as the next keyring lists them, and their keys for the server. */
export interface Enrolled {
  readonly recipient: Recipient
  readonly block: RecipientBlock
  /** Whose identity it replaces; null for somebody new. */
  readonly replaces: Recipient | null
}

/**
 * @param epoch this week: the keys must begin by then, or nobody could seal
 * @throws `intake_key_wrong`, `intake_key_missing`, `usage`
 */
export function enrol(
  p: Primitives,
  { desks, languages, recipients }: Pick<Keyring, 'desks' | 'languages' | 'recipients'>,
  request: EnrolmentRequest,
  place: Place,
  epoch: number,
): Enrolled {
  checkIntakeKeys(p, request.block.keys)
  if (request.block.firstEpoch > epoch) throw tooEarly(request)
  const replaces = replacedBy(recipients, request)
  const recipient: Recipient = {
    id: request.id,
    label: labelFor(languages, place, request, replaces),
    desks: desksFor(desks, place, replaces),
    identity: request.identity,
    ...listOf(p, request.block),
  }
  return { recipient, block: { id: request.id, block: request.blockBytes }, replaces }
}

/** Recipients with this one in their place, or behind them. */
export const withEnrolled = (
  recipients: readonly Recipient[],
  { recipient, replaces }: Enrolled,
): Recipient[] =>
  replaces === null
    ? [...recipients, recipient]
    : recipients.map((each) => (each.id === recipient.id ? recipient : each))

function replacedBy(recipients: readonly Recipient[], { id, identity }: EnrolmentRequest): Recipient | null {
  const same = recipients.find((each) => each.identity === identity)
  if (same !== undefined) throw listed(same)
  return recipients.find((each) => each.id === id) ?? null
}

function labelFor(
  languages: readonly string[],
  { label }: Place,
  request: EnrolmentRequest,
  replaces: Recipient | null,
): string[] {
  if (label.length === 0) return [...(replaces?.label ?? languages.map(() => request.label))]
  if (label.length === languages.length) return [...label]
  throw new CandorError(
    'usage',
    `there are ${label.length} labels, and the organisation has ${languages.length} languages`,
    `give one --label for each, in this order: ${languages.join(', ')}`,
  )
}

function desksFor(desks: readonly Desk[], place: Place, replaces: Recipient | null): string[] {
  const wanted = place.desks.length === 0 ? (replaces?.desks ?? []) : place.desks
  const ids = desks.map(({ id }) => id)
  const unknown = wanted.find((each) => !ids.includes(each))
  if (unknown !== undefined)
    throw new CandorError('usage', `there is no desk “${unknown}”`, `there is ${ids.join(', ')}`)
  const chosen = ids.filter((each) => wanted.includes(each))
  if (chosen.length > 0) return chosen
  throw new CandorError('usage', 'no desk was named', `give --desk, with one or more of ${ids.join(', ')}`)
}

const listed = ({ label }: Recipient) =>
  new CandorError(
    'usage',
    `${label[0]} is listed with this identity already`,
    'newer keys of theirs are taken in by candor admin renew',
  )

const tooEarly = ({ label }: EnrolmentRequest) =>
  new CandorError(
    'intake_key_missing',
    `the keys in the request of ${label} begin only in a later week`,
    'check the date of both machines, and have the request made again',
  )
