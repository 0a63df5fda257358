import {
  type Bytes,
  equal,
  fromBase64,
  readU16,
  readU32,
  toBase64,
  toHex,
  toUtf8,
} from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import { type Drop, type WireDrop, weekOf } from '../../protocol/drop.ts'
import { encodeHeader } from '../../protocol/envelope.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import { headerOf, isParcel, openParcel } from '../../protocol/parcel.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { KeyTools } from '../case/receive.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import { secretFor } from '../vault/secret-for.ts'

/** What parcels brought, until all tips have been read once more. */
export interface Parcels {
  /** There are parcels that were not there before: every desk alike reads all tips again, whether or not it was given any. */
  readonly due: boolean
  /** When all tips were read again for the last time, in Unix seconds; 0 when they never were. */
  readonly last: number
  /** Seeds in base64, by `E#` in hexadecimal digits: anybody can send false ones, which must not displace a true one. */
  readonly given: Readonly<Record<string, readonly string[]>>
  /** The newest parcels that were tried, each by a part of its locator: a server hands drops out more than once. */
  readonly tried: readonly string[]
}

const NAME = 'parcels'
const NONE: Parcels = { due: false, last: 0, given: {}, tried: [] }

// Rows are sealed under the vault's key, so that what comes out is what went in.
export function readParcels(cabinet: Cabinet): Parcels {
  const raw = cabinet.item(NAME)
  return raw === null ? NONE : (parseJson(raw) as Parcels)
}

export const parcelsItem = (parcels: Parcels): { readonly name: string; readonly content: Bytes } => ({
  name: NAME,
  content: encodeCanonical(parcels),
})

/** More than a team sends in years; beyond that somebody floods, and what is tried twice costs time and nothing else. */
const MOST_TRIED = 8192
/** As many as are remembered to be tried: a flood of false ones leaves room for a true one. */
const MOST_GIVEN = MOST_TRIED

const AN_HOUR = 3600

/**
 * Whether all tips are to be read again. At most once an hour, whatever comes: an insider could send a parcel each minute.
 * @param now Unix seconds; one that lies before the last time was set back
 */
export const isReadingDue = ({ due, last }: Parcels, now: number): boolean =>
  due && Math.abs(now - last) >= AN_HOUR

/**
 * Tries the parcels of a page, each once. Null when there is nothing new. It asks the server for nothing.
 */
export function takeParcels(
  p: Primitives,
  tools: KeyTools,
  before: Parcels,
  rows: readonly WireDrop[],
): Parcels | null {
  const tried = new Set(before.tried)
  const given = new Map(Object.entries(before.given))
  let room = MOST_GIVEN - [...given.values()].flat().length
  let isNew = false
  for (const row of rows) {
    const name = toHex(row.locator.subarray(0, 16))
    const found = tried.has(name) ? null : parcelIn(p, tools, row)
    if (found === null) continue
    isNew = true
    tried.add(name)
    const contents = openFor(p, tools, found, row)
    if (contents === null || room-- <= 0) continue
    const envelope = toHex(contents.envelope)
    given.set(envelope, [...(given.get(envelope) ?? []), toBase64(contents.seed)])
  }
  const tries = [...tried].slice(-MOST_TRIED)
  return isNew ? { ...before, due: true, given: Object.fromEntries(given), tried: tries } : null
}

const MAGIC = toUtf8('candor/1')

interface Sealed {
  readonly trusted: TrustedKeyring
  readonly epoch: number
}

/** Under what a drop is sealed that is a parcel and can be opened by somebody; anybody can see that. */
function parcelIn(p: Primitives, { directory }: KeyTools, { kind, locator, cell }: WireDrop): Sealed | null {
  if (kind !== 'team' || !equal(cell.subarray(0, MAGIC.length), MAGIC)) return null
  const trusted = directory.byHash(cell.slice(MAGIC.length, MAGIC.length + 32))
  if (trusted === undefined) return null
  const epoch = readU32(cell, MAGIC.length + 32)
  const isWhole = readU16(cell, MAGIC.length + 36) === trusted.keyring.recipients.length
  if (!isWhole || Math.abs(epoch - weekOf(locator)) > 1) return null
  return isParcel(p, trusted.orgId, { locator, cell }) ? { trusted, epoch } : null
}

function openFor(p: Primitives, { identity }: KeyTools, { trusted, epoch }: Sealed, parcel: Drop) {
  const { recipients } = trusted.keyring
  const index = recipients.findIndex(({ id }) => id === identity.recipientId)
  const secret = secretFor(p, identity, trusted, index, epoch)
  const expected = encodeHeader(trusted.hash, epoch, recipients.length)
  if (secret === undefined || !equal(headerOf(parcel), expected)) return null
  return openParcel(p, trusted.orgId, parcel, identity.recipientId, secret)
}

/** The seeds of an envelope that colleagues have given, or say that they have. */
export const seedsGiven = ({ given }: Parcels, hash: Bytes): readonly Bytes[] =>
  (given[toHex(hash)] ?? []).map(fromBase64)
