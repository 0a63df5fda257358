import { type Bytes, equal, fromBase64, fromHex, toHex } from '../bytes.ts'
import { distinct } from '../canonical.ts'
import { verifyIntakeList } from '../epoch.ts'
import { CandorError, type ErrorCode } from '../errors.ts'
import type { Notary } from '../primitives/primitives.ts'
import { dayText, parseDay } from '../time.ts'
import { approvalsNeeded } from './approval.ts'
import { parseStatement, type Statement, signedBytes } from './dsse.ts'
import { type Keyring, parseKeyring, type Recipient } from './statement.ts'

/** A keyring whose chain back to the organisation's first one has been checked. */
export interface TrustedKeyring {
  /** The organisation: SHA-256 of the genesis payload, 32 bytes. */
  readonly orgId: Bytes
  /** SHA-256 of this payload, 32 bytes. */
  readonly hash: Bytes
  readonly keyring: Keyring
}

/**
 * The first keyring of an organisation (docs/protocol.md, 4.4).
 * @param orgId the organisation the caller expects, 32 bytes; null accepts any.
 * @throws `keyring_foreign`, `keyring_malformed`, `keyring_newer`, `keyring_unsigned`
 */
export function trustGenesis(p: Notary, bytes: Bytes, orgId: Bytes | null): TrustedKeyring {
  const statement = parseStatement(bytes)
  const keyring = parseKeyring(statement.payload)
  const hash = p.sha256(statement.payload)
  if (keyring.seq !== 1) throw refused('keyring_gap', 'the first keyring of the organisation is missing')
  if (orgId !== null && !equal(hash, orgId)) throw foreign()
  checkSignatures(p, statement, keyring, null)
  return { orgId: hash, hash, keyring }
}

/**
 * The keyring that follows `previous` (docs/protocol.md, 4.4).
 * @throws `keyring_rolled_back`, `keyring_gap`, `keyring_forked`, `keyring_unsigned`, `keyring_unapproved`,
 * `keyring_malformed`, `keyring_newer`
 */
export function trustNext(p: Notary, previous: TrustedKeyring, bytes: Bytes): TrustedKeyring {
  const statement = parseStatement(bytes)
  const keyring = parseKeyring(statement.payload)
  checkPlace(previous, keyring)
  checkSignatures(p, statement, keyring, previous.keyring)
  return { orgId: previous.orgId, hash: p.sha256(statement.payload), keyring }
}

/**
 * Whether a keyring may be used on a day (docs/protocol.md, 4.5).
 * @param day days since 1970-01-01 UTC
 * @throws `keyring_expired`, `keyring_early`
 */
export function checkCurrent({ keyring }: TrustedKeyring, day: number): void {
  if (day < parseDay(keyring.validFrom)) {
    throw refused(
      'keyring_early',
      `the keys are valid from ${keyring.validFrom}, and this device says ${dayText(day)}`,
      'check the date of this device',
    )
  }
  if (day > parseDay(keyring.validUntil)) {
    throw refused(
      'keyring_expired',
      `the keys were valid until ${keyring.validUntil}, and this device says ${dayText(day)}`,
      'check the date of this device, or tell the organisation',
    )
  }
}

/**
 * A keyring that is still being signed: all of docs/protocol.md, 4.4, but how many signed it (4.6).
 * @param previous the keyring it shall follow; null for the first of an organisation
 * @throws the refusals of {@link trustGenesis} and {@link trustNext}
 */
export function checkDraft(p: Notary, previous: TrustedKeyring | null, bytes: Bytes): TrustedKeyring {
  const statement = parseStatement(bytes)
  const keyring = parseKeyring(statement.payload)
  const hash = p.sha256(statement.payload)
  if (previous !== null) checkPlace(previous, keyring)
  else if (keyring.seq !== 1) throw refused('keyring_gap', 'the keyrings before this one are missing')
  checkSigners(statement, keyring, previous?.keyring ?? null)
  verifyAll(p, statement, keyring)
  return { orgId: previous?.orgId ?? hash, hash, keyring }
}

function checkPlace(previous: TrustedKeyring, next: Keyring): void {
  const expected = previous.keyring.seq + 1
  if (next.seq < expected)
    throw refused('keyring_rolled_back', 'the server offers an older keyring than one seen before')
  if (next.seq > expected)
    throw refused('keyring_gap', `keyring ${expected} is missing before keyring ${next.seq}`)
  if (next.previous === '' || !equal(fromBase64(next.previous), previous.hash)) {
    throw refused('keyring_forked', `keyring ${next.seq} does not follow the one before it`)
  }
  if (parseDay(next.validFrom) < parseDay(previous.keyring.validFrom)) {
    throw refused('keyring_rolled_back', 'the keyring begins before the one it follows')
  }
  if (next.recipients.some((recipient) => shortens(previous.keyring, recipient))) {
    throw refused('keyring_rolled_back', 'the keyring goes back to an older list of a recipient’s keys')
  }
}

/** An admin could otherwise bring back a list that the recipient signed once, and whose keys may be known by now. */
function shortens({ recipients }: Keyring, next: Recipient): boolean {
  const before = recipients.find(({ id, identity }) => id === next.id && identity === next.identity)
  if (before === undefined) return false
  const end = ({ firstEpoch, epochs }: Recipient) => firstEpoch + epochs.length
  return next.firstEpoch < before.firstEpoch || end(next) < end(before)
}

function checkSignatures(p: Notary, statement: Statement, keyring: Keyring, previous: Keyring | null): void {
  const signers = checkSigners(statement, keyring, previous)
  // Counting is cheap and verifying is not: strangers must not make a server do the second.
  checkThresholds(signers, keyring, previous)
  verifyAll(p, statement, keyring)
}

function checkSigners(statement: Statement, keyring: Keyring, previous: Keyring | null): readonly string[] {
  const signers = statement.signatures.map(({ key }) => key)
  const known = new Set([
    ...keyring.roots,
    ...(previous?.roots ?? []),
    ...(previous?.recipients ?? []).map(({ identity }) => identity),
  ])
  if (!distinct(signers) || signers.some((key) => !known.has(key))) {
    throw refused('keyring_unsigned', 'a signature on the keyring is repeated or of nobody known')
  }
  return signers
}

function verifyAll(p: Notary, statement: Statement, keyring: Keyring): void {
  const message = signedBytes(statement.payload)
  if (!statement.signatures.every(({ key, signature }) => p.verify(fromBase64(key), message, signature))) {
    throw refused('keyring_unsigned', 'a signature on the keyring is wrong')
  }
  if (!keyring.recipients.every((recipient) => verifyIntakeList(p, recipient))) {
    throw refused('keyring_unsigned', 'a recipient did not sign the intake keys listed for them')
  }
}

function checkThresholds(signers: readonly string[], keyring: Keyring, previous: Keyring | null): void {
  const count = (keys: readonly string[]) => keys.filter((key) => signers.includes(key)).length
  for (const { roots, threshold } of previous === null ? [keyring] : [previous, keyring]) {
    if (count(roots) < threshold) throw refused('keyring_unsigned', 'too few root keys signed the keyring')
  }
  if (previous === null) return
  const needed = approvalsNeeded(previous, keyring)
  if (count(previous.recipients.map(({ identity }) => identity)) < needed) {
    throw refused(
      'keyring_unapproved',
      `${needed} recipients must approve a new reader before the keyring counts`,
    )
  }
}

const ABOUT_KEYS =
  'nothing was sent. Tell the organisation over another channel, and do not use this server until they answer'

const refused = (code: ErrorCode, message: string, hint = ABOUT_KEYS) => new CandorError(code, message, hint)

const foreign = () =>
  refused('keyring_foreign', 'the server belongs to another organisation than the one named')

/** The organisation's id as people and settings write it: 64 hexadecimal digits. */
export const orgText = (orgId: Bytes): string => toHex(orgId)

/** @throws `usage` */
export function parseOrg(text: string): Bytes {
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new CandorError(
      'usage',
      'an organisation is named by 64 hexadecimal digits',
      'copy them from the organisation’s own publication',
    )
  }
  return fromHex(text)
}
