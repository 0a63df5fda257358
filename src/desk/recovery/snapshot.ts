import { combine, split } from 'shamir-secret-sharing'
import * as v from 'valibot'
import { type Bytes, concat, equal, fromBase64, fromHex, toBase64, toHex } from '../../protocol/bytes.ts'
import { base64Of, encodeCanonical, hexOf, parseCanonical } from '../../protocol/canonical.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Recipient } from '../../protocol/keyring/statement.ts'
import { type Primitives, type Random, SEED } from '../../protocol/primitives/primitives.ts'
import type { SealingContext } from '../../protocol/tip.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import type { Vault } from '../vault/vault.ts'
import {
  checkOf,
  encodeSnapshot,
  type Holder,
  openSnapshot,
  type SnapshotHeader,
  splitSnapshot,
} from './snapshot-file.ts'
import { sealShare } from './snapshot-share.ts'

/** How a snapshot is shared among colleagues. */
export interface Sharing {
  /** The newest keyring with the keys of this week. */
  readonly to: SealingContext
  readonly holders: readonly Recipient[]
  /** So many of them can open it together. */
  readonly threshold: number
  /** Days since 1970-01-01 UTC. */
  readonly day: number
}

const SNAPSHOT_ID = 16

/** Everything of a vault, sealed so that some colleagues together can open it for its owner. */
export async function makeSnapshot(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  { to, holders, threshold, day }: Sharing,
  random: Random,
): Promise<Bytes> {
  const key = random(SEED)
  const id = toHex(random(SNAPSHOT_ID))
  const owner = vault.identity.recipientId
  const about = { kind: 'snapshot-share', orgId: vault.orgId, snapshot: id, owner, day } as const
  const shares = await sharesOf(key, holders.length, threshold)
  const sealed = holders.map(({ id: holder }, i): Holder => {
    const share = shares[i] as Bytes
    const place = to.trusted.keyring.recipients.findIndex((each) => each.id === holder)
    const box = sealShare(p, { ...about, holder }, to.keys[place] as Bytes, share, random)
    return { id: holder, check: toBase64(checkOf(p, share)), sealed: toBase64(box) }
  })
  const header: SnapshotHeader = {
    candor: 'snapshot',
    version: 1,
    id,
    organisation: toHex(vault.orgId),
    recipient: owner,
    day,
    keyring: toBase64(to.trusted.hash),
    seq: to.trusted.keyring.seq,
    epoch: to.epoch,
    threshold,
    holders: sealed,
  }
  return encodeSnapshot(p, header, key, encodeContent(vault, cabinet.copy()))
}

/** One holder alone is given the key itself: a secret cannot be shared with one. */
const sharesOf = async (key: Bytes, count: number, threshold: number): Promise<Bytes[]> =>
  threshold === 1 ? Array.from({ length: count }, () => key) : split(key, count, threshold)

/**
 * How many of those who hold the shares it takes. One alone is nobody's default: a colleague whom a source left out of a tip
 * would read it in the vault of another.
 * @throws `usage` when that cannot be
 */
export function agreedSharing(holders: readonly Recipient[], wanted: number | undefined): number {
  if (holders.length === 0)
    throw new CandorError(
      'usage',
      'there is nobody to share a snapshot with',
      'it takes colleagues whom the keyring lists',
    )
  if (wanted === undefined && holders.length === 1) throw oneAlone()
  const threshold = wanted ?? 2
  if (threshold >= 1 && threshold <= holders.length) return threshold
  throw new CandorError(
    'usage',
    `${threshold} of ${holders.length} colleagues cannot be asked`,
    'name more of them, or ask for fewer',
  )
}

const oneAlone = () =>
  new CandorError(
    'usage',
    'there is only one colleague to share a snapshot with, who could open it alone, also what a source kept from them',
    'name more colleagues with --with, or say with --share 1 that this one may',
  )

/** What a snapshot holds of a vault. */
export interface SnapshotContent {
  readonly key: Bytes
  /** The file of the local database. */
  readonly database: Bytes
}

const contentSchema = v.strictObject({
  candor: v.literal('snapshot-content'),
  version: v.literal(1),
  organisation: hexOf(32),
  recipient: hexOf(16),
  key: base64Of(SEED),
})

const LINE_END = 0x0a

const encodeContent = ({ orgId, identity, key }: Vault, database: Bytes): Bytes =>
  concat(
    encodeCanonical({
      candor: 'snapshot-content',
      version: 1,
      organisation: toHex(orgId),
      recipient: identity.recipientId,
      key: toBase64(key),
    } satisfies v.InferOutput<typeof contentSchema>),
    new Uint8Array([LINE_END]),
    database,
  )

/** A share, as a colleague opened it. */
export interface GivenShare {
  readonly holder: string
  readonly share: Bytes
}

/**
 * Opens a snapshot with the shares of enough colleagues.
 * @throws `usage` for too few; `file_damaged`
 */
export async function openWithShares(
  p: Primitives,
  bytes: Bytes,
  given: readonly GivenShare[],
): Promise<SnapshotContent> {
  const { header } = splitSnapshot(bytes)
  const shares = new Map(given.map(({ holder, share }) => [holder, share]))
  for (const [holder, share] of shares) checkShare(p, header, holder, share)
  if (shares.size < header.threshold) throw tooFew(shares.size, header.threshold)
  const chosen = [...shares.values()].slice(0, header.threshold)
  const key = header.threshold === 1 ? (chosen[0] as Bytes) : await combine(chosen)
  return readContent(header, openSnapshot(p, bytes, key))
}

/** @throws `file_damaged` when it is not the share of this snapshot that its holder was given */
export function checkShare(p: Primitives, { holders }: SnapshotHeader, holder: string, share: Bytes): void {
  const known = holders.find(({ id }) => id === holder)
  if (known === undefined || !equal(checkOf(p, share), fromBase64(known.check)))
    throw new CandorError(
      'file_damaged',
      'this share is not one of this snapshot',
      'ask your colleague for it again',
    )
}

const tooFew = (have: number, needed: number) =>
  new CandorError(
    'usage',
    `it takes the shares of ${needed} colleagues, and here ${have === 1 ? 'is 1' : `are ${have}`}`,
    'ask another colleague to run candor recover help',
  )

function readContent(header: SnapshotHeader, content: Bytes): SnapshotContent {
  const end = content.indexOf(LINE_END)
  const fields = parseCanonical(contentSchema, content.subarray(0, Math.max(0, end)))
  if (fields === null || fields.organisation !== header.organisation || fields.recipient !== header.recipient)
    throw new CandorError(
      'file_damaged',
      'what is in this snapshot is not of the vault that it names',
      'take another one',
    )
  return { key: fromBase64(fields.key), database: content.slice(end + 1) }
}

export const ownerOf = ({ organisation, recipient }: SnapshotHeader) => ({
  orgId: fromHex(organisation),
  recipientId: recipient,
})
