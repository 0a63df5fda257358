import { type Bytes, fromBase64, toHex } from '../../protocol/bytes.ts'
import { parseIntakeKeys } from '../../protocol/epoch.ts'
import { type CandorError, isCandorError } from '../../protocol/errors.ts'
import { fingerprint, identityKey } from '../../protocol/fingerprint.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
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
  /** The whole chain that leads to it, oldest first. */
  readonly chain: readonly ChainLink[]
  /** Twelve words for each root key, in the order of the keyring. */
  readonly roots: readonly string[]
  /** What `org.json` names; null when the form would not take it. */
  readonly place: Place | null
  readonly recipients: readonly RecipientFinding[]
  /** Why nothing could be sealed to the intake keys of this week; null when they are as signed. */
  readonly sealing: CandorError | null
  /** The same for those of next week, so that nothing stops on a Thursday. */
  readonly nextWeek: CandorError | null
  readonly files: readonly FileFinding[]
  readonly asSigned: boolean
}

interface ChainLink {
  readonly seq: number
  readonly validFrom: string
  readonly validUntil: string
}

interface RecipientFinding {
  readonly label: string
  readonly desks: readonly string[]
  /** Twelve words for their identity (docs/protocol.md, 4.2). */
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
  const chain: ChainLink[] = []
  const trusted = await followChain(p, api, { orgId }, (each) => chain.push(linkOf(each)))
  const { keyring } = trusted
  const organisation = toHex(trusted.orgId)
  const sealing = await refusalOf(() => prepareSealing(p, api, trusted, now))
  const files = await compareFiles(p, keyring, page, released)
  const epoch = epochOfDay(dayOf(now))
  const nextWeek = await refusalOf(async () =>
    parseIntakeKeys(p, keyring, epoch + 1, await api.epoch(epoch + 1, keyring.seq)),
  )
  const isSealable = sealing === null && nextWeek === null
  const asSigned = isSealable && place?.organisation === organisation && files.every(isSound)
  const recipients = keyring.recipients.map((recipient) => findingOf(p, recipient, epoch))
  const roots = keyring.roots.map((key) => fingerprint(p, 'root', fromBase64(key)))
  return { organisation, keyring, chain, roots, place, recipients, sealing, nextWeek, files, asSigned }
}

const linkOf = ({ keyring: { seq, validFrom, validUntil } }: TrustedKeyring): ChainLink => ({
  seq,
  validFrom,
  validUntil,
})

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
  fingerprint: fingerprint(p, 'identity', identityKey(recipient.id, fromBase64(recipient.identity))),
  weeksAhead: recipient.firstEpoch + recipient.epochs.length - 1 - epoch,
})
