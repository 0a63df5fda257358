import { CandorError, type ErrorCode, isCandorError } from '../protocol/errors.ts'

/** What the shell learns: what was typed, the keys, the network, the password, or something else. */
export const exitCodes = { success: 0, other: 1, usage: 2, keys: 3, network: 4, password: 5 } as const

type Failure = Exclude<keyof typeof exitCodes, 'success'>
type Ending = readonly [failure: Failure, hint?: string]

const retry = 'wait a little and try again'
const tellAdmin = 'tell the people who run this service'
const upgrade = 'install the newer version of candor, then try again'
const syncAgain = 'fetch the keys again; if it stays, do not send, and tell the people who run this service'

/** The hint is the general one, for an error that brings none of its own. */
const endings: Record<ErrorCode, Ending> = {
  usage: ['usage', 'see candor --help'],
  request_malformed: [
    'usage',
    'check what was handed in; another version of candor may be on the other side',
  ],
  not_found: ['other', 'check the name or the number'],
  file_unreadable: ['other', 'check the name and who may read it'],
  file_damaged: ['other', 'copy the file again, or take it from a backup'],
  file_exists: ['other', 'choose another name, or move the old file away'],

  keyring_malformed: ['keys', syncAgain],
  keyring_newer: ['keys', upgrade],
  keyring_unsigned: ['keys', syncAgain],
  keyring_unapproved: ['keys', syncAgain],
  keyring_expired: ['keys', 'the list of keys was not renewed in time: tell the people who run this service'],
  keyring_early: ['keys', 'check the date and time of this machine'],
  keyring_rolled_back: ['keys', syncAgain],
  keyring_forked: ['keys', syncAgain],
  keyring_gap: ['keys', syncAgain],
  keyring_foreign: ['keys', 'check the address of the server and the organisation'],
  keyring_missing: ['keys', 'this service has no keys yet: tell the people who run it'],
  intake_key_missing: [
    'keys',
    'a recipient has no key for these days: try again later, or leave that recipient out',
  ],
  intake_key_wrong: ['keys', syncAgain],
  intake_list_old: [
    'keys',
    'another copy of this vault makes its keys: go on with that copy, or copy that vault here again',
  ],
  clock_wrong: ['keys', 'set the date and time of this machine, then try again'],

  tip_malformed: ['usage', 'check the fields of the tip'],
  tip_too_long: ['usage', 'shorten the text, or send a part of it as a file'],
  recipient_unknown: [
    'usage',
    'check the name against the list of recipients. Whoever was taken out reads what the vault has with --offline',
  ],
  nobody_left: ['usage', 'leave fewer people out: somebody must be able to read it'],
  envelope_malformed: ['other', tellAdmin],
  envelope_newer: ['other', upgrade],
  envelope_stale: ['other', 'the keys have changed since: send it again'],
  envelope_conflict: ['other', 'send it again'],
  open_failed: ['other', 'it may be meant for somebody else, or its keys may have been destroyed in time'],
  codename_wrong: ['usage', 'check the twelve words and their order'],
  receipt_malformed: ['usage', 'copy the whole receipt, from its first to its last character'],
  receipt_wrong: ['other', 'keep the receipt: it may show that something was altered or removed'],
  drop_conflict: ['other', 'fetch what is new, then send it again'],

  request_unsigned: ['keys', 'check that the server is the right one for this vault'],
  request_late: ['keys', 'set the date and time of this machine, then try again'],
  rate_limited: ['network', retry],
  server_busy: ['network', retry],
  storage_full: ['network', tellAdmin],
  storage_newer: ['other', upgrade],
  storage_damaged: ['other', 'stop the server, and restore the data folder from a backup'],
  server_failed: [
    'network',
    'wait a little and try again; if it stays, tell the people who run this service',
  ],
  data_locked: ['other', 'another process uses the data folder: stop it first'],
  organisation_mismatch: ['keys', 'check the address of the server and the organisation'],

  network_unreachable: ['network', 'check the address and the connection, then try again'],
  network_timeout: ['network', retry],
  answer_malformed: ['network', 'check that the address is that of a candor server'],

  password_missing: [
    'password',
    'name a file that holds it with --password-file, or set CANDOR_PASSWORD_FILE',
  ],
  password_wrong: ['password', 'try the password again'],
  vault_missing: ['other', 'name the vault with --vault, or set CANDOR_VAULT'],
  root_missing: [
    'other',
    'name the folder that has the root key with --admin, or make one with candor admin root',
  ],
  proposal_incomplete: ['other', 'wait for the signatures that are missing, then publish it with every copy'],
  proposal_stale: ['other', 'draft it again, and have it signed again'],
  handover_needed: ['other', 'see candor admin handover'],
  vault_busy: ['other', 'another candor uses this vault: wait until it is done, or close it'],
}

/** The command did its work and has said what it found; only the ending is left to tell the shell. */
export class Finding extends Error {
  override readonly name = 'Finding'
  readonly ending: Failure

  constructor(ending: Failure) {
    super('the command has said what it found')
    this.ending = ending
  }
}

export const isFinding = (error: unknown): error is Finding => error instanceof Finding

export const exitCodeOf = (error: unknown): number =>
  isCandorError(error) ? exitCodes[endings[error.code][0]] : exitCodes.other

/** The error's own hint, or the general one for its code. */
export const hintOf = (error: CandorError): string | undefined => error.hint ?? endings[error.code][1]
