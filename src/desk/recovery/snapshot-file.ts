import * as v from 'valibot'
import { type Bytes, concat, concatAll, label, u64 } from '../../protocol/bytes.ts'
import {
  base64Of,
  distinct,
  encodeCanonical,
  hexOf,
  list,
  parseCanonical,
  parseJson,
  whole,
} from '../../protocol/canonical.ts'
import { CandorError } from '../../protocol/errors.ts'
import {
  AEAD_TAG,
  type Digests,
  KEM_CIPHERTEXT,
  type Primitives,
} from '../../protocol/primitives/primitives.ts'
import { LAST_DAY } from '../../protocol/time.ts'

const VERSION = 1
const CHUNK = 1024 * 1024
const MOST_HOLDERS = 63
/** A share of 33 bytes, or the whole key of 32 where there is one holder only. */
const SEALED_SHARES = [32, 33].map((length) => KEM_CIPHERTEXT + length + AEAD_TAG)

const headerSchema = v.strictObject({
  candor: v.literal('snapshot'),
  version: v.literal(VERSION),
  id: hexOf(16),
  organisation: hexOf(32),
  recipient: hexOf(16),
  day: whole(0, LAST_DAY),
  keyring: base64Of(32),
  seq: whole(1, 0xffff_ffff),
  epoch: whole(0, 0xffff_ffff),
  threshold: whole(1, MOST_HOLDERS),
  holders: list(
    v.strictObject({
      id: hexOf(16),
      check: base64Of(32),
      sealed: v.union([base64Of(SEALED_SHARES[0] as number), base64Of(SEALED_SHARES[1] as number)]),
    }),
    1,
    MOST_HOLDERS,
  ),
})

/** Everything about a snapshot that is public. */
export type SnapshotHeader = v.InferOutput<typeof headerSchema>
export type Holder = SnapshotHeader['holders'][number]

const encodeHeader = (header: SnapshotHeader): Bytes => encodeCanonical(header satisfies SnapshotHeader)

/** @throws `file_damaged`, naming what is wrong with it */
export function parseHeader(bytes: Bytes): SnapshotHeader {
  const header = parseCanonical(headerSchema, bytes)
  if (header === null) throw refused(bytes)
  if (header.threshold > header.holders.length || !distinct(header.holders.map(({ id }) => id)))
    throw edited()
  return header
}

/** Tells a share from another one, and nothing else about it. */
export const checkOf = (p: Digests, share: Bytes): Bytes => p.sha256(concat(label('snapshot-check'), share))

const LINE_END = 0x0a

/** The header as a line, and what is sealed in pieces that none can be taken away from. */
export function encodeSnapshot(p: Primitives, header: SnapshotHeader, key: Bytes, content: Bytes): Bytes {
  const line = encodeHeader(header)
  const ad = p.sha256(line)
  const count = Math.max(1, Math.ceil(content.length / CHUNK))
  const chunks = Array.from({ length: count }, (_, i) =>
    p.aeadSeal(key, nonceOf(i, i === count - 1), ad, content.subarray(i * CHUNK, (i + 1) * CHUNK)),
  )
  return concatAll([line, new Uint8Array([LINE_END]), ...chunks])
}

/** @throws `file_damaged` */
export function splitSnapshot(bytes: Bytes): {
  readonly header: SnapshotHeader
  readonly line: Bytes
  readonly body: Bytes
} {
  const end = bytes.indexOf(LINE_END)
  const line = end < 0 ? bytes : bytes.subarray(0, end)
  return { header: parseHeader(line), line, body: bytes.subarray(line.length + 1) }
}

/** @throws `file_damaged` when it was cut short or changed, or the key is another's */
export function openSnapshot(p: Primitives, bytes: Bytes, key: Bytes): Bytes {
  const { line, body } = splitSnapshot(bytes)
  const ad = p.sha256(line)
  const count = Math.max(1, Math.ceil(body.length / (CHUNK + AEAD_TAG)))
  return concatAll(
    Array.from({ length: count }, (_, i) => {
      const chunk = body.subarray(i * (CHUNK + AEAD_TAG), (i + 1) * (CHUNK + AEAD_TAG))
      const isLast = i === count - 1
      const opened = p.aeadOpen(key, nonceOf(i, isLast), ad, chunk)
      if (opened === null) throw isLast ? truncated() : edited()
      return opened
    }),
  )
}

// The key seals nothing but this snapshot, so that a counter is never used twice.
const nonceOf = (i: number, isLast: boolean): Bytes =>
  concat(new Uint8Array(15), new Uint8Array([isLast ? 1 : 0]), u64(i))

function refused(bytes: Bytes): CandorError {
  const json = parseJson(bytes)
  if (json === undefined) return beginsLikeOne(bytes) ? truncated() : foreign()
  const head = v.safeParse(v.object({ candor: v.literal('snapshot'), version: v.number() }), json)
  if (!head.success) return foreign()
  return Number.isInteger(head.output.version) && head.output.version > VERSION ? newer() : edited()
}

const BEGINNING = '{"candor":"snapshot"'
const beginsLikeOne = (bytes: Bytes): boolean => {
  const beginning = new TextDecoder().decode(bytes.subarray(0, BEGINNING.length))
  return beginning !== '' && BEGINNING.startsWith(beginning)
}

const fault = (message: string, hint: string) => new CandorError('file_damaged', message, hint)
const truncated = () =>
  fault('this snapshot was cut short or changed at its end', 'copy it again, or take another copy')
const edited = () => fault('this snapshot was changed after it was made', 'take another copy of it')
const foreign = () => fault('this file is no snapshot', 'name the file that candor snapshot wrote')
const newer = () =>
  fault('this snapshot was made by a newer version of Candor', 'update Candor and try again')
