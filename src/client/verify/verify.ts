import { type Bytes, fromBase64, toHex } from '../../protocol/bytes.ts'
import { type CandorError, isCandorError } from '../../protocol/errors.ts'
import type { Keyring, Recipient } from '../../protocol/keyring/statement.ts'
import type { Digests, Notary } from '../../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import type { Api } from '../api.ts'
import { followChain, prepareSealing } from '../directory.ts'
import { compareFiles, type FileFinding } from './files.ts'
import type { FormPage, Place } from './page.ts'

/** What anyone can find out about a service from outside, without a key. */
export interface Verification {
  /** 64 hexadecimal digits. */
  readonly organisation: string
  readonly keyring: Keyring
  /** What `org.json` names; null when the form would not take it. */
  readonly place: Place | null
  readonly recipients: readonly RecipientFinding[]
  /** Why nothing could be sealed to the intake keys of this week; null when they are as signed. */
  readonly sealing: CandorError | null
  readonly files: readonly FileFinding[]
  readonly asSigned: boolean
}

interface RecipientFinding {
  readonly label: string
  readonly desks: readonly string[]
  /** 16 hexadecimal digits in groups of four, of the SHA-256 of the identity key. */
  readonly fingerprint: string
  /** Weeks after this one for which an intake key is listed; below 0 the last one is in use beyond its time. */
  readonly weeksAhead: number
}

export interface Service {
  readonly api: Api
  readonly page: FormPage
  readonly place: Place | null
  /** The organisation that is expected, 32 bytes; null takes any. */
  readonly orgId: Bytes | null
  /** The form of the release at hand; null when there is none. */
  readonly released: Keyring['form'] | null
}

/**
 * Looks at a service as a source would, and compares (docs/protocol.md, 4 and 5).
 * @param now seconds since 1970-01-01 UTC
 * @throws every refusal of a chain of keyrings, and what the network throws
 */
export async function verifyService(p: Notary, service: Service, now: number): Promise<Verification> {
  const { api, page, place, orgId, released } = service
  const trusted = await followChain(p, api, { orgId })
  const { keyring } = trusted
  const organisation = toHex(trusted.orgId)
  const sealing = await refusalOf(() => prepareSealing(p, api, trusted, now))
  const files = await compareFiles(p, keyring, page, released)
  const epoch = epochOfDay(dayOf(now))
  const asSigned = sealing === null && place?.organisation === organisation && files.every(isSound)
  const recipients = keyring.recipients.map((recipient) => findingOf(p, recipient, epoch))
  return { organisation, keyring, place, recipients, sealing, files, asSigned }
}

/** What the network did is no finding about the keys. */
async function refusalOf(act: () => Promise<unknown>): Promise<CandorError | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (isCandorError(error, ...KEYS)) return error
    throw error
  }
}

const KEYS = [
  'clock_wrong',
  'keyring_early',
  'keyring_expired',
  'intake_key_missing',
  'intake_key_wrong',
] as const

export const isSound = ({ served, release }: FileFinding): boolean =>
  [served, release].every((each) => each === 'as-signed' || each === 'none' || each === null)

const findingOf = (p: Digests, recipient: Recipient, epoch: number): RecipientFinding => ({
  label: recipient.label[0] as string,
  desks: recipient.desks,
  fingerprint: fingerprintOf(p, recipient),
  weeksAhead: recipient.firstEpoch + recipient.epochs.length - 1 - epoch,
})

const fingerprintOf = (p: Digests, { identity }: Recipient): string =>
  (
    toHex(p.sha256(fromBase64(identity)))
      .slice(0, 16)
      .match(/.{4}/g) ?? []
  ).join(' ')
