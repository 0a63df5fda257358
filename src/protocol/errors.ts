/**
 * Every way in which Candor refuses. A code never changes its meaning once released: programs, translations and
 * tests rely on it. The message says what happened and what to do, and never holds a secret or a word of a tip.
 */
export type ErrorCode =
  // what was handed in
  | 'usage'
  | 'request_malformed'
  | 'not_found'
  | 'file_unreadable'
  | 'file_damaged'
  | 'file_exists'
  // keys and directories (docs/protocol.md, 4 and 5)
  | 'keyring_malformed'
  | 'keyring_newer'
  | 'keyring_unsigned'
  | 'keyring_unapproved'
  | 'keyring_expired'
  | 'keyring_early'
  | 'keyring_rolled_back'
  | 'keyring_forked'
  | 'keyring_gap'
  | 'keyring_foreign'
  | 'keyring_missing'
  | 'intake_key_missing'
  | 'intake_key_wrong'
  | 'intake_list_old'
  | 'clock_wrong'
  // tips and envelopes (docs/protocol.md, 6 to 8)
  | 'tip_malformed'
  | 'tip_too_long'
  | 'recipient_unknown'
  | 'nobody_left'
  | 'envelope_malformed'
  | 'envelope_newer'
  | 'envelope_stale'
  | 'envelope_conflict'
  | 'open_failed'
  | 'codename_wrong'
  | 'receipt_malformed'
  | 'receipt_wrong'
  // drops (docs/protocol.md, 10.5)
  | 'drop_conflict'
  // the server
  | 'request_unsigned'
  | 'request_late'
  | 'rate_limited'
  | 'server_busy'
  | 'storage_full'
  | 'storage_damaged'
  | 'storage_newer'
  | 'server_failed'
  | 'data_locked'
  | 'organisation_mismatch'
  // the network
  | 'network_unreachable'
  | 'network_timeout'
  | 'answer_malformed'
  // vaults
  | 'password_missing'
  | 'password_wrong'
  | 'vault_missing'
  | 'vault_busy'
  // ceremonies of admins (docs/protocol.md, 4.6)
  | 'root_missing'
  | 'proposal_incomplete'
  | 'proposal_stale'
  | 'handover_needed'

/** The one error that Candor throws on purpose; anything else is a bug. */
export class CandorError extends Error {
  override readonly name = 'CandorError'
  readonly code: ErrorCode
  /** What the reader can do next, when the message alone does not say it. */
  readonly hint: string | undefined
  /** A server said so: it tells nothing of this computer. */
  readonly isFromServer: boolean

  constructor(code: ErrorCode, message: string, hint?: string, isFromServer = false) {
    super(message)
    this.code = code
    this.hint = hint
    this.isFromServer = isFromServer
  }
}

/** One message for every failed decryption: the reason would tell an attacker more than the reader. */
export const openFailed = () => new CandorError('open_failed', 'this could not be opened with these keys')

/** By its name: each part of a bundle may bring this class along, and an error of one is an error of all. */
export const isCandorError = (error: unknown, ...codes: ErrorCode[]): error is CandorError =>
  error instanceof Error &&
  error.name === 'CandorError' &&
  (codes.length === 0 || codes.includes((error as CandorError).code))
