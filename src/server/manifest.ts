import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { type Bytes, toBase64 } from '../protocol/bytes.ts'
import {
  base64Of,
  encodeCanonical,
  hexOf,
  list,
  parseCanonical,
  parseJson,
  whole,
} from '../protocol/canonical.ts'
import { CandorError } from '../protocol/errors.ts'
import { daySchema } from '../protocol/time.ts'
import { DATABASE } from '../store/copy.ts'
import { LOG_KEY } from './log-key.ts'

/** What a backup holds, beside the list itself. */
export const BACKED_UP = [DATABASE, LOG_KEY] as const
export const MANIFEST = 'manifest.json'

const count = whole(0, Number.MAX_SAFE_INTEGER)
const file = v.strictObject({ name: v.picklist(BACKED_UP), bytes: count, sha256: base64Of(32) })

const manifestSchema = v.strictObject({
  candor: v.literal('backup'),
  version: v.literal(1),
  day: daySchema,
  organisation: v.union([v.literal(''), hexOf(32)]),
  newest: count,
  counts: v.strictObject({ keyrings: count, intakeKeys: count, tips: count, drops: count }),
  files: list(file, BACKED_UP.length, BACKED_UP.length),
})

/** What a backup says of itself: the day, the organisation (`''` for none), the newest batch, and every file's hash. */
export type Manifest = Readonly<v.InferOutput<typeof manifestSchema>>

type ListedFile = Manifest['files'][number]

export const encodeManifest = (manifest: Manifest): Bytes => encodeCanonical(manifest)

/** Throws `file_damaged`, `storage_newer`. */
export function parseManifest(bytes: Bytes): Manifest {
  const manifest = parseCanonical(manifestSchema, bytes)
  if (manifest?.files.every(({ name }, i) => name === BACKED_UP[i])) return manifest
  throw isNewer(parseJson(bytes)) ? newer() : damaged(MANIFEST)
}

const isNewer = (value: unknown): boolean =>
  v.is(
    v.object({ candor: v.literal('backup'), version: v.pipe(v.number(), v.integer(), v.minValue(2)) }),
    value,
  )

export async function describeFile(folder: string, name: ListedFile['name']): Promise<ListedFile> {
  const path = join(folder, name)
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return { name, bytes: (await stat(path)).size, sha256: toBase64(new Uint8Array(hash.digest())) }
}

/** Throws `file_damaged`, naming the file. */
export async function checkFile(folder: string, { name, bytes, sha256 }: ListedFile): Promise<void> {
  const found = await describeFile(folder, name)
  if (found.bytes !== bytes || found.sha256 !== sha256) throw damaged(name)
}

export const damaged = (name: string) =>
  new CandorError(
    'file_damaged',
    `${name} of this backup is not what was written`,
    'use another backup: nothing of this one was restored',
  )

const newer = () =>
  new CandorError(
    'storage_newer',
    'this backup was made by a newer version of Candor',
    'install the newer version, then try again',
  )
