/** Why the page stops: one plain explanation each. */
export type Reason =
  | 'clock'
  | 'expired'
  | 'newer'
  | 'form'
  | 'keys'
  | 'unready'
  | 'receipt'
  | 'unset'
  | 'too-long'
  | 'unknown'

/** Why the page waits: it goes on by itself. */
export type Delay = 'lost' | 'busy' | 'fault'

/** The page itself, or its setting, is not as it should be. */
export class PageRefusal extends Error {
  override readonly name = 'PageRefusal'
  readonly code: 'form_changed' | 'page_unset'

  constructor(code: 'form_changed' | 'page_unset') {
    super(code)
    this.code = code
  }
}

/** The parts of the page are loaded apart, so that a class of one is unknown to the other: codes are compared. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

const delays: Readonly<Record<string, Delay>> = {
  network_unreachable: 'lost',
  network_timeout: 'lost',
  rate_limited: 'busy',
  server_busy: 'busy',
  server_failed: 'fault',
  storage_full: 'fault',
  storage_damaged: 'fault',
}

/** Null when waiting does not help. */
export const delayOf = (error: unknown): Delay | null => delays[codeOf(error)] ?? null

const reasons: Readonly<Record<string, Reason>> = {
  clock_wrong: 'clock',
  keyring_early: 'clock',
  keyring_expired: 'expired',
  keyring_newer: 'newer',
  keyring_missing: 'unready',
  intake_key_missing: 'unready',
  intake_key_wrong: 'keys',
  organisation_mismatch: 'keys',
  form_changed: 'form',
  page_unset: 'unset',
  receipt_wrong: 'receipt',
  receipt_malformed: 'receipt',
  tip_too_long: 'too-long',
}

export function reasonOf(error: unknown): Reason {
  const code = codeOf(error)
  return reasons[code] ?? (code.startsWith('keyring_') ? 'keys' : 'unknown')
}
