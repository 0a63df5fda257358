import { join } from 'node:path'
import * as v from 'valibot'
import { type FileSystem, readFileBytes, writeWhole } from '../keyfile/whole-file.ts'
import { type Bytes, fromBase64, toBase64 } from '../protocol/bytes.ts'
import { encodeCanonical, list } from '../protocol/canonical.ts'
import { base64Text, parseCeremonyFile } from '../protocol/ceremony-file.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import { checkChain } from '../protocol/keyring/proposal.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'

/** A chain of keyrings with the signed bytes of each, oldest first; never empty. */
export interface SignedChain {
  readonly statements: readonly Bytes[]
  readonly trail: readonly TrustedKeyring[]
}

const schema = v.strictObject({
  candor: v.literal('keyrings'),
  version: v.literal(1),
  chain: list(base64Text, 1, 4096),
})

const fileIn = (folder: string): string => join(folder, 'keyrings.json')

/**
 * The chain that this admin saw last, checked from its beginning; null before there was any.
 * @throws `file_damaged`, and every refusal of a chain
 */
export async function readKeptChain(p: Notary, folder: string): Promise<SignedChain | null> {
  const bytes = await readFileBytes(fileIn(folder)).catch(absent)
  if (bytes === null) return null
  const statements = parseCeremonyFile('keyrings', schema, bytes).chain.map(fromBase64)
  return { statements, trail: checkChain(p, statements, null) }
}

/** For files that need not be there. */
export function absent(error: unknown): null {
  if (isCandorError(error, 'file_unreadable') && error.message.includes('does not exist')) return null
  throw error
}

/** Nothing older is believed from then on. */
export async function keepChain(
  folder: string,
  { statements }: Pick<SignedChain, 'statements'>,
  fs?: FileSystem,
): Promise<void> {
  const bytes = encodeCanonical({
    candor: 'keyrings',
    version: 1,
    chain: statements.map(toBase64),
  } satisfies v.InferOutput<typeof schema>)
  await writeWhole(fileIn(folder), bytes, fs === undefined ? { replace: true } : { replace: true, fs })
}
