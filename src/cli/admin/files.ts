import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder, readFileBytes, writeWhole } from '../../keyfile/whole-file.ts'
import { equal } from '../../protocol/bytes.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import { encodeProposal, type Proposal, parseProposal } from '../../protocol/keyring/proposal.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { parseRequest } from '../../protocol/request-file.ts'
import { parseRootFile, type RootFile } from '../../protocol/root-file.ts'

/** Where a fault lies is half of what there is to say about it. */
async function inFile<Value>(path: string, parse: (bytes: Uint8Array) => Value): Promise<Value> {
  const bytes = await readFileBytes(path)
  try {
    return parse(bytes)
  } catch (error) {
    if (!isCandorError(error)) throw error
    throw new CandorError(error.code, `${path}: ${error.message}`, error.hint)
  }
}

export const readProposal = (path: string): Promise<Proposal> => inFile(path, parseProposal)
export const readRootFile = (path: string): Promise<RootFile> => inFile(path, parseRootFile)
export const readRequest = (p: Primitives, path: string): Promise<ReturnType<typeof parseRequest>> =>
  inFile(path, (bytes) => parseRequest(p, bytes))

/** What others put their signatures to: everybody may read it, since nothing in it is secret. */
const FOR_OTHERS = 0o644

/**
 * Writes a new file. The same bytes again are fine: somebody who was interrupted does the same again.
 * @throws `file_exists`
 */
export async function writeForOthers(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(path, bytes, { replace: false, mode: FOR_OTHERS })
  } catch (error) {
    if (!isCandorError(error, 'file_exists') || !equal(await readFileBytes(path), bytes)) throw error
  }
}

/** Where a new proposal goes: where was said, else into the admin's folder. */
export async function writeProposal(
  folder: string,
  out: string | undefined,
  seq: number,
  proposal: Proposal,
): Promise<string> {
  if (out === undefined) await makePrivateFolder(folder)
  const path = proposalPath(folder, out, seq)
  try {
    await writeForOthers(path, encodeProposal(proposal))
    return path
  } catch (error) {
    if (!isCandorError(error, 'file_exists')) throw error
    throw proposalThere(path)
  }
}

const proposalPath = (folder: string, out: string | undefined, seq: number): string =>
  out ?? join(folder, `proposal-${seq}.json`)

/** For whoever makes something else first, which would be left behind. @throws `file_exists` */
export function refuseTaken(folder: string, out: string | undefined, seq: number): void {
  const path = proposalPath(folder, out, seq)
  if (existsSync(path)) throw proposalThere(path)
}

const proposalThere = (path: string) =>
  new CandorError(
    'file_exists',
    `there is a proposal in ${path} already`,
    'publish it, or move it away, or name another file with --out',
  )

/** The same proposal with more signatures, over the file that it came from. */
export const updateProposal = (path: string, proposal: Proposal): Promise<void> =>
  writeWhole(path, encodeProposal(proposal), { replace: true, mode: FOR_OTHERS })
