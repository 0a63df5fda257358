import * as v from 'valibot'
import { type Bytes, concat, equal, fromBase64, fromHex, toBase64 } from '../../protocol/bytes.ts'
import { base64Of, encodeCanonical, hexOf, parseCanonical, parseJson } from '../../protocol/canonical.ts'
import { CandorError } from '../../protocol/errors.ts'
import { fingerprint } from '../../protocol/fingerprint.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import {
  AEAD_TAG,
  KEM_CIPHERTEXT,
  KEM_PUBLIC_KEY,
  type Primitives,
  type Random,
  SEED,
} from '../../protocol/primitives/primitives.ts'
import { dayText } from '../../protocol/time.ts'
import { erasedOn } from '../vault/erase.ts'
import type { Identity } from '../vault/identity.ts'
import { secretFor } from '../vault/secret-for.ts'
import { checkShare, type GivenShare } from './snapshot.ts'
import { parseHeader, type SnapshotHeader } from './snapshot-file.ts'
import { openShare, sealShare } from './snapshot-share.ts'

const VERSION = 1
const MOST = 1_000_000

const stateSchema = v.strictObject({
  candor: v.literal('recovery-state'),
  version: v.literal(VERSION),
  snapshot: hexOf(16),
  seed: base64Of(SEED),
})

const requestSchema = v.strictObject({
  candor: v.literal('recovery'),
  version: v.literal(VERSION),
  key: base64Of(KEM_PUBLIC_KEY),
  header: v.pipe(v.string(), v.maxLength(MOST), v.regex(/^[A-Za-z0-9+/]+={0,2}$/)),
})

const shareSchema = v.strictObject({
  candor: v.literal('recovery-share'),
  version: v.literal(VERSION),
  snapshot: hexOf(16),
  holder: hexOf(16),
  key: base64Of(32),
  sealed: v.union([32, 33].map((length) => base64Of(KEM_CIPHERTEXT + length + AEAD_TAG))),
})

/** A recovery that was begun: what its shares are sealed to. */
export interface Recovery {
  /** The snapshot's own name. */
  readonly snapshot: string
  /** X-Wing seed, 32 bytes. */
  readonly seed: Bytes
}

export const beginRecovery = ({ id }: SnapshotHeader, random: Random): Recovery => ({
  snapshot: id,
  seed: random(SEED),
})

export const encodeRecovery = ({ snapshot, seed }: Recovery): Bytes =>
  encodeCanonical({ candor: 'recovery-state', version: VERSION, snapshot, seed: toBase64(seed) })

/** @throws `file_damaged` */
export function parseRecovery(bytes: Bytes): Recovery {
  const state = parseCanonical(stateSchema, bytes)
  if (state === null)
    throw fault('the state of this recovery was written by another version of Candor', 'start again')
  return { snapshot: state.snapshot, seed: fromBase64(state.seed) }
}

/** What colleagues are asked with; nothing in it is secret. */
export interface RecoveryRequest {
  /** What they seal their shares to. */
  readonly key: Bytes
  readonly header: SnapshotHeader
  /** The header as it stands in the snapshot. */
  readonly line: Bytes
}

export const encodeRecoveryRequest = (p: Primitives, { seed }: Recovery, line: Bytes): Bytes =>
  encodeCanonical({
    candor: 'recovery',
    version: VERSION,
    key: toBase64(p.kemPublicKey(seed)),
    header: toBase64(line),
  })

/** @throws `file_damaged`, naming what is wrong with it */
export function parseRecoveryRequest(bytes: Bytes): RecoveryRequest {
  const content = bytes.length > 2 * MOST ? null : parseCanonical(requestSchema, bytes)
  if (content === null) throw refused(bytes, 'recovery', 'request for a recovery', 'candor recover start')
  const line = decode(content.header)
  return { key: fromBase64(content.key), header: parseHeader(line), line }
}

/** To be compared by voice: they are other words for another key or another snapshot. */
export const wordsOfRequest = (p: Primitives, { key, line }: Pick<RecoveryRequest, 'key' | 'line'>): string =>
  fingerprint(p, 'recovery', concat(p.sha256(key), p.sha256(line)))

/**
 * Opens one's own share, and seals it to whoever recovers.
 * @throws `keyring_foreign`, `usage` when one holds none, `open_failed` when its time is over
 */
export function helpRecover(
  p: Primitives,
  identity: Identity,
  orgId: Bytes,
  trail: Trail,
  { key, header }: RecoveryRequest,
  random: Random,
): Bytes {
  const me = identity.recipientId
  if (!equal(orgId, fromHex(header.organisation))) throw otherOrganisation()
  const own = header.holders.find(({ id }) => id === me)
  if (own === undefined) throw noShare()
  const trusted = trail.find(({ hash }) => equal(hash, fromBase64(header.keyring)))
  if (trusted === undefined) throw unknownKeyring()
  const index = trusted.keyring.recipients.findIndex(({ id }) => id === me)
  const secret = secretFor(p, identity, trusted, index, header.epoch)
  if (secret === undefined) throw tooOld(header)
  const about = { orgId, snapshot: header.id, owner: header.recipient, holder: me, day: header.day }
  const share = openShare(p, { kind: 'snapshot-share', ...about }, secret, fromBase64(own.sealed))
  if (share === null) throw edited('request for a recovery')
  checkShare(p, header, me, share)
  return encodeCanonical({
    candor: 'recovery-share',
    version: VERSION,
    snapshot: header.id,
    holder: me,
    key: toBase64(p.sha256(key)),
    sealed: toBase64(sealShare(p, { kind: 'recovery-share', ...about }, key, share, random)),
  } satisfies v.InferOutput<typeof shareSchema>)
}

/**
 * Opens what a colleague handed over.
 * @throws `file_damaged`, naming what is wrong with it
 */
export function openGiven(
  p: Primitives,
  { seed }: Recovery,
  header: SnapshotHeader,
  bytes: Bytes,
): GivenShare {
  const content = bytes.length > MOST ? null : parseCanonical(shareSchema, bytes)
  if (content === null) throw refused(bytes, 'recovery-share', 'share', 'candor recover help')
  if (content.snapshot !== header.id)
    throw fault('this share is of another snapshot', 'name the shares of this one')
  if (!equal(fromBase64(content.key), p.sha256(p.kemPublicKey(seed))))
    throw fault('this share was made for another recovery', 'hand your colleague the request of this one')
  const orgId = fromHex(header.organisation)
  const about = {
    orgId,
    snapshot: header.id,
    owner: header.recipient,
    holder: content.holder,
    day: header.day,
  }
  const share = openShare(p, { kind: 'recovery-share', ...about }, seed, fromBase64(content.sealed))
  if (share === null) throw edited('share')
  checkShare(p, header, content.holder, share)
  return { holder: content.holder, share }
}

function refused(bytes: Bytes, kind: string, what: string, command: string): CandorError {
  const json = parseJson(bytes)
  const text = new TextDecoder().decode(bytes.subarray(0, 64))
  if (json === undefined)
    return text.startsWith(`{"candor":"${kind}"`)
      ? fault(`this ${what} was cut short`, 'ask for the whole file again')
      : foreign(what, command)
  const head = v.safeParse(v.object({ candor: v.literal(kind), version: v.number() }), json)
  if (!head.success) return foreign(what, command)
  return head.output.version > VERSION
    ? fault(`this ${what} was made by a newer version of Candor`, 'update Candor and try again')
    : edited(what)
}

function decode(text: string): Bytes {
  try {
    return fromBase64(text)
  } catch {
    throw edited('request for a recovery')
  }
}

const fault = (message: string, hint: string) => new CandorError('file_damaged', message, hint)
const edited = (what: string) => fault(`this ${what} was changed after it was made`, 'ask for it again')
const foreign = (what: string, command: string) =>
  fault(`this file is no ${what}`, `name the file that ${command} wrote`)

const otherOrganisation = () =>
  new CandorError(
    'keyring_foreign',
    'this snapshot is of another organisation than your vault',
    'check which file was named',
  )

const noShare = () =>
  new CandorError('usage', 'you hold no share of this snapshot', 'the request says who does: ask one of them')

const unknownKeyring = () =>
  new CandorError(
    'keyring_missing',
    'this snapshot was made under a keyring that your vault does not know',
    'run candor sync, then try again',
  )

const tooOld = ({ epoch }: SnapshotHeader) =>
  new CandorError(
    'open_failed',
    `this snapshot is too old: its shares died on ${dayText(erasedOn(epoch))}, when the keys of its week were erased`,
    'look for a newer one; what is only in this one is lost',
  )
