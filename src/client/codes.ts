import type { ErrorCode } from '../protocol/errors.ts'

/** The codes that a server may answer with (docs/protocol.md, 10.1); it cannot put other words into our mouth. */
const ANSWER_CODES = [
  'request_malformed',
  'not_found',
  'keyring_malformed',
  'keyring_newer',
  'keyring_unsigned',
  'keyring_unapproved',
  'keyring_expired',
  'keyring_early',
  'keyring_rolled_back',
  'keyring_forked',
  'keyring_gap',
  'keyring_foreign',
  'keyring_missing',
  'intake_key_missing',
  'intake_key_wrong',
  'intake_list_old',
  'clock_wrong',
  'envelope_malformed',
  'envelope_newer',
  'envelope_stale',
  'envelope_conflict',
  'drop_conflict',
  'recipient_unknown',
  'request_unsigned',
  'request_late',
  'rate_limited',
  'server_busy',
  'storage_full',
  'storage_damaged',
  'server_failed',
  'organisation_mismatch',
] as const satisfies readonly ErrorCode[]

export const isAnswerCode = (code: unknown): code is ErrorCode => ANSWER_CODES.some((known) => known === code)
