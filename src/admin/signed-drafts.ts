import { join } from 'node:path'
import * as v from 'valibot'
import { readFileBytes, writeWhole } from '../keyfile/whole-file.ts'
import { toHex } from '../protocol/bytes.ts'
import { encodeCanonical, hexOf, list, parseCanonical, whole } from '../protocol/canonical.ts'
import { CandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import { absent } from './kept-chain.ts'

const MOST = 256

const schema = v.strictObject({
  candor: v.literal('signed'),
  version: v.literal(1),
  drafts: list(v.strictObject({ seq: whole(1, Number.MAX_SAFE_INTEGER), hash: hexOf(32) }), 0, MOST),
})

type Signed = v.InferOutput<typeof schema>['drafts']

const fileIn = (folder: string): string => join(folder, 'signed.json')

type Draft = Pick<TrustedKeyring, 'hash' | 'keyring'>

/**
 * Whether the roots of this folder signed something else under the same number: were both published, to some people
 * the one and to some the other, there would be two organisations.
 * @throws `file_damaged`
 */
export async function signedAnother(folder: string, { hash, keyring }: Draft): Promise<boolean> {
  const signed = await readSigned(folder)
  return signed.some((each) => each.seq === keyring.seq && each.hash !== toHex(hash))
}

/** Written before a signature leaves, so that none is forgotten. */
export async function noteSigned(folder: string, { hash, keyring }: Draft): Promise<void> {
  const draft = { seq: keyring.seq, hash: toHex(hash) }
  const signed = await readSigned(folder)
  if (signed.some((each) => each.seq === draft.seq && each.hash === draft.hash)) return
  const drafts = [...signed, draft].slice(-MOST)
  const bytes = encodeCanonical({ candor: 'signed', version: 1, drafts } satisfies v.InferOutput<
    typeof schema
  >)
  await writeWhole(fileIn(folder), bytes, { replace: true })
}

async function readSigned(folder: string): Promise<Signed> {
  const path = fileIn(folder)
  const bytes = await readFileBytes(path).catch(absent)
  if (bytes === null) return []
  const content = parseCanonical(schema, bytes)
  if (content !== null) return content.drafts
  throw new CandorError(
    'file_damaged',
    `${path} is not a note of what was signed here`,
    'move it away: then nothing is known of what was signed before',
  )
}
